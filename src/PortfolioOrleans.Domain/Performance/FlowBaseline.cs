using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Valuation;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Domain.Performance;

/// <summary>
/// Up to where flows have been counted. A wallet seen for the first time brings its whole equity in as a flow, one that is gone takes its last equity
/// out, and between the two only the growth of its account's net deposits counts. Compared with the next complete valuation it says what came in
/// and went out meanwhile; asking twice about the same valuation gives the same answer.
/// </summary>
/// <param name="SourceEquity">Equity of each wallet at the last complete valuation, in the portfolio's currency; key: account, slash, wallet.</param>
/// <param name="NetDeposits">Each account's running totals at that moment; key: account id.</param>
public sealed record FlowBaseline(
    ImmutableDictionary<string, decimal> SourceEquity,
    ImmutableDictionary<string, ImmutableArray<Money>> NetDeposits)
{
    public static FlowBaseline Empty { get; } = new(
        ImmutableDictionary<string, decimal>.Empty.WithComparers(StringComparer.Ordinal),
        ImmutableDictionary<string, ImmutableArray<Money>>.Empty.WithComparers(StringComparer.Ordinal));

    /// <summary>What flowed since this baseline, in the valuation's currency, and the baseline to count from next.</summary>
    /// <param name="accounts">The accounts that were valued.</param>
    /// <param name="valuation">A complete valuation of them.</param>
    /// <param name="prices">The prices it was made with; flows are valued at them.</param>
    /// <exception cref="ArgumentException">The valuation is incomplete: flows cannot be told from it.</exception>
    public (decimal NetFlow, FlowBaseline Next) CountUpTo(
        IReadOnlyCollection<AccountHoldings> accounts, PortfolioValuation valuation, PriceTable prices)
    {
        if (!valuation.Complete)
        {
            throw new ArgumentException("Flows are counted at complete valuations only.", nameof(valuation));
        }

        var equityNow = EquityBySource(valuation);
        var entered = equityNow.Where(source => !SourceEquity.ContainsKey(source.Key)).Sum(source => source.Value);
        var left = SourceEquity.Where(source => !equityNow.ContainsKey(source.Key)).Sum(source => source.Value);
        var moved = accounts.Sum(account => NetDeposits.TryGetValue(account.AccountId, out var before) && !before.SequenceEqual(account.NetDeposits)
            ? Growth(before, account, valuation.Currency, prices)
            : 0m);

        var next = new FlowBaseline(
            Following(SourceEquity, equityNow, (before, now) => before == now),
            Following(
                NetDeposits,
                accounts.Select(account => KeyValuePair.Create(account.AccountId, account.NetDeposits)).ToList(),
                (before, now) => before.SequenceEqual(now)));
        return (entered - left + moved, next.IsThatOf(this) ? this : next);
    }

    /// <summary>The rows as they are now, in the dictionary they were in where none is another: nearly every valuation finds them so, and it is kept with each.</summary>
    private static ImmutableDictionary<string, T> Following<T>(
        ImmutableDictionary<string, T> before, IReadOnlyCollection<KeyValuePair<string, T>> now, Func<T, T, bool> same)
    {
        if (before.Count != now.Count || now.Any(row => !before.ContainsKey(row.Key)))
        {
            return now.ToImmutableDictionary(StringComparer.Ordinal);
        }

        return before.SetItems(now.Where(row => !same(before[row.Key], row.Value)));
    }

    private bool IsThatOf(FlowBaseline other) => ReferenceEquals(SourceEquity, other.SourceEquity) && ReferenceEquals(NetDeposits, other.NetDeposits);

    private static decimal Growth(ImmutableArray<Money> before, AccountHoldings account, Asset currency, PriceTable prices)
    {
        var counted = before.ToDictionary(money => money.Asset, money => money.Amount);
        return account.NetDeposits.Sum(total =>
            (total.Amount - counted.GetValueOrDefault(total.Asset)) * Rate(account.Venue, total.Asset, currency, prices));
    }

    // An asset that came and went again without ever being priced moved nothing that equity could show.
    private static decimal Rate(string venue, Asset asset, Asset currency, PriceTable prices) =>
        asset == currency ? 1m
        : prices.Find(venue, asset) is { } price && prices.Find("", currency) is { } unit ? price.Usd / unit.Usd
        : 0m;

    private static Dictionary<string, decimal> EquityBySource(PortfolioValuation valuation)
    {
        var equity = valuation.Sources.ToDictionary(source => (source.AccountId, source.Wallet), _ => 0m);
        foreach (var row in valuation.Balances)
        {
            equity[(row.AccountId, row.Wallet)] += row.Value ?? 0m;
        }

        foreach (var row in valuation.Positions.Where(row => row.Position.AddsToEquity))
        {
            equity[(row.AccountId, row.Wallet)] += row.UnrealizedPnl ?? 0m;
        }

        return equity.ToDictionary(source => $"{source.Key.AccountId}/{source.Key.Wallet}", source => source.Value, StringComparer.Ordinal);
    }
}
