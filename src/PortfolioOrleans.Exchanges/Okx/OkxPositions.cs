using System.Collections.Frozen;
using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Okx;

/// <summary>One row of the positions.</summary>
/// <param name="Size">Contracts, signed in net mode; for margin, units of <paramref name="SizeCurrency"/>.</param>
/// <param name="StatedSide">net, long or short.</param>
/// <param name="MarginCurrency">What the unrealised PnL is stated in.</param>
/// <param name="SizeCurrency">Margin positions only: the base for a long, the quote for a short.</param>
/// <param name="NotionalUsd">By OKX's own valuation.</param>
internal sealed record OkxPositionRow(
    string Instrument,
    string? InstrumentType,
    decimal Size,
    string? StatedSide,
    decimal? EntryPrice,
    decimal? MarkPrice,
    decimal? UnrealizedPnl,
    decimal? Leverage,
    decimal? LiquidationPrice,
    MarginMode? MarginMode,
    decimal? Margin,
    Asset MarginCurrency,
    Asset? SizeCurrency,
    decimal? NotionalUsd,
    decimal? RealizedPnl,
    decimal? Fee,
    decimal? FundingFee,
    string? Id,
    DateTimeOffset? OpenedAt,
    DateTimeOffset? UpdatedAt)
{
    public bool IsFlat => Size == 0m;

    public bool IsMargin => InstrumentType == "MARGIN";

    public PositionSide Side => StatedSide switch
    {
        "long" => PositionSide.Long,
        "short" => PositionSide.Short,
        _ => Size < 0m ? PositionSide.Short : PositionSide.Long,
    };
}

internal static class OkxPositions
{
    public static ImmutableArray<OkxPositionRow> ReadRows(WireNode root) => OkxEnvelope.Rows(root, ReadRow);

    /// <summary>A row of any message that tells positions; some say much less than others.</summary>
    public static OkxPositionRow ReadRow(WireNode row) => new(
        row.Instrument("instId"),
        row.Text("instType"),
        row.RequiredNumber("pos"),
        row.Text("posSide"),
        row.Price("avgPx"),
        row.Price("markPx"),
        row.Figure("upl"),
        row.Price("lever"),
        row.Figure("liqPx") is > 0m and var price ? price : null,
        row.Text("mgnMode") switch { "cross" => MarginMode.Cross, "isolated" => MarginMode.Isolated, _ => null },
        row.Figure("margin"),
        row.Asset("ccy"),
        row.Text("posCcy") is null ? null : row.Asset("posCcy"),
        row.Figure("notionalUsd"),
        row.Number("realizedPnl"),
        row.Number("fee"),
        row.Number("fundingFee"),
        row.Text("posId"),
        row.Time("cTime"),
        row.Time("uTime"));

    /// <param name="instrument">Null where the venue lists it nowhere: it is then mapped as well as can be, since a position must not be lost.</param>
    public static Position ToPosition(OkxPositionRow row, Instrument? instrument, DateTimeOffset asOf) =>
        SanePosition.Require(row.IsMargin ? OfMargin(row, instrument, asOf) : OfContract(row, instrument, asOf));

    /// <summary>Unrealised PnL of margin positions, by the currency it is stated in.</summary>
    public static FrozenDictionary<Asset, decimal> MarginPnl(IEnumerable<OkxPositionRow> rows) => rows
        .Where(row => row.IsMargin)
        .GroupBy(row => row.MarginCurrency)
        .ToFrozenDictionary(rows => rows.Key, rows => rows.Sum(row => row.UnrealizedPnl ?? 0m));

    private static Position OfContract(OkxPositionRow row, Instrument? instrument, DateTimeOffset asOf)
    {
        var symbol = instrument?.Symbol ?? OkxNames.Symbol(row.Instrument, row.MarginCurrency);
        var terms = instrument?.Terms ?? TermsFrom(row, symbol);
        var isKnown = terms is not null;
        return Common(row, symbol, asOf) with
        {
            Terms = terms ?? new ContractTerms(ContractKind.Linear, 1m, row.MarginCurrency),
            // Without the contract's size nothing can be computed from prices; what the venue states stands.
            EntryPrice = isKnown ? row.EntryPrice : null,
            MarkPrice = isKnown ? row.MarkPrice : null,
        };
    }

    /// <summary>
    /// Coins bought or sold with borrowed money. A long is held in the base; a short holds the quote it sold for, so its size in coins follows from
    /// the entry price. The account's equity already counts it.
    /// </summary>
    private static Position OfMargin(OkxPositionRow row, Instrument? pair, DateTimeOffset asOf)
    {
        var symbol = pair?.Symbol ?? OkxNames.Symbol(row.Instrument, row.MarginCurrency);
        var isShort = row.SizeCurrency == symbol.Quote;
        return Common(row, symbol, asOf) with
        {
            Side = isShort ? PositionSide.Short : PositionSide.Long,
            Contracts = isShort && row.EntryPrice is { } entry
                ? Exact.Quotient(Math.Abs(row.Size), entry) ?? throw new WireException(row.Instrument, "has a size no number can hold")
                : Math.Abs(row.Size),
            Terms = ContractTerms.PerCoin(symbol.Quote),
            StatedPnl = row.MarginCurrency == symbol.Quote ? row.UnrealizedPnl : null,
            RealizedPnl = row.MarginCurrency == symbol.Quote ? row.RealizedPnl : null,
            AddsToEquity = false,
        };
    }

    private static Position Common(OkxPositionRow row, Symbol symbol, DateTimeOffset asOf) => new(
        row.Instrument,
        symbol,
        row.Side,
        Math.Abs(row.Size),
        ContractTerms.PerCoin(row.MarginCurrency),
        row.EntryPrice,
        row.MarkPrice,
        row.UnrealizedPnl,
        row.Leverage,
        row.LiquidationPrice,
        row.MarginMode,
        row.RealizedPnl,
        AddsToEquity: true,
        row.OpenedAt,
        row.UpdatedAt ?? asOf,
        row.Id);

    /// <summary>A future's or swap's contract size follows from the value OKX states for the whole position; an option's does not.</summary>
    private static ContractTerms? TermsFrom(OkxPositionRow row, Symbol symbol)
    {
        if (row.InstrumentType is not ("SWAP" or "FUTURES") || row is not { NotionalUsd: > 0m and var notional, MarkPrice: { } mark })
        {
            return null;
        }

        var isInverse = row.MarginCurrency == symbol.Base;
        var value = Exact.Quotient(notional, Math.Abs(row.Size));
        var size = isInverse ? value : value is { } perContract ? Exact.Quotient(perContract, mark) : null;
        return size is > 0m and var known
            ? new ContractTerms(isInverse ? ContractKind.Inverse : ContractKind.Linear, known, row.MarginCurrency)
            : null;
    }
}
