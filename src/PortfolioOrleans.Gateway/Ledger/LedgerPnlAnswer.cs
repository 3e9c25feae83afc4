using System.Text.Json.Serialization;
using PortfolioOrleans.Contracts.Ledger;
using PortfolioOrleans.Contracts.Portfolios;
using PortfolioOrleans.Domain.CostBasis;

namespace PortfolioOrleans.Gateway.Ledger;

/// <summary>What was made and lost of something, as the ledger says. Gains have their fees taken off.</summary>
/// <param name="RealizedPnlToday">Since midnight UTC: gains of disposals, results of derivatives, income and expenses.</param>
/// <param name="RealizedPnlWeek">Since Monday.</param>
/// <param name="RealizedPnlMonth">Since the first of the month.</param>
/// <param name="RealizedPnl">Since the ledger begins; the sum of gains, futures_pnl, funding, commission, income and other_fees.</param>
/// <param name="UnrealizedPnl">Worth of what is held less its cost, and of open positions at their marks; of an earlier time without those.</param>
/// <param name="TotalPnl">Realised since the ledger begins, and unrealised.</param>
/// <param name="WinRate">Round trips won, of those won or lost; a fraction, null where there are none.</param>
/// <param name="ProfitFactor">Won over lost; null where nothing was lost.</param>
/// <param name="ClosedTrades">Round trips that came to an end.</param>
/// <param name="Fees">Paid since the ledger begins, commissions included; above zero for a cost.</param>
/// <param name="Gains">Of disposals; futures apart.</param>
/// <param name="FuturesPnl">Of derivatives, as the venue states it, without commission and funding.</param>
/// <param name="Funding">Received less paid.</param>
/// <param name="Commission">Of derivatives, below zero.</param>
/// <param name="Income">Interest, rewards, airdrops, rebates, less interest paid.</param>
/// <param name="OtherFees">Fees that neither cost nor proceeds hold, below zero.</param>
/// <param name="Explanation">The rows of each figure; null unless asked for.</param>
internal record PnlFiguresAnswer(
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
    decimal Gains,
    decimal FuturesPnl,
    decimal Funding,
    decimal Commission,
    decimal Income,
    decimal OtherFees,
    [property: JsonPropertyOrder(1)] PnlExplanationAnswer? Explanation)
{
    /// <param name="open">Positions that belong to it.</param>
    public static PnlFiguresAnswer Of(PnlStatementRow row, IReadOnlyList<PositionRow> open, bool explains)
    {
        var unrealized = row.Unrealized.Amount + open.Sum(position => position.UnrealizedPnl ?? 0m);
        return new PnlFiguresAnswer(
            row.Today.Amount, row.Week.Amount, row.Month.Amount, row.Realized.Amount, unrealized, row.Realized.Amount + unrealized, row.WinRate, row.ProfitFactor,
            row.ClosedTrades, row.Fees.Amount, row.Sources.Gains.Amount, row.Sources.FuturesPnl.Amount, row.Sources.Funding.Amount, row.Sources.Commission.Amount,
            row.Sources.Income.Amount, row.Sources.OtherFees.Amount, explains ? PnlExplanationAnswer.Of(row, open) : null);
    }

    /// <summary>Of something that has an open position and no line in the ledger.</summary>
    public static PnlFiguresAnswer Of(IReadOnlyList<PositionRow> open, bool explains)
    {
        var nothing = LedgerFigure.Zero;
        return Of(new PnlStatementRow("", nothing, nothing, nothing, nothing, nothing, nothing, nothing, 0, null, null, RealizedSources.None), open, explains);
    }
}

/// <summary>What was made and lost by the whole portfolio.</summary>
internal sealed record LedgerPnlAnswer : PnlFiguresAnswer
{
    public LedgerPnlAnswer(PnlFiguresAnswer figures, PnlStatement statement)
        : base(figures)
    {
        (Method, Lots, Currency, Timestamp, Lines, Doubts) =
            (statement.Method, statement.Lots, statement.Currency.Code, statement.AsOf, statement.Lines, DoubtsAnswer.Of(statement.Doubts));
    }

