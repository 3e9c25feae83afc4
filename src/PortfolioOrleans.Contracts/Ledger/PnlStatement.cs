using System.Collections.Immutable;
using PortfolioOrleans.Domain.CostBasis;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Contracts.Ledger;

/// <summary>What was made and lost, as the ledger says. Amounts are in <paramref name="Currency"/>.</summary>
/// <param name="AsOf">The moment it is about, UTC: days, weeks and months end there.</param>
/// <param name="Rows">One for the whole, or one for each symbol or account in order.</param>
/// <param name="Doubts">What the figures leave out or rest on.</param>
/// <param name="Lines">How many lines of the ledger it is made of.</param>
/// <param name="Lots">Which lots a disposal took.</param>
[GenerateSerializer, Immutable, Alias("ledger.pnl")]
public sealed record PnlStatement(
    [property: Id(0)] CostMethod Method,
    [property: Id(1)] Asset Currency,
    [property: Id(2)] DateTimeOffset AsOf,
    [property: Id(3)] ImmutableArray<PnlStatementRow> Rows,
    [property: Id(4)] LedgerDoubts Doubts,
    [property: Id(5)] int Lines,
    [property: Id(6)] LotScope Lots = LotScope.Wallet);

/// <summary>What a statement has a row for.</summary>
public enum PnlCut
{
    /// <summary>One row.</summary>
    Whole,

    /// <summary>A pair or contract; the asset where there was none.</summary>
    Symbol,

    /// <summary>An account. Where all lots lie in one pool, what is held belongs to none, and is told in a row without a name.</summary>
    Account,
}

/// <param name="Key">"total", a pair as in "BTC-USDT", an asset, or an account's id; "" for what belongs to no account.</param>
/// <param name="Today">Realised since midnight UTC.</param>
/// <param name="Week">Realised since Monday.</param>
/// <param name="Month">Realised since the first of the month.</param>
/// <param name="Realized">Realised since the ledger begins.</param>
/// <param name="Unrealized">Worth of what is held less its cost; derivatives are not in it.</param>
/// <param name="Fees">Paid since the ledger begins, commissions included; above zero for a cost. Gains have them taken off already.</param>
/// <param name="Funding">Received less paid; part of what was realised.</param>
/// <param name="ClosedTrades">Round trips that came to an end.</param>
/// <param name="WinRate">A fraction; null where none was won or lost.</param>
/// <param name="ProfitFactor">Won over lost; null where nothing was lost.</param>
/// <param name="Sources">What was realised since the ledger begins, by where it came from.</param>
[GenerateSerializer, Immutable, Alias("ledger.pnl-row")]
public sealed record PnlStatementRow(
    [property: Id(0)] string Key,
    [property: Id(1)] LedgerFigure Today,
    [property: Id(2)] LedgerFigure Week,
    [property: Id(3)] LedgerFigure Month,
    [property: Id(4)] LedgerFigure Realized,
    [property: Id(5)] LedgerFigure Unrealized,
    [property: Id(6)] LedgerFigure Fees,
    [property: Id(7)] LedgerFigure Funding,
    [property: Id(8)] int ClosedTrades,
    [property: Id(9)] double? WinRate,
    [property: Id(10)] double? ProfitFactor,
    [property: Id(11)] RealizedSources Sources);

/// <summary>What was realised, by where it came from; together they are all of it.</summary>
/// <param name="Gains">Of disposals, fees taken off; futures apart.</param>
/// <param name="FuturesPnl">Of derivatives, as the venue states it, without commission and funding.</param>
/// <param name="Funding">Received less paid.</param>
/// <param name="Commission">Of derivatives, below zero.</param>
/// <param name="Income">Interest, rewards, airdrops, rebates, less interest paid.</param>
/// <param name="OtherFees">Fees that neither cost nor proceeds hold, below zero.</param>
[GenerateSerializer, Immutable, Alias("ledger.realized-sources")]
public sealed record RealizedSources(
    [property: Id(0)] LedgerFigure Gains,
    [property: Id(1)] LedgerFigure FuturesPnl,
    [property: Id(2)] LedgerFigure Funding,
    [property: Id(3)] LedgerFigure Commission,
    [property: Id(4)] LedgerFigure Income,
    [property: Id(5)] LedgerFigure OtherFees)
{
    public static RealizedSources None { get; } = new(LedgerFigure.Zero, LedgerFigure.Zero, LedgerFigure.Zero, LedgerFigure.Zero, LedgerFigure.Zero, LedgerFigure.Zero);
}

/// <summary>What figures leave out, or rest on without knowing it for sure.</summary>
/// <param name="UnpricedAssets">Assets without a price when one was needed: what was booked of them made neither gain nor loss, what is held of them is in no total.</param>
/// <param name="UnpricedLines">Lines that something had no price in.</param>
/// <param name="IncompleteLines">Lines that disposed of more than was known to be there: their cost is too low.</param>
/// <param name="AssumedLines">Lines whose gain rests on a cost taken from the market of the day it came in.</param>
/// <param name="PeggedAssets">Dollar coins taken at one dollar, where no price of them was kept.</param>
/// <param name="UnbookedLines">Lines whose amounts fit no sum; they are left out.</param>
/// <param name="UnknownCostPnl">What of unrealised profit is of lots whose cost nobody knows, so that zero was taken.</param>
[GenerateSerializer, Immutable, Alias("ledger.doubts")]
public sealed record LedgerDoubts(
    [property: Id(0)] ImmutableArray<Asset> UnpricedAssets,
    [property: Id(1)] int UnpricedLines,
    [property: Id(2)] int IncompleteLines,
    [property: Id(3)] int AssumedLines,
    [property: Id(4)] ImmutableArray<Asset> PeggedAssets,
    [property: Id(5)] ImmutableArray<string> UnbookedLines,
    [property: Id(6)] decimal UnknownCostPnl);
