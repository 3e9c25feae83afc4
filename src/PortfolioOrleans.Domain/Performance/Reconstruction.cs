using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Domain.Performance;

/// <summary>
/// Days that nobody saw, made from what is held now, the ledger that leads to it, and each day's prices. What is held is taken back line by line, so that nothing has to be known of the
/// beginning; derivatives are valued from their fills, at the price of what is underneath. Nothing is made up: a day on which something held has no price, or on which something was open
/// that no fill explains, is left out, and what flowed on it belongs to the next day that is there.
/// </summary>
public static class Reconstruction
{
    /// <param name="held">What is held after the last line, in all accounts together; debt is negative.</param>
    /// <param name="open">Derivative positions after the last line.</param>
    /// <param name="known">All lines of these accounts, as <see cref="LedgerHistory.Known"/> gives them.</param>
    /// <param name="termsOf">What one contract is, by account and instrument; null where it is not known.</param>
    /// <param name="from">The first day wanted, UTC.</param>
    /// <param name="to">The last; the lines reach beyond it.</param>
    /// <param name="priceOn">One unit of an asset in the portfolio's currency at the end of a day; null where it is not known.</param>
    /// <returns>Ascending, each marked as reconstructed.</returns>
    public static ImmutableArray<DailyEquity> Of(
        IEnumerable<Money> held,
        IEnumerable<OpenContracts> open,
        ImmutableArray<LedgerEntry> known,
        Func<string, string, ContractTerms?> termsOf,
        DateOnly from,
        DateOnly to,
        Func<Asset, DateOnly, decimal?> priceOn)
    {
        var holding = held.GroupBy(money => money.Asset).ToDictionary(asset => asset.Key, asset => asset.Sum(money => money.Amount));
        var positions = new PastPositions(open, known, termsOf);
        var equities = new decimal?[Math.Max(to.DayNumber - from.DayNumber + 1, 0)];
        var line = known.Length - 1;
        for (var place = equities.Length - 1; place >= 0; place--)
        {
            var day = from.AddDays(place);
            for (; line >= 0 && DayOf(known[line]) > day; line--)
            {
                TakeBack(known[line], holding);
            }

            equities[place] = Value(holding, day, priceOn) is { } balances && positions.PnlAt(day, priceOn) is { } pnl ? Exact.Sum(balances, pnl) : null;
        }

        return WithFlows(equities, from, FlowsOf(known), priceOn);
    }

    /// <summary>What crossed the border of the accounts, by day; what only went from one of them to another is none.</summary>
    public static ILookup<DateOnly, Money> FlowsOf(ImmutableArray<LedgerEntry> known)
    {
        var inside = TransferMatching.Match(known).SelectMany(pair => new[] { pair.Sent, pair.Arrived }).ToHashSet();
        return known
            .Where(entry => LedgerEffect.Of(entry.Transaction!.Kind).OtherSide == OtherSide.Outside && !inside.Contains(entry))
            .SelectMany(entry => entry.Transaction!.Legs.Where(leg => leg.Kind == LegKind.Principal).Select(leg => (Day: DayOf(entry), leg.Change)))
            .ToLookup(flow => flow.Day, flow => flow.Change);
    }

    private static ImmutableArray<DailyEquity> WithFlows(
        decimal?[] equities, DateOnly from, ILookup<DateOnly, Money> flows, Func<Asset, DateOnly, decimal?> priceOn)
    {
        var days = ImmutableArray.CreateBuilder<DailyEquity>();
        var waiting = new List<(DateOnly Day, Money Change)>();
        for (var place = 0; place < equities.Length; place++)
        {
            var day = from.AddDays(place);
            waiting.AddRange(flows[day].Select(change => (day, change)));
            if (equities[place] is not { } equity)
            {
                continue;
            }

            // At its own day's price; what neither day prices came and went without ever being in an equity.
            var amounts = waiting.Select(flow => flow.Change.Amount * (priceOn(flow.Change.Asset, flow.Day) ?? priceOn(flow.Change.Asset, day) ?? 0m)).ToList();
            waiting.Clear();
            days.Add(new DailyEquity(day, equity, amounts.Where(amount => amount > 0m).Sum(), amounts.Where(amount => amount < 0m).Sum(amount => -amount)) { IsReconstructed = true });
        }

        return days.DrainToImmutable();
    }

    private static decimal? Value(Dictionary<Asset, decimal> holding, DateOnly day, Func<Asset, DateOnly, decimal?> priceOn)
    {
        decimal? equity = 0m;
        foreach (var (asset, amount) in holding.Where(row => row.Value != 0m))
        {
            equity = equity is { } sum && priceOn(asset, day) is { } price && Exact.Product(amount, price) is { } value ? Exact.Sum(sum, value) : null;
        }

        return equity;
    }

    private static void TakeBack(LedgerEntry entry, Dictionary<Asset, decimal> holding)
    {
        foreach (var (_, change) in entry.Transaction!.Legs)
        {
            holding[change.Asset] = holding.GetValueOrDefault(change.Asset) - change.Amount;
        }
    }

    private static DateOnly DayOf(LedgerEntry entry) => UtcDay.Of(entry.Transaction!.At);
}

/// <param name="Contracts">Above zero.</param>
public readonly record struct OpenContracts(string AccountId, string Instrument, PositionSide Side, decimal Contracts);
