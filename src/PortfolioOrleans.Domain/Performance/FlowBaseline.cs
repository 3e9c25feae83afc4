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

        var equity = EquityBySource(valuation);
        var deposits = accounts.Select(account => KeyValuePair.Create(account.AccountId, account.NetDeposits)).ToList();
        var flow = EnteredAndLeft(equity) + accounts.Sum(account => Growth(account, valuation.Currency, prices));
        var next = new FlowBaseline(
            Following(SourceEquity, equity, (before, now) => before == now),
            Following(NetDeposits, deposits, (before, now) => before.SequenceEqual(now)));
        var isTheSame = ReferenceEquals(next.SourceEquity, SourceEquity) && ReferenceEquals(next.NetDeposits, NetDeposits);
        return (flow, isTheSame ? this : next);
    }

    private decimal EnteredAndLeft(Dictionary<string, decimal> equity)
    {
        var (flow, known) = (0m, 0);
        foreach (var (source, now) in equity)
        {
            var isKnown = SourceEquity.ContainsKey(source);
            flow += isKnown ? 0m : now;
            known += isKnown ? 1 : 0;
        }

        return known == SourceEquity.Count ? flow : flow - SourceEquity.Where(source => !equity.ContainsKey(source.Key)).Sum(source => source.Value);
    }

    /// <summary>What is so now. A valuation seldom finds that much is otherwise, and what is not is kept as it is, since making these anew costs more than all the rest here.</summary>
    private static ImmutableDictionary<string, T> Following<T>(
        ImmutableDictionary<string, T> before, IReadOnlyCollection<KeyValuePair<string, T>> now, Func<T, T, bool> same)
    {
        var next = before;
        foreach (var (key, value) in now)
        {
            if (!before.TryGetValue(key, out var held))
            {
                return now.ToImmutableDictionary(StringComparer.Ordinal);
            }

            next = same(held, value) ? next : next.SetItem(key, value);
        }

        return before.Count == now.Count ? next : now.ToImmutableDictionary(StringComparer.Ordinal);
    }

    /// <summary>Of an account's net deposits; nothing for one that was not counted before.</summary>
    private decimal Growth(AccountHoldings account, Asset currency, PriceTable prices)
    {
        if (!NetDeposits.TryGetValue(account.AccountId, out var before) || before.SequenceEqual(account.NetDeposits))
        {
            return 0m;
        }

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
        var equity = new Dictionary<string, decimal>(valuation.Sources.Length, StringComparer.Ordinal);
        foreach (var source in valuation.Sources)
        {
            equity.Add(Key(source.AccountId, source.Wallet), 0m);
        }

        foreach (var row in valuation.Balances)
        {
            equity[Key(row.AccountId, row.Wallet)] += row.Value ?? 0m;
        }

        foreach (var row in valuation.Positions)
        {
            equity[Key(row.AccountId, row.Wallet)] += row.Position.AddsToEquity ? row.UnrealizedPnl ?? 0m : 0m;
        }

        return equity;
    }

    private static string Key(string accountId, WalletKind wallet) => $"{accountId}/{wallet}";
}
