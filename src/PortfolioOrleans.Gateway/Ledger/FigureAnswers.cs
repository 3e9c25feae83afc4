using System.Globalization;
using PortfolioOrleans.Contracts.Ledger;
using PortfolioOrleans.Contracts.Portfolios;

namespace PortfolioOrleans.Gateway.Ledger;

/// <summary>A row that a figure is made of.</summary>
/// <param name="Source">
/// The ledger line's id; an asset, an open position's instrument; a day, where a figure of more than 1,000 lines shows a row for each day; a word where it is a figure itself.
/// </param>
/// <param name="AccountId">Whose it is; null for what is no single account's.</param>
/// <param name="Time">When it happened or was read; of a lot that is held, when it was acquired.</param>
/// <param name="What">In words.</param>
internal sealed record FigureRowAnswer(string Source, string? AccountId, DateTimeOffset Time, decimal Amount, string What)
{
    /// <summary>What an open position has gained. It has to be priced.</summary>
    public static FigureRowAnswer OfPnl(PositionRow position) => new(
        position.Instrument, position.AccountId, position.OpenedAt ?? position.AsOf, position.UnrealizedPnl!.Value,
        $"open {position.Side} of {position.Contracts.ToString(CultureInfo.InvariantCulture)} {position.Instrument}");

    public static IReadOnlyList<FigureRowAnswer> Of(LedgerFigure figure) =>
        [.. figure.Rows.Select(row => new FigureRowAnswer(row.Source, row.AccountId, row.At, row.Amount, row.What))];
}

/// <summary>What figures leave out, or rest on without knowing it for sure.</summary>
/// <param name="UnpricedAssets">Without a price when one was needed: booked so that they make neither gain nor loss, and in no total of what is held.</param>
/// <param name="UnpricedLines">Lines of the ledger that something had no price in.</param>
/// <param name="IncompleteLines">Lines that disposed of more than was known to be there; the rest cost nothing, so that their gain is too high.</param>
/// <param name="AssumedLines">Lines whose cost was taken from the market of the day on which it came in.</param>
/// <param name="PeggedAssets">Dollar coins taken at one dollar where no price of them was kept.</param>
/// <param name="UnbookedLines">Lines whose amounts fit no sum; left out.</param>
/// <param name="UnknownCostPnl">What of unrealized_pnl is of lots whose cost nobody knows, so that zero was taken: it may be no gain at all.</param>
internal sealed record DoubtsAnswer(
    IReadOnlyList<string> UnpricedAssets,
    int UnpricedLines,
    int IncompleteLines,
    int AssumedLines,
    IReadOnlyList<string> PeggedAssets,
    IReadOnlyList<string> UnbookedLines,
    decimal UnknownCostPnl)
{
    public static DoubtsAnswer Of(LedgerDoubts doubts) => new(
        [.. doubts.UnpricedAssets.Select(asset => asset.Code)],
        doubts.UnpricedLines,
        doubts.IncompleteLines,
        doubts.AssumedLines,
        [.. doubts.PeggedAssets.Select(asset => asset.Code)],
        doubts.UnbookedLines,
        doubts.UnknownCostPnl);
}
