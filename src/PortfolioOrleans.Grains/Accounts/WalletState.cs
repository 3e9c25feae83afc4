using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Exchanges.Adapters;

namespace PortfolioOrleans.Grains.Accounts;

/// <summary>One wallet as last read. Balances and positions are read at different times and fail on their own.</summary>
/// <param name="BalancesAsOf">The venue's time of the balances; null while never read.</param>
/// <param name="BalancesFault">Why the last attempt at them failed; null when it did not.</param>
/// <param name="HasPositions">False for wallets that have none: for these nothing more is waited for.</param>
[GenerateSerializer, Immutable, Alias("state.wallet")]
internal sealed record WalletState(
    [property: Id(0)] WalletKind Wallet,
    [property: Id(1)] ImmutableArray<AssetBalance> Balances,
    [property: Id(2)] DateTimeOffset? BalancesAsOf,
    [property: Id(3)] string? BalancesFault,
    [property: Id(4)] bool HasPositions,
    [property: Id(5)] ImmutableArray<Position> Positions,
    [property: Id(6)] DateTimeOffset? PositionsAsOf,
    [property: Id(7)] string? PositionsFault)
{
    public static WalletState Unread(WalletDescription wallet) => new(wallet.Wallet, [], null, null, wallet.HasPositions, [], null, null);

    public string? Fault => BalancesFault ?? PositionsFault;

    /// <summary>As old as its older part; unread until every part was read.</summary>
    public DateTimeOffset? AsOf => !HasPositions || BalancesAsOf is null || PositionsAsOf is null
        ? HasPositions ? null : BalancesAsOf
        : BalancesAsOf < PositionsAsOf ? BalancesAsOf : PositionsAsOf;

    /// <summary>Takes what was read; of two readings the one with the newer venue time wins, whichever came first.</summary>
    public WalletState After(WalletReading reading)
    {
        var next = this with { HasPositions = reading.HasPositions };
        next = reading.Balances switch
        {
            null or { WasDeferred: true } => next,
            { Fault: { } fault } => next with { BalancesFault = fault.Detail },
            { } older when VenueTime.IsOlder(older.AsOf, BalancesAsOf) => next with { BalancesFault = null },
            { } newer => next with { Balances = newer.Items, BalancesAsOf = newer.AsOf, BalancesFault = null },
        };
        return reading.Positions switch
        {
            null or { WasDeferred: true } => next,
            { Fault: { } fault } => next with { PositionsFault = fault.Detail },
            { } older when VenueTime.IsOlder(older.AsOf, PositionsAsOf) => next with { PositionsFault = null },
            { } newer => next with { Positions = newer.Items, PositionsAsOf = newer.AsOf, PositionsFault = null },
        };
    }

    public WalletHoldings ToHoldings() => new(Wallet, Balances, Positions, AsOf, Fault);
}
