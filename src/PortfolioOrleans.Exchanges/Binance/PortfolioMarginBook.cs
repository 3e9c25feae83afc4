using System.Collections.Immutable;

namespace PortfolioOrleans.Exchanges.Binance;

/// <summary>
/// Which accounts are portfolio margin accounts: their one wallet holds what the margin and futures wallets show again, so that those count nothing.
/// An account changes its kind perhaps once, so the answer is kept for a while.
/// </summary>
internal sealed class PortfolioMarginBook(BinanceAsker asker, BinanceEndpoints endpoints, TimeSpan maxAge, TimeProvider clock)
{
    private readonly AccountPages<Page> _pages = new();

    /// <summary>What an account that is none says of such a wallet.</summary>
    public static ExchangeFault NoMember { get; } = new(FaultKind.NotAvailable, "no portfolio margin account");

    private static ExchangeReply<ImmutableArray<PortfolioAsset>>.Failure NotAMember { get; } = new(NoMember);

    /// <summary>
    /// Whether it is one. While the venue cannot say and never did, that is the failure: counting both would double an account, and counting neither
    /// would empty it.
    /// </summary>
    public async Task<ExchangeReply<bool>> IsMemberAsync(ExchangeCredentials credentials, CancellationToken cancellationToken)
    {
        var known = _pages.Find(credentials);
        if (known is not null && clock.GetUtcNow() - known.AskedAt < maxAge)
        {
            return new ExchangeReply<bool>.Answer(known.IsMember, known.AskedAt);
        }

        var reply = await ReadAsync(credentials, cancellationToken);
        return reply switch
        {
            ExchangeReply<ImmutableArray<PortfolioAsset>>.Failure { Fault.Kind: FaultKind.NotAvailable } => new ExchangeReply<bool>.Answer(false, clock.GetUtcNow()),
            ExchangeReply<ImmutableArray<PortfolioAsset>>.Failure when known is not null => new ExchangeReply<bool>.Answer(known.IsMember, known.AskedAt),
            _ => reply.Select(_ => true),
        };
    }

    /// <summary>The wallet of an account that has one; else a failure of the kind <see cref="FaultKind.NotAvailable"/>, most times without asking.</summary>
    public async Task<ExchangeReply<ImmutableArray<PortfolioAsset>>> GetAsync(ExchangeCredentials credentials, CancellationToken cancellationToken) =>
        _pages.Find(credentials) is { IsMember: false } known && clock.GetUtcNow() - known.AskedAt < maxAge
            ? NotAMember
            : await ReadAsync(credentials, cancellationToken);

    private async Task<ExchangeReply<ImmutableArray<PortfolioAsset>>> ReadAsync(ExchangeCredentials credentials, CancellationToken cancellationToken)
    {
        var reply = await asker.AskAsync(endpoints.PortfolioBalances, credentials, BinancePortfolioMargin.ReadBalances, cancellationToken);
        switch (reply)
        {
            case ExchangeReply<ImmutableArray<PortfolioAsset>>.Answer:
                _pages.Set(credentials, new Page(true, clock.GetUtcNow()));
                return reply;

            // A key without the right to see it sees the same money in the other wallets.
            case ExchangeReply<ImmutableArray<PortfolioAsset>>.Failure { Fault.Kind: FaultKind.NotAvailable or FaultKind.PermissionMissing or FaultKind.BadRequest }:
                _pages.Set(credentials, new Page(false, clock.GetUtcNow()));
                return NotAMember;
            default:
                return reply;
        }
    }

    private sealed record Page(bool IsMember, DateTimeOffset AskedAt);
}
