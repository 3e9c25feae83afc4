using PortfolioOrleans.VenueSimulator.Accounts;
using PortfolioOrleans.VenueSimulator.Control;
using PortfolioOrleans.VenueSimulator.Markets;
using PortfolioOrleans.VenueSimulator.Traffic;
using static PortfolioOrleans.VenueSimulator.Traffic.WireJson;

namespace PortfolioOrleans.VenueSimulator.Binance;

/// <summary>One position with everything Binance derives from it, at the mark price of the moment.</summary>
internal sealed record MarginPosition(Position Position, Market Market, LeverageSetting Setting, decimal Mark)
{
    private const decimal MaintenanceRate = 0.025m;
    private const decimal TakerRate = 0.0005m;

    public decimal Unrealized => PositionMath.Unrealized(Market, Position, Mark);

    /// <summary>Signed as the position is.</summary>
    public decimal Notional => PositionMath.Notional(Market, Position.Size, Mark);

    public decimal Initial => PositionMath.Margin(Market, Position.Size, Mark, Setting.Leverage);

    public decimal Maintenance => decimal.Round(Math.Abs(Notional) * MaintenanceRate, 8);

    /// <summary>What was set aside at entry; cross positions have nothing of their own.</summary>
    public decimal IsolatedWallet => Setting.Isolated ? PositionMath.Margin(Market, Position.Size, Position.Entry, Setting.Leverage) : 0m;

    public decimal IsolatedMargin => Setting.Isolated ? IsolatedWallet + Unrealized : 0m;

    /// <summary>Where closing would pay for the fees of both ends.</summary>
    public decimal BreakEven => decimal.Round(
        Position.Size > 0m ? Position.Entry * (1m + TakerRate) / (1m - TakerRate) : Position.Entry * (1m - TakerRate) / (1m + TakerRate), Market.MarkDecimals);

    public string Side => Position.Side switch { PositionSide.Long => "LONG", PositionSide.Short => "SHORT", _ => "BOTH" };

    /// <param name="wallet">USD-M or COIN-M.</param>
    public static List<MarginPosition> AllOf(VenueContext context, Account account, Wallet wallet = Wallet.Futures) =>
        [.. account.Positions
            .Select(position => Of(context, account, position))
            .Where(row => Trading.TradingWallet(row.Market) == wallet)
            .OrderBy(row => row.Market.Id, StringComparer.Ordinal)
            .ThenBy(row => row.Position.Side)];

    /// <summary>A row for each market and side, flat where nothing is held.</summary>
    /// <param name="open">All that is held.</param>
    public static IEnumerable<MarginPosition> EveryOf(
        BinanceCall call, IReadOnlyCollection<MarginPosition> open, IEnumerable<Market> markets, IReadOnlyCollection<PositionSide> sides) =>
        markets.SelectMany(_ => sides, (market, side) =>
            open.FirstOrDefault(row => row.Market == market && row.Position.Side == side) ?? Flat(call.Context, call.Account, market, side));

    public static MarginPosition Of(VenueContext context, Account account, Position position)
    {
        var market = MarketCatalog.Find(SimulatedVenue.Binance, spot: false, position.Market)!;
        return new MarginPosition(position, market, account.LeverageOf(market.Id), context.Mark(market));
    }

    private static MarginPosition Flat(VenueContext context, Account account, Market market, PositionSide side) =>
        Of(context, account, new Position(0, market.Id, side, 0m, 0m, 0m, 0m, 0m, 0, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch));
}

/// <summary>One asset of the futures wallet. Wallet balance is realised money only; margin balance adds the unrealised.</summary>
internal sealed record MarginAsset(
    string Asset,
    decimal Wallet,
    decimal CrossUnrealized,
    decimal IsolatedUnrealized,
    decimal IsolatedWallet,
    decimal CrossInitial,
    decimal Initial,
    decimal Maintenance,
    DateTimeOffset UpdatedAt)
{
    public static readonly string[] Listed = [MarketCatalog.Usdt, "USDC", "BTC", "ETH", "BNB"];

    private static readonly string[] Coins = [.. MarketCatalog.BinanceCoinMarkets.Select(market => market.Base).Distinct(StringComparer.Ordinal)];

    public decimal Unrealized => CrossUnrealized + IsolatedUnrealized;

    public decimal MarginBalance => Wallet + Unrealized;

    public decimal CrossWallet => Wallet - IsolatedWallet;

    public decimal Available => Math.Max(0m, CrossWallet + CrossUnrealized - CrossInitial);

    public decimal Withdrawable => Math.Min(Available, Math.Max(0m, CrossWallet));

    /// <summary>The asset in an account's summary, which USD-M and COIN-M write alike.</summary>
    public object Summary() => new
    {
        asset = Asset,
        walletBalance = Fixed(Wallet),
        unrealizedProfit = Fixed(Unrealized),
        marginBalance = Fixed(MarginBalance),
        maintMargin = Fixed(Maintenance),
        initialMargin = Fixed(Initial),
        positionInitialMargin = Fixed(Initial),
        openOrderInitialMargin = Fixed(0m),
        crossWalletBalance = Fixed(CrossWallet),
        crossUnPnl = Fixed(CrossUnrealized),
        availableBalance = Fixed(Available),
        maxWithdrawAmount = Fixed(Withdrawable),
        updateTime = Ms(UpdatedAt),
    };

    /// <summary>All listed assets, zero or not, and whatever else is held.</summary>
    /// <param name="positions">Those of the wallet.</param>
    /// <param name="wallet">USD-M or COIN-M.</param>
    public static List<MarginAsset> AllOf(Account account, IReadOnlyList<MarginPosition> positions, Wallet wallet = Control.Wallet.Futures) =>
        [.. (wallet == Control.Wallet.Futures ? Listed : Coins)
            .Concat(account.BalancesIn(wallet).Select(row => row.Key))
            .Distinct(StringComparer.Ordinal)
            .Select(asset => Of(account, asset, positions, wallet))];

    private static MarginAsset Of(Account account, string asset, IReadOnlyList<MarginPosition> positions, Wallet wallet)
    {
        var settled = positions.Where(row => row.Market.Settle == asset).ToList();
        var cross = settled.Where(row => !row.Setting.Isolated).ToList();
        var balance = account.BalanceOf(wallet, asset);
        return new MarginAsset(
            asset, balance.Total, cross.Sum(row => row.Unrealized),
            settled.Sum(row => row.Unrealized) - cross.Sum(row => row.Unrealized),
            settled.Sum(row => row.IsolatedWallet), cross.Sum(row => row.Initial), settled.Sum(row => row.Initial), settled.Sum(row => row.Maintenance),
            balance.ChangedAt ?? account.CreatedAt);
    }
}
