using System.Collections.Frozen;
using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Okx.Histories;

/// <summary>One fill, as the histories and the live feed say it.</summary>
/// <param name="Size">Base units for spot and margin, contracts for the others.</param>
/// <param name="Fee">Below zero where it was charged, above for a rebate; null where it is not said.</param>
/// <param name="Pnl">What closing realised, fees not in it.</param>
/// <param name="StatedSide">net, long or short; null for spot.</param>
/// <param name="IsForced">By liquidation, auto-deleveraging or delivery.</param>
/// <param name="BillId">What the histories are paged by; the live feed does not say it.</param>
/// <param name="ListedAt">What the histories are sorted by, a moment after <paramref name="At"/>.</param>
internal sealed record OkxFillRow(
    string Instrument,
    string? InstrumentType,
    string? TradeId,
    string? OrderId,
    string? BillId,
    TradeSide? Side,
    decimal? Price,
    decimal Size,
    decimal? Fee,
    Asset? FeeAsset,
    decimal? Pnl,
    string? StatedSide,
    bool? IsMaker,
    bool IsForced,
    string? SubType,
    DateTimeOffset At,
    DateTimeOffset ListedAt)
{
    public bool IsSpot => InstrumentType is "SPOT" or "MARGIN";

    /// <summary>
    /// Trade ids are an instrument's own, and one trade may have filled two orders of the account. Both histories and the live feed say these three; the bill's id only
    /// the histories.
    /// </summary>
    public string Id => TradeId is null ? $"fill:{Instrument}:bill:{BillId}" : $"fill:{Instrument}:{OrderId}:{TradeId}";
}

internal static class OkxFills
{
    /// <summary>Liquidations and auto-deleveraging, in the numbers of the bills.</summary>
    private static readonly FrozenSet<string> Forced = "100 101 102 103 104 105 106 107 112 113 125 126 127 128".Split(' ').ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Conversions: their own history says both sides of them.</summary>
    private static readonly FrozenSet<string> Conversions = "236 237 318 319".Split(' ').ToFrozenSet(StringComparer.Ordinal);

    public static ImmutableArray<OkxFillRow> ReadRows(WireNode root) => OkxEnvelope.Rows(root, row =>
    {
        var listedAt = row.Time("ts") ?? row.RequiredTime("fillTime");
        return new OkxFillRow(
            row.Instrument("instId"),
            row.Text("instType"),
            row.Text("tradeId"),
            row.Text("ordId"),
            row.RequiredText("billId"),
            SideOf(row),
            row.BookedPrice("fillPx"),
            row.Amount("fillSz"),
            row.Number("fee"),
            row.Text("feeCcy") is null ? null : row.Asset("feeCcy"),
            row.Number("fillPnl"),
            row.Text("posSide"),
            MakerOf(row),
            row.Text("subType") is { } subType && Forced.Contains(subType),
            row.Text("subType"),
            row.Time("fillTime") ?? listedAt,
            listedAt);
    });

    public static TradeSide? SideOf(WireNode row) => row.Text("side") switch { "buy" => TradeSide.Buy, "sell" => TradeSide.Sell, _ => null };

    public static bool? MakerOf(WireNode row) => row.Text("execType") switch { "M" => true, "T" => false, _ => null };

    /// <summary>One transaction; none for a conversion, or where nothing was filled.</summary>
    public static IEnumerable<Transaction> ToTransactions(OkxFillRow row, Instrument? instrument)
    {
        if (row.Size == 0m || row.Side is not { } side || (row.SubType is { } subType && Conversions.Contains(subType)))
        {
            yield break;
        }

        yield return row.IsSpot ? OfPair(row, side, instrument) : OfContract(row, side, instrument);
    }

    private static Transaction OfPair(OkxFillRow row, TradeSide side, Instrument? pair)
    {
        var symbol = pair?.Symbol ?? OkxNames.Symbol(row.Instrument, Asset.Usd);
        var price = row.Price ?? throw new WireException("fillPx", "is missing");
        var value = Exact.Product(row.Size, price) ?? throw new WireException("fillSz", "is worth more than any number that can be held");
        var sign = side == TradeSide.Buy ? 1m : -1m;
        return Made(
            row,
            side == TradeSide.Buy ? TransactionKind.Buy : TransactionKind.Sell,
            [
                new Leg(LegKind.Principal, new Money(sign * row.Size, symbol.Base)),
                new Leg(LegKind.Principal, new Money(-sign * value, symbol.Quote)),
                .. FeeOf(row, symbol.Quote),
            ],
            new Trade(row.Instrument, symbol, side, row.Size, price, null, row.IsMaker, row.OrderId));
    }

    private static Transaction OfContract(OkxFillRow row, TradeSide side, Instrument? contract)
    {
        var named = OkxNames.Symbol(row.Instrument, row.FeeAsset ?? Asset.Usd);
        var settlement = contract?.Terms?.Settlement ?? row.FeeAsset ?? OkxNames.Settlement(named);
        var symbol = contract?.Symbol ?? (row.InstrumentType == "OPTION" ? named with { Quote = settlement } : named);
        return Made(
            row,
            row.IsForced ? TransactionKind.Liquidation : TransactionKind.FuturesTrade,
            [
                .. row.Pnl is { } pnl and not 0m ? [new Leg(LegKind.RealizedPnl, new Money(pnl, settlement))] : ImmutableArray<Leg>.Empty,
                .. FeeOf(row, settlement),
            ],
            row.Price is { } price ? new Trade(row.Instrument, symbol, side, row.Size, price, PositionOf(row), row.IsMaker, row.OrderId) : null);
    }

    private static Transaction Made(OkxFillRow row, TransactionKind kind, ImmutableArray<Leg> legs, Trade? trade) =>
        new(row.Id, kind, row.At, WalletKind.Trading, legs, trade, Counterpart: null, row.OrderId);

    private static ImmutableArray<Leg> FeeOf(OkxFillRow row, Asset otherwise) =>
        row.Fee is { } fee and not 0m ? [new Leg(LegKind.Fee, new Money(fee, row.FeeAsset ?? otherwise))] : [];

    private static PositionSide? PositionOf(OkxFillRow row) =>
        row.StatedSide switch { "long" => PositionSide.Long, "short" => PositionSide.Short, _ => null };
}
