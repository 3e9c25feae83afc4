using System.Collections.Immutable;
using PortfolioOrleans.Contracts.Accounts;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Exchanges;

namespace PortfolioOrleans.Grains.Accounts;

/// <summary>What one sync brought home.</summary>
/// <param name="At">When it was made, by our own clock, UTC.</param>
/// <param name="Wallets">What was asked of each wallet.</param>
/// <param name="Flows">Completed deposits and withdrawals since <paramref name="FlowsSince"/>; null where they were not read.</param>
/// <param name="FlowsFault">Why they were not; null when they were, or were not asked for.</param>
internal sealed record AccountReading(
    DateTimeOffset At,
    ImmutableDictionary<WalletKind, WalletReading> Wallets,
    ImmutableArray<ExternalFlow>? Flows,
    DateTimeOffset FlowsSince,
    ExchangeFault? FlowsFault)
{
    /// <summary>What went wrong, the worst to wait for first; empty when everything was read.</summary>
    public IEnumerable<ExchangeFault> Faults => FlowsFault is null && Wallets.Values.All(wallet => wallet is { Balances: null or { Fault: null }, Positions: null or { Fault: null } }) ? [] : Wallets.Values
        .SelectMany(wallet => new[] { wallet.Balances?.Fault, wallet.Positions?.Fault })
        .Append(FlowsFault)
        .OfType<ExchangeFault>()
        .OrderByDescending(fault => fault.Kind == FaultKind.CredentialsRejected)
        .ThenByDescending(fault => fault.RetryAfter ?? TimeSpan.Zero);

    /// <summary>Whether any part of it was read, however old what it says.</summary>
    public bool BringsNews => Flows is not null || Wallets.Values.Any(wallet => wallet.Balances is { Fault: null } || wallet.Positions is { Fault: null });

    /// <summary>How the account's syncs go after this one.</summary>
    public AccountSync Describe(AccountSync before, IEnumerable<WalletState> wallets)
    {
        var fault = Faults.FirstOrDefault();
        if (fault is null)
        {
            return new AccountSync(SyncStatus.Ok, At, At, 0, null);
        }

        // The wallets' own budget refusals are no failure: nobody was asked.
        var failures = fault.Kind == FaultKind.Deferred ? before.Failures : before.Failures + 1;
        var status = fault.Kind switch
        {
            FaultKind.CredentialsRejected => SyncStatus.Refused,
            FaultKind.Deferred => before.Status,
            _ when wallets.Any(wallet => wallet.Fault is null) => SyncStatus.Partial,
            _ => SyncStatus.Failing,
        };
        return new AccountSync(status, before.LastSuccessAt, At, failures, fault.Detail);
    }
}

/// <param name="Balances">Null where they were not asked for.</param>
/// <param name="Positions">Null where they were not asked for.</param>
internal sealed record WalletReading(WalletKind Wallet, bool HasPositions, Rows<AssetBalance>? Balances, Rows<Position>? Positions);

/// <summary>Rows read at the venue's time <paramref name="AsOf"/>, or why they were not.</summary>
internal sealed record Rows<T>(ImmutableArray<T> Items, DateTimeOffset AsOf, ExchangeFault? Fault)
{
    /// <summary>Our own budget had no room: nobody was asked, nothing is wrong, the older rows stand.</summary>
    public bool WasDeferred => Fault?.Kind == FaultKind.Deferred;

    /// <param name="now">Stands in for the venue's time where the account has no such wallet, which is as good as an empty one.</param>
    public static Rows<T> From(ExchangeReply<ImmutableArray<T>> reply, DateTimeOffset now) => reply switch
    {
        ExchangeReply<ImmutableArray<T>>.Answer answer => new Rows<T>(answer.Value, answer.AsOf, null),
        ExchangeReply<ImmutableArray<T>>.Failure { Fault.Kind: FaultKind.NotAvailable } => new Rows<T>([], now, null),
        ExchangeReply<ImmutableArray<T>>.Failure { Fault: { } fault } => new Rows<T>([], default, fault),
        _ => throw new InvalidOperationException("A reply is an answer or a failure."),
    };
}
