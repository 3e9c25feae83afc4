using PortfolioOrleans.Contracts.Performance;
using PortfolioOrleans.Domain.Performance;

namespace PortfolioOrleans.Gateway.Performance;

/// <summary>What each account or asset made. The gains of all parts, of every page, and of the remainder add up to the portfolio's own.</summary>
/// <param name="NextCursor">Asks for the next page; null on the last.</param>
/// <param name="Period">The word it was asked with; range where days were named.</param>
/// <param name="From">The day whose end it is measured from; null where there is no day.</param>
/// <param name="To">The last day; null where there is none.</param>
/// <param name="Currency">What amounts are stated in.</param>
/// <param name="Convention">How it is measured.</param>
/// <param name="Portfolio">The whole, as its own days say it; null where there is no day after the first.</param>
/// <param name="Remainder">What of the whole is in no part.</param>
/// <param name="Doubts">What limits the parts.</param>
internal sealed record AttributionAnswer(
    IReadOnlyList<PartAnswer> Items,
    string? NextCursor,
    AttributedBy By,
    string Period,
    DateOnly? From,
    DateOnly? To,
    string Currency,
    string Convention,
    PartAnswer? Portfolio,
    PartAnswer? Remainder,
    AttributionDoubtsAnswer Doubts)
{
    private const string Both =
        "from what is held now, taken back line by line through the ledger, at each day's last prices (today's at those of now); gain is end less start less net flow; return is time-weighted: "
        + "what came in counts from the start of its day, what went out until its end; contribution is gain over the portfolio's start and all that came in, so that all of them add up to its "
        + "simple return; nothing is annualised";

    public const string ByAccount =
        "by account, its contracts included; deposits, withdrawals and transfers between accounts are flows, what got lost on the way is a loss of the sender; an account that was connected later "
        + "came in as a flow of that day; " + Both;

    public const string ByAsset =
        "by asset over all accounts; a trade is a flow from what was given to what was received, worth the same for both; transfers between accounts are none; fees, income and interest are loss or "
        + "gain of what they were paid in; a contract is worth its unrealised profit, and what it paid or cost is a flow between it and what it settles in; " + Both;
}

/// <summary>A part of the portfolio, or all of it.</summary>
/// <param name="Kind">account, asset, derivative or transit; portfolio for the whole, remainder for what is in no part.</param>
/// <param name="Name">The account's id, the asset's code, or the contract's symbol; other where no line says of which contract it was.</param>
/// <param name="Venue">Of an account; null for what is none.</param>
/// <param name="Label">Of an account; null for what is none.</param>
/// <param name="StartValue">At the end of from; null where something in it had no price then.</param>
/// <param name="EndValue">At the end of to.</param>
/// <param name="NetFlow">What came in less what went out in between.</param>
/// <param name="Gain">End less start less net flow; null where one of them is not known.</param>
/// <param name="ReturnPct">Time-weighted; null where it is undefined.</param>
/// <param name="Reason">Why a figure is null; null where none is.</param>
/// <param name="ContributionPct">Points of the portfolio's simple return that it made; null where that is undefined.</param>
/// <param name="GainSharePct">Of the portfolio's gain; null where there is none to share.</param>
/// <param name="N">From how many days.</param>
/// <param name="Reconstructed">How many of them were made afterwards from the ledger and daily prices.</param>
/// <param name="UnpricedFlows">Flows that nobody knows the value of; the gain is off by them.</param>
/// <param name="Parts">What each day made that made something, adding up to the gain; null unless asked for.</param>
internal sealed record PartAnswer(
    string Kind,
    string Name,
    string? Venue,
    string? Label,
    decimal? StartValue,
    decimal? EndValue,
    decimal NetFlow,
    decimal? Gain,
    double? ReturnPct,
    string? Reason,
    double? ContributionPct,
    double? GainSharePct,
    int N,
    int Reconstructed,
    int UnpricedFlows,
    IReadOnlyList<DayGainAnswer>? Parts)
{
    private const string Unvalued = "something in it had no price at the beginning or at the end, or no line says what was open";
    private const string Unweighted = "it has no value of its own to earn on";

    public static PartAnswer Of(AttributionRow part, Whole whole, bool explains) => new(
        part.Kind.ToString().ToLowerInvariant(), part.Name, part.Account?.Venue, part.Account?.Label, part.Start, part.End, part.NetFlow, part.Gain, part.Return * 100d,
        part.Gain is null ? Unvalued
            : part.Return is not null ? null
            : part.Kind is AttributedKind.Derivative or AttributedKind.Transit ? Unweighted
            : ReturnConventions.NoBase,
        whole.ContributionOf(part.Gain), whole.ShareOf(part.Gain), part.Days, part.Days, part.UnpricedFlows,
        explains ? [.. part.Made.Select(day => new DayGainAnswer(day.Day, day.Gain))] : null);

    public static PartAnswer Of(Whole whole, int reconstructed) => new(
        "portfolio", "portfolio", null, null, whole.Start, whole.End, whole.NetFlow, whole.Gain, whole.Return * 100d, whole.Return is null ? ReturnConventions.NoBase : null,
        whole.ContributionOf(whole.Gain), whole.ShareOf(whole.Gain), whole.Days, reconstructed, 0, null);

    /// <summary>What is in no part: accounts without a history, lines that are missing, and the difference between a day's last prices and those it was seen at.</summary>
    public static PartAnswer Remainder(IReadOnlyCollection<AttributionRow> parts, Whole whole)
    {
        var valued = parts.Where(part => part.Gain is not null).ToList();
        var gain = whole.Gain - valued.Sum(part => part.Gain!.Value);
        return new PartAnswer(
            "remainder", "remainder", null, null, whole.Start - valued.Sum(part => part.Start!.Value), whole.End - valued.Sum(part => part.End!.Value),
            whole.NetFlow - valued.Sum(part => part.NetFlow), gain, null, Unweighted, whole.ContributionOf(gain), whole.ShareOf(gain), whole.Days, 0, 0, null);
    }
}

/// <param name="Source">The day.</param>
internal sealed record DayGainAnswer(DateOnly Source, decimal Gain);

/// <summary>What limits the parts: whatever they miss is in the remainder.</summary>
/// <param name="HistoriesRead">Whether every history of every account was read to its end.</param>
/// <param name="HoldingsExplained">Whether the lines lead to what is held; what they do not lead to is taken to have been there all along.</param>
/// <param name="KnownSince">The first day of which no line is forgotten, and since when no account was removed; null where nothing limits it.</param>
/// <param name="AccountsWithoutHistory">Accounts whose venue keeps no history that their past could be told from.</param>
/// <param name="Unvalued">Parts without a gain.</param>
/// <param name="UnpricedFlows">Flows that nobody knows the value of.</param>
internal sealed record AttributionDoubtsAnswer(
    bool HistoriesRead, bool HoldingsExplained, DateOnly? KnownSince, IReadOnlyList<string> AccountsWithoutHistory, IReadOnlyList<string> Unvalued, int UnpricedFlows);
