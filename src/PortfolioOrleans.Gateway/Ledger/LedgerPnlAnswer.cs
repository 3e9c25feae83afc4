using PortfolioOrleans.Contracts.Ledger;
using PortfolioOrleans.Contracts.Portfolios;
using PortfolioOrleans.Domain.CostBasis;

namespace PortfolioOrleans.Gateway.Ledger;

/// <summary>What was made and lost, as the ledger says. Gains have their fees taken off.</summary>
/// <param name="RealizedPnlToday">Since midnight UTC: gains of disposals, results of derivatives, income and expenses.</param>
/// <param name="RealizedPnlWeek">Since Monday.</param>
/// <param name="RealizedPnlMonth">Since the first of the month.</param>
/// <param name="RealizedPnl">Since the ledger begins.</param>
/// <param name="UnrealizedPnl">Worth of what is held less its cost, and of open positions at their marks; of an earlier time without those.</param>
/// <param name="TotalPnl">Realised since the ledger begins, and unrealised.</param>
/// <param name="WinRate">Round trips won, of those won or lost; a fraction, null where there are none.</param>
/// <param name="ProfitFactor">Won over lost; null where nothing was lost.</param>
/// <param name="ClosedTrades">Round trips that came to an end.</param>
/// <param name="Fees">Paid since the ledger begins; above zero for a cost.</param>
/// <param name="Funding">Received less paid since the ledger begins; part of what was realised.</param>
/// <param name="Currency">What amounts are stated in.</param>
/// <param name="Timestamp">The moment it is about.</param>
/// <param name="Lines">Lines of the ledger it is made of.</param>
/// <param name="Explanation">The rows of each figure; null unless asked for.</param>
internal sealed record LedgerPnlAnswer(
    decimal RealizedPnlToday,
    decimal RealizedPnlWeek,
    decimal RealizedPnlMonth,
    decimal RealizedPnl,
    decimal UnrealizedPnl,
    decimal TotalPnl,
    double? WinRate,
    double? ProfitFactor,
    int ClosedTrades,
    decimal Fees,
    decimal Funding,
    CostMethod Method,
    string Currency,
    DateTimeOffset Timestamp,
    int Lines,
    DoubtsAnswer Doubts,
    PnlExplanationAnswer? Explanation)
{
    public static LedgerPnlAnswer Of(PnlStatement statement, IReadOnlyList<PositionRow> open, bool explains)
    {
        var row = SymbolPnlAnswer.Of(statement.Rows[0], open, explains);
        return new LedgerPnlAnswer(
            row.RealizedPnlToday, row.RealizedPnlWeek, row.RealizedPnlMonth, row.RealizedPnl, row.UnrealizedPnl, row.TotalPnl, row.WinRate, row.ProfitFactor,
            row.ClosedTrades, row.Fees, row.Funding, statement.Method, statement.Currency.Code, statement.AsOf, statement.Lines, DoubtsAnswer.Of(statement.Doubts),
            row.Explanation);
    }
}

/// <summary>Profit and loss by symbol. The rows add up to the whole.</summary>
/// <param name="NextCursor">Asks for the next page; null on the last.</param>
/// <param name="Currency">What amounts are stated in.</param>
/// <param name="Timestamp">The moment it is about.</param>
internal sealed record SymbolPnlPageAnswer(
    IReadOnlyList<SymbolPnlAnswer> Items, string? NextCursor, CostMethod Method, string Currency, DateTimeOffset Timestamp, DoubtsAnswer Doubts);

/// <summary>Profit and loss of one symbol.</summary>
/// <param name="Symbol">A pair as in "BTC-USDT"; an asset where what happened was no trade.</param>
/// <param name="RealizedPnlToday">Since midnight UTC.</param>
/// <param name="RealizedPnlWeek">Since Monday.</param>
/// <param name="RealizedPnlMonth">Since the first of the month.</param>
/// <param name="RealizedPnl">Since the ledger begins.</param>
/// <param name="UnrealizedPnl">Of what is held of it and of its open positions.</param>
/// <param name="TotalPnl">Realised since the ledger begins, and unrealised.</param>
/// <param name="WinRate">A fraction; null where there was no round trip.</param>
/// <param name="ProfitFactor">Won over lost; null where nothing was lost.</param>
/// <param name="ClosedTrades">Round trips that came to an end.</param>
/// <param name="Fees">Above zero for a cost.</param>
/// <param name="Funding">Received less paid.</param>
/// <param name="Explanation">The rows of each figure; null unless asked for.</param>
internal sealed record SymbolPnlAnswer(
    string Symbol,
    decimal RealizedPnlToday,
    decimal RealizedPnlWeek,
    decimal RealizedPnlMonth,
    decimal RealizedPnl,
    decimal UnrealizedPnl,
    decimal TotalPnl,
    double? WinRate,
    double? ProfitFactor,
    int ClosedTrades,
    decimal Fees,
    decimal Funding,
    PnlExplanationAnswer? Explanation)
{
    private static readonly LedgerFigure Nothing = new(0m, []);

    /// <param name="open">Positions of this symbol.</param>
    public static SymbolPnlAnswer Of(PnlStatementRow row, IReadOnlyList<PositionRow> open, bool explains)
    {
        var unrealized = row.Unrealized.Amount + open.Sum(position => position.UnrealizedPnl ?? 0m);
        return new SymbolPnlAnswer(
            row.Key, row.Today.Amount, row.Week.Amount, row.Month.Amount, row.Realized.Amount, unrealized, row.Realized.Amount + unrealized, row.WinRate, row.ProfitFactor,
            row.ClosedTrades, row.Fees.Amount, row.Funding.Amount, explains ? PnlExplanationAnswer.Of(row, open) : null);
    }

    /// <summary>Of a symbol that has an open position and no line in the ledger.</summary>
    public static SymbolPnlAnswer Of(string symbol, IReadOnlyList<PositionRow> open, bool explains) =>
        Of(new PnlStatementRow(symbol, Nothing, Nothing, Nothing, Nothing, Nothing, Nothing, Nothing, 0, null, null), open, explains);
}

/// <summary>The rows that figures are the sums of.</summary>
internal sealed record PnlExplanationAnswer(
    IReadOnlyList<FigureRowAnswer> RealizedPnlToday,
    IReadOnlyList<FigureRowAnswer> RealizedPnlWeek,
    IReadOnlyList<FigureRowAnswer> RealizedPnlMonth,
    IReadOnlyList<FigureRowAnswer> RealizedPnl,
    IReadOnlyList<FigureRowAnswer> UnrealizedPnl,
    IReadOnlyList<FigureRowAnswer> Fees,
    IReadOnlyList<FigureRowAnswer> Funding)
{
    public static PnlExplanationAnswer Of(PnlStatementRow row, IReadOnlyList<PositionRow> open) => new(
        FigureRowAnswer.Of(row.Today),
        FigureRowAnswer.Of(row.Week),
        FigureRowAnswer.Of(row.Month),
        FigureRowAnswer.Of(row.Realized),
        [
            .. FigureRowAnswer.Of(row.Unrealized),
            .. open.Where(position => position.UnrealizedPnl is not null).Select(position => new FigureRowAnswer(
                position.Instrument, position.AccountId, position.OpenedAt ?? position.AsOf, position.UnrealizedPnl!.Value,
                $"open {position.Side} of {position.Contracts} {position.Instrument}")),
        ],
        FigureRowAnswer.Of(row.Fees),
        FigureRowAnswer.Of(row.Funding));
}
