namespace PortfolioOrleans.VenueSimulator.Control;

/// <summary>
/// What an account owns by the simulator's own books. With every price as its venue shows it at <see cref="AsOf"/>:
/// equity in USDT = sum of balance x last price in USDT (USDT itself 1) + sum of unrealised PnL at mark x last price of the settlement asset;
/// equity in dollars = the same sum with each asset at last price in USDT x the venue's index of USDT in dollars, and USDC at its own dollar index. What
/// has no USDT market counts nothing and is listed as unpriced.
/// </summary>
/// <param name="Prices">Last price in USDT of every asset held or settled in.</param>
public sealed record AccountStatement(
    string AccountId,
    string Label,
    string? Owner,
    SimulatedVenue Venue,
    DateTimeOffset AsOf,
    IReadOnlyList<BalanceStatement> Balances,
    IReadOnlyList<PositionStatement> Positions,
    IReadOnlyDictionary<string, decimal> Prices,
    decimal UsdtInUsd,
    decimal EquityUsdt,
    decimal EquityUsd,
    IReadOnlyList<string> Unpriced);

/// <param name="Held">On its way out, still owned.</param>
public sealed record BalanceStatement(Wallet Wallet, string Asset, decimal Free, decimal Held, decimal Total);

/// <param name="Size">Base units, contracts at OKX; negative is short.</param>
/// <param name="UnrealizedPnl">At <paramref name="Mark"/>, in <paramref name="Settle"/>.</param>
public sealed record PositionStatement(
    string Symbol, PositionSide Side, decimal Size, decimal Entry, decimal Mark, decimal Last, decimal UnrealizedPnl, string Settle);

/// <summary>The accounts of one owner at one moment.</summary>
public sealed record OwnerStatement(string Owner, decimal EquityUsd, IReadOnlyList<AccountStatement> Accounts);
