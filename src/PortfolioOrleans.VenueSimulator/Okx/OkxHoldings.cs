using PortfolioOrleans.VenueSimulator.Accounts;
using PortfolioOrleans.VenueSimulator.Control;
using PortfolioOrleans.VenueSimulator.Markets;
using PortfolioOrleans.VenueSimulator.Traffic;

namespace PortfolioOrleans.VenueSimulator.Okx;

/// <summary>One position with everything OKX derives from it, at the mark price of the moment. Amounts in the settlement currency.</summary>
/// <param name="IndexInUsd">Of the base coin.</param>
internal sealed record OkxPosition(Position Position, Market Market, int Leverage, decimal Mark, decimal Last, decimal UsdtInUsd, decimal IndexInUsd)
{
    private const decimal MaintenanceRate = 0.004m;
    private const decimal TakerRate = 0.0005m;

    public decimal Unrealized => PositionMath.Unrealized(Market, Position, Mark);

    public decimal UnrealizedAtLast => PositionMath.Unrealized(Market, Position, Last);

    public decimal Initial => PositionMath.Margin(Market, Position.Size, Mark, Leverage);

    public decimal Maintenance => decimal.Round(Initial * Leverage * MaintenanceRate, 16);

    public decimal NotionalUsd => Math.Abs(Position.Size) * Market.ContractSize * Market.Kind switch
    {
        MarketKind.Inverse => 1m,
        MarketKind.Option => IndexInUsd,
        _ => Mark * UsdtInUsd,
    };

    public bool Isolated => Market.IsMarginPair || Position.Margin != 0m;

    /// <summary>What an option is worth; 0 for anything else.</summary>
    public decimal OptionValue => Market.Kind == MarketKind.Option ? PositionMath.Worth(Market, Position, Mark) : 0m;

    public decimal BreakEven => decimal.Round(
        Position.Size > 0m ? Position.Entry * (1m + TakerRate) / (1m - TakerRate) : Position.Entry * (1m - TakerRate) / (1m + TakerRate), 10);

    /// <summary>Of what was set aside at entry; 0 for a closed position.</summary>
    public decimal Ratio(decimal unrealized) => PositionMath.Margin(Market, Position.Size, Position.Entry, Leverage) is > 0m and var margin
        ? decimal.Round(unrealized / margin, 16)
        : 0m;

    public string Side => Position.Side switch { PositionSide.Long => "long", PositionSide.Short => "short", _ => "net" };

    /// <summary>Signed in net mode; long and short positions say it by their side.</summary>
    public decimal Shown => (Market.IsMarginPair, Position.Side) switch
    {
        (true, _) => Position.Size > 0m ? Position.Size : -Position.Size * Position.Entry,
        (_, PositionSide.Net) => Position.Size,
        _ => Math.Abs(Position.Size),
    };

    /// <summary>Of a margin pair: what was bought with the loan, the base of a long and the quote of a short. "" for anything else.</summary>
    public string PositionCurrency => !Market.IsMarginPair ? "" : Position.Size > 0m ? Market.Base : Market.Quote;

    /// <summary>What was borrowed for a margin pair, below zero.</summary>
    public decimal Liability => Position.Size > 0m ? -Position.Size * Position.Entry : Position.Size;

    public static List<OkxPosition> AllOf(VenueContext context, Account account) => [.. account.Positions
        .Select(position => Of(context, account, position))
        .OrderBy(row => row.Market.Id, StringComparer.Ordinal)
        .ThenBy(row => row.Position.Side)];

    public static OkxPosition Of(VenueContext context, Account account, Position position)
    {
        var market = MarketCatalog.Find(SimulatedVenue.Okx, spot: false, position.Market)!;
        return new OkxPosition(
            position, market, account.LeverageOf(market.Id).Leverage, context.Mark(market), context.Last(market),
            context.Prices.UsdtInUsd(SimulatedVenue.Okx, context.Now), OkxMarket.IndexAt(context, $"{market.Base}-USD", context.Now) ?? 0m);
    }
}

/// <summary>
/// One currency of the trading account: equity is cash, the unrealised PnL of cross positions settled in it, the value of options, and the equity of
/// isolated positions. Cash below zero is a debt.
/// </summary>
internal sealed record OkxCurrency(
    string Ccy, Balance Cash, decimal Unrealized, decimal IsolatedMargin, decimal IsolatedUnrealized, decimal OptionValue, decimal Initial, decimal Maintenance,
    decimal? UsdPrice, DateTimeOffset UpdatedAt)
{
    public decimal Equity => Cash.Total + Unrealized + OptionValue + IsolatedEquity;

    public decimal IsolatedEquity => IsolatedMargin + IsolatedUnrealized;

    public decimal Liability => Math.Max(0m, -Cash.Total);

    /// <summary>0 for a currency without a price, as OKX values it.</summary>
    public decimal EquityUsd => decimal.Round(Equity * (UsdPrice ?? 0m), 12);

    public decimal Frozen => Cash.Held + Initial;

    /// <summary>Currencies with a balance or a position, in the order of their codes.</summary>
    public static List<OkxCurrency> AllOf(VenueContext context, Account account, IReadOnlyList<OkxPosition> positions) => [.. account.BalancesIn(Wallet.Trading)
        .Where(row => row.Value.Total != 0m)
        .Select(row => row.Key)
        .Concat(positions.Select(row => row.Market.Settle))
        .Concat(account.BalancesIn(Wallet.IsolatedMargin).Where(row => row.Value.Total != 0m).Select(row => Pocket.Split(row.Key).Asset))
        .Distinct(StringComparer.Ordinal)
        .Order(StringComparer.Ordinal)
        .Select(ccy => Of(context, account, ccy, positions))];

    public static OkxCurrency Of(VenueContext context, Account account, string ccy, IReadOnlyList<OkxPosition> positions)
    {
        var settled = positions.Where(row => row.Market.Settle == ccy).ToList();
        var balance = account.BalanceOf(Wallet.Trading, ccy);
        var cross = settled.Where(row => !row.Isolated && row.Market.Kind != MarketKind.Option).ToList();
        var pockets = account.BalancesIn(Wallet.IsolatedMargin).Where(row => Pocket.Split(row.Key).Asset == ccy).Sum(row => row.Value.Total);
        return new OkxCurrency(
            ccy, balance, cross.Sum(row => row.Unrealized), pockets, settled.Where(row => row.Isolated).Sum(row => row.Unrealized),
            settled.Sum(row => row.OptionValue), cross.Sum(row => row.Initial), cross.Sum(row => row.Maintenance),
            UsdPriceOf(context, ccy), balance.ChangedAt ?? account.CreatedAt);
    }

    public static decimal? UsdPriceOf(VenueContext context, string ccy) =>
        context.Prices.InUsdt(SimulatedVenue.Okx, ccy, context.Now) * context.Prices.UsdtInUsd(SimulatedVenue.Okx, context.Now);
}
