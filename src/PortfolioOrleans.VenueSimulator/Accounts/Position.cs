using PortfolioOrleans.VenueSimulator.Control;
using PortfolioOrleans.VenueSimulator.Markets;

namespace PortfolioOrleans.VenueSimulator.Accounts;

/// <summary>An open position. Replaced, never edited.</summary>
/// <param name="Size">Base units at Binance, contracts at OKX; negative is short, in hedge mode too.</param>
/// <param name="Entry">Average price of what is open, with the venue's decimals.</param>
/// <param name="RealizedPnl">Of the parts closed so far, without fees and funding, in the settlement asset.</param>
/// <param name="Fees">Paid so far, a cost above zero.</param>
/// <param name="Funding">Received so far; negative was paid.</param>
/// <param name="Margin">Set aside in a pocket of its own: isolated positions at OKX.</param>
/// <param name="MostSize">The largest it ever was, without a sign.</param>
internal sealed record Position(
    long Id,
    string Market,
    PositionSide Side,
    decimal Size,
    decimal Entry,
    decimal RealizedPnl,
    decimal Fees,
    decimal Funding,
    long TradeId,
    DateTimeOffset OpenedAt,
    DateTimeOffset UpdatedAt,
    decimal Margin = 0m,
    decimal MostSize = 0m);

/// <summary>What positions in a market are worth. The formulas are the venues' contract specifications.</summary>
internal static class PositionMath
{
    /// <summary>OKX states coin amounts with 16 decimals.</summary>
    private const int CoinDecimals = 16;

    private const int OkxLinearEntryDecimals = 10;

    /// <summary>
    /// Linear: size x contract x (to - from). Inverse: size x contract x (1/from - 1/to), as one fraction. Exact for linear markets, which is why
    /// entry prices carry limited decimals.
    /// </summary>
    public static decimal Pnl(Market market, decimal size, decimal from, decimal to) => size == 0m ? 0m : market.Kind != MarketKind.Inverse
        ? size * market.ContractSize * (to - from)
        : decimal.Round(size * market.ContractSize * (to - from) / (from * to), AmountDecimals(market.Venue));

    /// <summary>What a position adds to the balances: the profit not yet booked, or, as its premium has been paid, the whole market value of an option.</summary>
    public static decimal Worth(Market market, Position position, decimal mark) => market.Kind == MarketKind.Option
        ? Notional(market, position.Size, mark)
        : Unrealized(market, position, mark);

    public static decimal Unrealized(Market market, Position position, decimal mark) => Pnl(market, position.Size, position.Entry, mark);

    /// <summary>Average entry after adding; an inverse contract averages coins, not prices.</summary>
    public static decimal Average(Market market, decimal size, decimal entry, decimal added, decimal price)
    {
        var (held, more) = (Math.Abs(size), Math.Abs(added));
        return market.Kind != MarketKind.Inverse
            ? decimal.Round((held * entry + more * price) / (held + more), EntryDecimals(market))
            : decimal.Round((held + more) * entry * price / (held * price + more * entry), AmountDecimals(market.Venue));
    }

    /// <summary>In the settlement asset; signed as the size is.</summary>
    public static decimal Notional(Market market, decimal size, decimal price) => size == 0m ? 0m : market.Kind != MarketKind.Inverse
        ? size * market.ContractSize * price
        : decimal.Round(size * market.ContractSize / price, AmountDecimals(market.Venue));

    /// <summary>What the venue sets aside for a position, in the settlement asset.</summary>
    public static decimal Margin(Market market, decimal size, decimal price, int leverage) =>
        decimal.Round(Math.Abs(Notional(market, size, price)) / leverage, AmountDecimals(market.Venue));

    /// <summary>Smallest unit the venue accounts in.</summary>
    public static int AmountDecimals(SimulatedVenue venue) => venue == SimulatedVenue.Binance ? 8 : CoinDecimals;

    private static int EntryDecimals(Market market) => market.Venue == SimulatedVenue.Binance ? market.MarkDecimals : OkxLinearEntryDecimals;
}
