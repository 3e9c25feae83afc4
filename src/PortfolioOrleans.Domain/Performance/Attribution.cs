using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Domain.Performance;

/// <summary>
/// Who made what: a portfolio's gain by account or by asset, from what is held now, the ledger that leads to it, and each day's prices. Every part is worth what is held of it
/// at a day's end; what came into it and left it are flows, which are gain of none, so that the gains of all parts add up to that of the whole. By account a transfer
/// between two is a flow of both, and what is on its way from one day to another is a part of its own. By asset a trade is a flow from one to the other, worth the same on
/// both sides; what derivatives paid or cost is a flow between what was settled in and the contract; fees, income and interest are gain or loss of what they were paid in.
/// </summary>
public static class Attribution
{
    /// <returns>By kind and name; parts that were never worth anything and had no flow are left out.</returns>
    public static ImmutableArray<AttributedPart> Of(AttributionInput input, AttributedBy by)
    {
        if (input.Days.Length < 2)
        {
            return [];
        }

        var parts = new AttributionParts(input, by);
        parts.AddBalances();
        parts.AddPositions();
        AttributionFlows.Add(input, by, parts);
        return parts.ToParts();
    }
}

public enum AttributedBy
{
    Account,
    Asset,
}

/// <summary>What a part is.</summary>
public enum AttributedKind
{
    /// <summary>An account, derivatives included.</summary>
    Account,

    /// <summary>What is held of an asset, in all accounts.</summary>
    Asset,

    /// <summary>Contracts on a symbol: unrealised profit is their value.</summary>
    Derivative,

    /// <summary>What left one account and arrived in another on a later day.</summary>
    Transit,
}

/// <param name="Held">What is held after the last line, by account; debt is negative.</param>
/// <param name="Open">Derivative positions after the last line.</param>
/// <param name="Known">All lines of these accounts, as <see cref="LedgerHistory.Known"/> gives them.</param>
/// <param name="TermsOf">What one contract is, by account and instrument; null where it is not known.</param>
/// <param name="Currency">What amounts are stated in.</param>
/// <param name="Days">Ascending; the end of the first is what everything is measured from. What happened on a day that is not there belongs to the next.</param>
/// <param name="PriceOn">One unit of an asset in the currency at the end of a day; null where it is not known.</param>
public sealed record AttributionInput(
    ImmutableArray<(string AccountId, Money Money)> Held,
    ImmutableArray<OpenContracts> Open,
    ImmutableArray<LedgerEntry> Known,
    Func<string, string, ContractTerms?> TermsOf,
    Asset Currency,
    ImmutableArray<DateOnly> Days,
    Func<Asset, DateOnly, decimal?> PriceOn)
{
    /// <summary>Accounts that came in later than the portfolio began, and on which day: all they were worth at its end is a flow, and nothing before it counts.</summary>
    public IReadOnlyDictionary<string, DateOnly> Entered { get; init; } = ImmutableDictionary<string, DateOnly>.Empty;

    /// <summary>Unrealised profit of what is open on the last day, in the currency, by account and symbol; null where the last day is to be valued like the others.</summary>
    public ImmutableArray<LivePnl>? Live { get; init; }

    /// <summary>Where a day's doings stand among the days: with the first that is not before it; beyond the last where there is none.</summary>
    internal int PlaceOf(DateOnly day) => Days.BinarySearch(day) is var place && place < 0 ? ~place : place;

    /// <summary>From which place on an account counts: what it had at that day's end came in then.</summary>
    internal int EntryOf(string accountId) => Entered.Count > 0 && Entered.TryGetValue(accountId, out var day) ? PlaceOf(day) : 0;
}

/// <param name="Symbol">As <see cref="Symbol.ToString"/> says it.</param>
/// <param name="Pnl">Null where it is not known.</param>
public readonly record struct LivePnl(string AccountId, string Symbol, decimal? Pnl);

/// <summary>What one account, asset or contract made. Amounts are in the currency asked for.</summary>
/// <param name="Start">Its value at the end of the first day; null where something in it had no price then.</param>
/// <param name="End">At the end of the last.</param>
/// <param name="NetFlow">What came into it less what left it in between.</param>
/// <param name="Days">Those on which all of it had a value.</param>
/// <param name="UnpricedFlows">How many flows nobody knows the value of; they count for nothing, and the gain is off by them.</param>
public sealed record AttributedPart(
    AttributedKind Kind, string Name, decimal? Start, decimal? End, decimal NetFlow, ImmutableArray<DailyEquity> Days, int UnpricedFlows)
{
    /// <summary>Null where it is not known what it was worth.</summary>
    public decimal? Gain => Start is { } start && End is { } end ? Exact.Result(() => LinkedReturns.Gain(start, end, NetFlow)) : null;

    /// <summary>Time-weighted, as a fraction, over the days on which there was something to earn on; null where there were none, and of what has no value of its own.</summary>
    public double? Return
    {
        get
        {
            if (Gain is null || Kind is AttributedKind.Derivative or AttributedKind.Transit)
            {
                return null;
            }

            var index = TimeWeightedIndex.Of(Days);
            return index.WithoutBase.Count < index.Count - 1 ? index.Index(1d)[^1] - 1d : null;
        }
    }
}
