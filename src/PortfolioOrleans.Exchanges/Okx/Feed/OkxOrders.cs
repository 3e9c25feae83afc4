using System.Collections.Immutable;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Exchanges.Okx.Histories;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Okx.Feed;

/// <summary>One order as it is now, and the fill that made it so.</summary>
/// <param name="State">live, partially_filled, filled, canceled, mmp_canceled.</param>
/// <param name="Filled">Of the whole order so far.</param>
/// <param name="Fill">Null where something else happened to it.</param>
internal sealed record OkxOrderRow(
    string Instrument, string? OrderId, TradeSide? Side, string? State, decimal? Filled, decimal? AveragePrice, OkxFillRow? Fill, DateTimeOffset At);

internal static class OkxOrders
{
    public static ImmutableArray<OkxOrderRow> ReadRows(WireNode root) => OkxEnvelope.Rows(root, row =>
    {
        var at = row.Time("uTime") ?? row.RequiredTime("cTime");
        return new OkxOrderRow(
            row.Instrument("instId"),
            row.Text("ordId"),
            OkxFills.SideOf(row),
            row.Text("state"),
            row.Number("accFillSz"),
            row.Price("avgPx"),
            row.Text("tradeId") is null || row.Amount("fillSz") == 0m ? null : ReadFill(row, at),
            at);
    });

    /// <summary>fee and feeCcy are the whole order's; the fill's own have names of their own.</summary>
    private static OkxFillRow ReadFill(WireNode row, DateTimeOffset at) => new(
        row.Instrument("instId"),
        row.Text("instType"),
        row.Text("tradeId"),
        row.Text("ordId"),
        BillId: null,
        OkxFills.SideOf(row),
        row.BookedPrice("fillPx"),
        row.Amount("fillSz"),
        row.Number("fillFee"),
        row.Text("fillFeeCcy") is null ? null : row.Asset("fillFeeCcy"),
        row.Number("fillPnl"),
        row.Text("posSide"),
        OkxFills.MakerOf(row),
        row.Text("category") is "full_liquidation" or "partial_liquidation" or "adl" or "delivery",
        SubType: null,
        row.Time("fillTime") ?? at,
        at);
}
