using PortfolioOrleans.VenueSimulator.Accounts;
using PortfolioOrleans.VenueSimulator.Control;
using PortfolioOrleans.VenueSimulator.Markets;
using PortfolioOrleans.VenueSimulator.Traffic;

namespace PortfolioOrleans.VenueSimulator.Okx;

/// <summary>One position with everything OKX derives from it, at the mark price of the moment. Amounts in the settlement currency.</summary>
internal sealed record OkxPosition(Position Position, Market Market, int Leverage, decimal Mark, decimal Last, decimal UsdtInUsd)
{
    private const decimal MaintenanceRate = 0.004m;
    private const decimal TakerRate = 0.0005m;

    public decimal Unrealized => PositionMath.Unrealized(Market, Position, Mark);

    public decimal UnrealizedAtLast => PositionMath.Unrealized(Market, Position, Last);

    public decimal Initial => PositionMath.Margin(Market, Position.Size, Mark, Leverage);

    public decimal Maintenance => decimal.Round(Initial * Leverage * MaintenanceRate, 16);

    public decimal NotionalUsd => Market.Kind == MarketKind.Inverse
        ? Math.Abs(Position.Size) * Market.ContractSize
        : Math.Abs(Position.Size) * Market.ContractSize * Mark * UsdtInUsd;

    public decimal BreakEven => decimal.Round(
        Position.Size > 0m ? Position.Entry * (1m + TakerRate) / (1m - TakerRate) : Position.Entry * (1m - TakerRate) / (1m + TakerRate), 10);

    /// <summary>Of what was set aside at entry; 0 for a closed position.</summary>
    public decimal Ratio(decimal unrealized) => PositionMath.Margin(Market, Position.Size, Position.Entry, Leverage) is > 0m and var margin
        ? decimal.Round(unrealized / margin, 16)
        : 0m;

    public string Side => Position.Side switch { PositionSide.Long => "long", PositionSide.Short => "short", _ => "net" };

    /// <summary>Signed in net mode; long and short positions say it by their side.</summary>
    public decimal Shown => Position.Side == PositionSide.Net ? Position.Size : Math.Abs(Position.Size);

    public static List<OkxPosition> AllOf(VenueContext context, Account account) => [.. account.Positions
        .Select(position => Of(context, account, position))
        .OrderBy(row => row.Market.Id, StringComparer.Ordinal)
        .ThenBy(row => row.Position.Side)];

    public static OkxPosition Of(VenueContext context, Account account, Position position)
    {
        var market = MarketCatalog.FindOkx(position.Market)!;
        return new OkxPosition(
            position, market, account.LeverageOf(market.Id).Leverage, context.Mark(market), context.Last(market),
            context.Prices.UsdtInUsd(SimulatedVenue.Okx, context.Now));
    }
}

/// <summary>One currency of the trading account: equity is cash plus the unrealised PnL settled in it.</summary>
internal sealed record OkxCurrency(string Ccy, Balance Cash, decimal Unrealized, decimal Initial, decimal Maintenance, decimal? UsdPrice, DateTimeOffset UpdatedAt)
{
    public decimal Equity => Cash.Total + Unrealized;

    /// <summary>0 for a currency without a price, as OKX values it.</summary>
    public decimal EquityUsd => decimal.Round(Equity * (UsdPrice ?? 0m), 12);

    public decimal Frozen => Cash.Held + Initial;

    /// <summary>Currencies with a balance or a position, in the order of their codes.</summary>
    public static List<OkxCurrency> AllOf(VenueContext context, Account account, IReadOnlyList<OkxPosition> positions) => [.. account.BalancesIn(Wallet.Trading)
        .Where(row => row.Value.Total != 0m)
        .Select(row => row.Key)
        .Concat(positions.Select(row => row.Market.Settle))
        .Distinct(StringComparer.Ordinal)
        .Order(StringComparer.Ordinal)
        .Select(ccy => Of(context, account, ccy, positions))];

    public static OkxCurrency Of(VenueContext context, Account account, string ccy, IReadOnlyList<OkxPosition> positions)
    {
        var settled = positions.Where(row => row.Market.Settle == ccy).ToList();
        var balance = account.BalanceOf(Wallet.Trading, ccy);
        return new OkxCurrency(
            ccy, balance, settled.Sum(row => row.Unrealized), settled.Sum(row => row.Initial),
            settled.Sum(row => row.Maintenance),
            UsdPriceOf(context, ccy), balance.ChangedAt ?? account.CreatedAt);
    }

    public static decimal? UsdPriceOf(VenueContext context, string ccy) =>
        context.Prices.InUsdt(SimulatedVenue.Okx, ccy, context.Now) * context.Prices.UsdtInUsd(SimulatedVenue.Okx, context.Now);
}