    /// <summary>Which lots a disposal took first.</summary>
    public CostMethod Method { get; }

    /// <summary>Which lots a disposal took: those of the same wallet, of the same account, or all in one pool.</summary>
    public LotScope Lots { get; }

    /// <summary>What amounts are stated in.</summary>
    public string Currency { get; }

    /// <summary>The moment it is about.</summary>
    public DateTimeOffset Timestamp { get; }

    /// <summary>Lines of the ledger it is made of.</summary>
    public int Lines { get; }

    /// <summary>What it leaves out, or rests on.</summary>
    public DoubtsAnswer Doubts { get; }
}

/// <summary>Profit and loss by symbol or account. The rows add up to the whole.</summary>
/// <param name="NextCursor">Asks for the next page; null on the last.</param>
/// <param name="Method">Which lots a disposal took first.</param>
/// <param name="Lots">Which lots a disposal took: those of the same wallet, of the same account, or all in one pool.</param>
/// <param name="Currency">What amounts are stated in.</param>
/// <param name="Timestamp">The moment it is about.</param>
internal sealed record PnlPageAnswer<T>(
    IReadOnlyList<T> Items, string? NextCursor, CostMethod Method, LotScope Lots, string Currency, DateTimeOffset Timestamp, DoubtsAnswer Doubts);

/// <summary>Profit and loss of one symbol.</summary>
internal sealed record SymbolPnlAnswer : PnlFiguresAnswer
{
    public SymbolPnlAnswer(string symbol, PnlFiguresAnswer figures)
        : base(figures) => Symbol = symbol;

    /// <summary>A pair as in "BTC-USDT"; an asset where what happened was no trade.</summary>
    [JsonPropertyOrder(-1)]
    public string Symbol { get; }
}

/// <summary>Profit and loss of one account.</summary>
internal sealed record AccountPnlAnswer : PnlFiguresAnswer
{
    public AccountPnlAnswer(string? accountId, PnlFiguresAnswer figures)
        : base(figures) => AccountId = accountId;

    /// <summary>Null where all lots lie in one pool: then what is held belongs to no account.</summary>
    [JsonPropertyOrder(-1)]
    public string? AccountId { get; }
}

/// <summary>The rows that figures are the sums of.</summary>
internal sealed record PnlExplanationAnswer(
    IReadOnlyList<FigureRowAnswer> RealizedPnlToday,
    IReadOnlyList<FigureRowAnswer> RealizedPnlWeek,
    IReadOnlyList<FigureRowAnswer> RealizedPnlMonth,
    IReadOnlyList<FigureRowAnswer> RealizedPnl,
    IReadOnlyList<FigureRowAnswer> UnrealizedPnl,
    IReadOnlyList<FigureRowAnswer> Fees,
    IReadOnlyList<FigureRowAnswer> Gains,
    IReadOnlyList<FigureRowAnswer> FuturesPnl,
    IReadOnlyList<FigureRowAnswer> Funding,
    IReadOnlyList<FigureRowAnswer> Commission,
    IReadOnlyList<FigureRowAnswer> Income,
    IReadOnlyList<FigureRowAnswer> OtherFees)
{
    public static PnlExplanationAnswer Of(PnlStatementRow row, IReadOnlyList<PositionRow> open) => new(
        FigureRowAnswer.Of(row.Today),
        FigureRowAnswer.Of(row.Week),
        FigureRowAnswer.Of(row.Month),
        FigureRowAnswer.Of(row.Realized),
        [.. FigureRowAnswer.Of(row.Unrealized), .. open.Where(position => position.UnrealizedPnl is not null).Select(FigureRowAnswer.OfPnl)],
        FigureRowAnswer.Of(row.Fees),
        FigureRowAnswer.Of(row.Sources.Gains),
        FigureRowAnswer.Of(row.Sources.FuturesPnl),
        FigureRowAnswer.Of(row.Sources.Funding),
        FigureRowAnswer.Of(row.Sources.Commission),
        FigureRowAnswer.Of(row.Sources.Income),
        FigureRowAnswer.Of(row.Sources.OtherFees));
}
