using System.Collections.Immutable;
using PortfolioOrleans.Domain.Performance;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Contracts.Performance;

/// <param name="Currency">What amounts are to be stated in.</param>
/// <param name="Days">UTC, ascending: the one that is measured from, and those that are measured.</param>
/// <param name="FirstSeen">The portfolio's first day that was seen: accounts connected later came in as a flow. Null where none was.</param>
/// <param name="Now">Prices of now in the currency, for the last day where it is under way; empty where it is over.</param>
/// <param name="Explain">Whether parts come with what each of their days made.</param>
[GenerateSerializer, Immutable, Alias("performance.attribution-query")]
public sealed record AttributionQuery(
    [property: Id(0)] AttributedBy By,
    [property: Id(1)] Asset Currency,
    [property: Id(2)] ImmutableArray<DateOnly> Days,
    [property: Id(3)] DateOnly? FirstSeen,
    [property: Id(4)] ImmutableArray<PriceNow> Now,
    [property: Id(5)] bool Explain);

[GenerateSerializer, Immutable, Alias("performance.price-now")]
public readonly record struct PriceNow([property: Id(0)] Asset Asset, [property: Id(1)] decimal Price);

/// <param name="Parts">By kind and name.</param>
/// <param name="WithoutHistory">Accounts whose venue keeps no history that their past could be told from; nothing of them is in any part.</param>
/// <param name="IsRead">Whether every history was read to its end.</param>
/// <param name="IsExplained">Whether the lines lead to what is held; what they do not lead to is taken to have been there all along.</param>
/// <param name="KnownSince">The first day of which no line is forgotten, and since when no account was removed; null where nothing limits it.</param>
[GenerateSerializer, Immutable, Alias("performance.attribution")]
public sealed record AttributionReport(
    [property: Id(0)] ImmutableArray<AttributionRow> Parts,
    [property: Id(1)] ImmutableArray<AccountName> WithoutHistory,
    [property: Id(2)] bool IsRead,
    [property: Id(3)] bool IsExplained,
    [property: Id(4)] DateOnly? KnownSince);

/// <param name="Account">Which account it is; null for what is none.</param>
/// <param name="Start">Its value at the end of the first day; null where something in it had no price then.</param>
/// <param name="End">At the end of the last.</param>
/// <param name="NetFlow">What came in less what left.</param>
/// <param name="Gain">End less start less flows; null where one of them is not known.</param>
/// <param name="Return">Time-weighted, as a fraction; null where there was nothing to earn on.</param>
/// <param name="Days">On how many days it was measured.</param>
/// <param name="UnpricedFlows">How many flows nobody knows the value of.</param>
/// <param name="Made">What each day made that made something; they add up to the gain. None unless asked for.</param>
[GenerateSerializer, Immutable, Alias("performance.attribution-row")]
public sealed record AttributionRow(
    [property: Id(0)] AttributedKind Kind,
    [property: Id(1)] string Name,
    [property: Id(2)] AccountName? Account,
    [property: Id(3)] decimal? Start,
    [property: Id(4)] decimal? End,
    [property: Id(5)] decimal NetFlow,
    [property: Id(6)] decimal? Gain,
    [property: Id(7)] double? Return,
    [property: Id(8)] int Days,
    [property: Id(9)] int UnpricedFlows,
    [property: Id(10)] ImmutableArray<DayGain> Made);

[GenerateSerializer, Immutable, Alias("performance.account-name")]
public sealed record AccountName([property: Id(0)] string AccountId, [property: Id(1)] string Venue, [property: Id(2)] string Label);

[GenerateSerializer, Immutable, Alias("performance.day-gain")]
public readonly record struct DayGain([property: Id(0)] DateOnly Day, [property: Id(1)] decimal Gain);
