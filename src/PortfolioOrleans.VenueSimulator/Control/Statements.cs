namespace PortfolioOrleans.VenueSimulator.Control;

/// <summary>
/// What an account owns by the simulator's own books. With every price as its venue shows it at <see cref="AsOf"/>:
/// equity in USDT = (sum of balances - debts with their interest + worth of positions) x last price in USDT of the asset (USDT itself 1);
/// equity in dollars = the same sum with each asset at last price in USDT x the venue's index of USDT in dollars, and USDC at its own dollar index. What
/// has no USDT market counts nothing and is listed as unpriced.
/// </summary>
/// <param name="Prices">Last price in USDT of every asset held, owed or settled in.</param>
/// <param name="Wallets">The same equity, wallet by wallet; a position counts in the wallet that it settles in.</param>
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
    IReadOnlyList<string> Unpriced,
    IReadOnlyList<DebtStatement> Debts,
    IReadOnlyList<WalletStatement> Wallets);

/// <param name="Held">On its way out, still owned.</param>
/// <param name="Pair">Isolated margin only.</param>
public sealed record BalanceStatement(Wallet Wallet, string Asset, decimal Free, decimal Held, decimal Total, string? Pair = null);

/// <param name="Interest">Accrued and not yet paid.</param>
public sealed record DebtStatement(Wallet Wallet, string Asset, decimal Borrowed, decimal Interest, string? Pair = null);

public sealed record WalletStatement(Wallet Wallet, decimal EquityUsdt, decimal EquityUsd);

/// <param name="Size">Base units, contracts at OKX and in COIN-M; negative is short.</param>
/// <param name="UnrealizedPnl">At <paramref name="Mark"/>, in <paramref name="Settle"/>.</param>
/// <param name="Worth">What it adds to equity, in <paramref name="Settle"/>: the unrealised PnL, or the whole market value of an option.</param>
public sealed record PositionStatement(
    string Symbol, PositionSide Side, decimal Size, decimal Entry, decimal Mark, decimal Last, decimal UnrealizedPnl, string Settle, decimal Worth, Wallet Wallet);

/// <summary>The accounts of one owner at one moment.</summary>
/// <param name="ChainWallets">What is held on chains, at prices of now.</param>
public sealed record OwnerStatement(
    string Owner, decimal EquityUsd, IReadOnlyList<AccountStatement> Accounts, IReadOnlyList<ChainWalletStatement> ChainWallets);

/// <summary>
/// What an address holds: coins, tokens and shares of pools, each at its own venue's price in dollars. What OKX Web3 takes for a risk counts nothing; nor does what
/// has no price.
/// </summary>
public sealed record ChainWalletStatement(
    string Label, string Owner, SimulatedVenue Venue, string Address, IReadOnlyList<ChainHolding> Holdings, decimal EquityUsd);

/// <param name="Contract">"" for the chain's own coin.</param>
/// <param name="In">Null for what lies in the wallet itself, else the pool that it is in.</param>
public sealed record ChainHolding(string Chain, string Contract, string Symbol, decimal Amount, decimal? PriceUsd, string? In = null);
