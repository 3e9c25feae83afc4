using System.Collections.Frozen;
using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Okx;

/// <summary>One currency of the trading account. Which members are filled depends on the account's level; "" is null here.</summary>
/// <param name="Equity">All that is owned of it, debts taken off, bots and unrealised PnL included.</param>
/// <param name="Unrealized">
/// PnL of all open positions, isolated ones and margin ones included, settled in this currency. The isolated part stands in the message once more
/// (isoUpl): real answers with isolated positions alone have the same number in both, so the two must not be added.
/// </param>
internal sealed record TradingAsset(
    Asset Asset, decimal Equity, decimal? Cash, decimal? Available, decimal? Frozen, decimal? Unrealized, decimal? StrategyEquity,
    decimal? IsolatedEquity, decimal? Liability, decimal? EquityUsd, decimal? DollarPrice);

/// <param name="TotalEquityUsd">By OKX's own valuation, which is absurd for some coins; not used.</param>
internal sealed record TradingAccount(decimal? TotalEquityUsd, DateTimeOffset? UpdatedAt, ImmutableArray<TradingAsset> Assets);

internal sealed record FundingAsset(Asset Asset, decimal Total, decimal? Available, decimal? Frozen);

/// <summary>One currency of simple earn, flexible.</summary>
/// <param name="Total">Everything in it: lent, and waiting to be.</param>
/// <param name="Earnings">Already part of the total.</param>
internal sealed record SavingsAsset(Asset Asset, decimal Total, decimal? Lent, decimal? Pending, decimal? Earnings);

internal static class OkxWallets
{
    /// <summary>An account that holds nothing has no rows, or no details.</summary>
    public static TradingAccount ReadTrading(WireNode root)
    {
        var accounts = OkxEnvelope.Rows(root, account => new TradingAccount(
            account.Figure("totalEq"), account.Time("uTime"), account.Rows("details", ReadAsset)));
        return accounts.IsEmpty ? new TradingAccount(null, null, []) : accounts[0];
    }

    public static ImmutableArray<FundingAsset> ReadFunding(WireNode root) => OkxEnvelope.Rows(root, row =>
        new FundingAsset(row.Asset("ccy"), row.RequiredNumber("bal"), row.Number("availBal"), row.Number("frozenBal")));

    /// <summary>
    /// The trading account without the unrealised PnL of derivatives, which each position adds at its own mark. Margin positions add nothing, so theirs
    /// stays inside.
    /// </summary>
    /// <param name="marginPnl">Unrealised PnL of margin positions by currency.</param>
    public static ImmutableArray<AssetBalance> ToBalances(TradingAccount account, FrozenDictionary<Asset, decimal> marginPnl) =>
    [
        .. account.Assets
            .Select(row => AssetBalance.OfEquity(
                row.Asset,
                row.Equity,
                (row.Unrealized ?? 0m) - marginPnl.GetValueOrDefault(row.Asset),
                row.Available ?? 0m,
                row.Frozen ?? 0m))
            .Where(balance => !balance.IsZero),
    ];

    public static ImmutableArray<AssetBalance> ToBalances(ImmutableArray<FundingAsset> rows) =>
    [
        .. rows
            .Select(row => AssetBalance.OfEquity(row.Asset, row.Total, unrealizedInside: 0m, row.Available ?? 0m, row.Frozen ?? 0m))
            .Where(balance => !balance.IsZero),
    ];

    public static ImmutableArray<SavingsAsset> ReadSavings(WireNode root) => OkxEnvelope.Rows(root, row =>
        new SavingsAsset(row.Asset("ccy"), row.RequiredAmount("amt"), row.Number("loanAmt"), row.Number("pendingAmt"), row.Figure("earnings")));

    /// <summary>Savings can be taken out at any time, so they are free.</summary>
    public static ImmutableArray<AssetBalance> ToBalances(ImmutableArray<SavingsAsset> rows) =>
        [.. rows.Select(row => AssetBalance.Of(row.Asset, row.Total)).Where(balance => !balance.IsZero)];

    public static TradingAsset ReadAsset(WireNode row) => new(
        row.Asset("ccy"),
        row.Number("eq") ?? row.RequiredNumber("cashBal"),
        row.Number("cashBal"),
        row.Number("availBal") ?? row.Number("availEq"),
        row.Number("frozenBal"),
        row.Number("upl"),
        row.Number("stgyEq"),
        row.Number("isoEq"),
        row.Number("liab"),
        row.Figure("eqUsd"),
        row.Price("coinUsdPrice"));
}
