using PortfolioOrleans.VenueSimulator.Control;

namespace PortfolioOrleans.VenueSimulator.Demo;

/// <summary>Who did what. Deposits leave room for prices twice as high as usual, so that every seed can play them.</summary>
internal static class DemoStories
{
    /// <summary>Holds coins, hedges some, keeps a little in the funding wallet.</summary>
    public static void AliceAtBinance(DemoDiary diary) => diary
        .Leverage("BTCUSDT", 5).Leverage("ETHUSDT", 3, isolated: true).Leverage("SOLUSDT", 10)
        .DaysAgo(60).Deposit("USDT", 180_000m).Deposit("USDC", 5_000m)
        .DaysAgo(58).Buy("BTCUSDT", 0.42m).Buy("ETHUSDT", 5.5m)
        .DaysAgo(51).Buy("BNBUSDT", 12m).Buy("SOLUSDT", 85m)
        .DaysAgo(44).Buy("LINKUSDT", 320m).Buy("XRPUSDT", 2_500m).Buy("PEPEUSDT", 150_000_000m)
        .DaysAgo(36).Move("USDT", 30_000m, Wallet.Spot, Wallet.Futures)
        .DaysAgo(34).Buy("BTCUSDT", 0.35m, futures: true).Sell("ETHUSDT", 3.2m, futures: true)
        .DaysAgo(27).Buy("SOLUSDT", 60m, futures: true).Funding("BTCUSDT", 0.0001m).Funding("ETHUSDT", 0.00012m)
        .DaysAgo(21).Move("USDT", 4_000m, Wallet.Spot, Wallet.Funding).Move("BTC", 0.05m, Wallet.Spot, Wallet.Funding)
        .DaysAgo(14).Sell("ETHUSDT", 0.75m).Buy("ETHBTC", 0.5m)
        .DaysAgo(9).Withdraw("USDT", 2_500m, 1m)
        .DaysAgo(6).Buy("BTCUSDT", 0.1m, futures: true).Funding("BTCUSDT", -0.00005m)
        .DaysAgo(2).Sell("SOLUSDT", 25m, futures: true).Buy("DOGEUSDT", 12_000m)
        .DaysAgo(1).Buy("ARBUSDT", 4_000m).Funding("ETHUSDT", 0.0001m);

    /// <summary>Trades swaps of both kinds from a dollar balance.</summary>
    public static void AliceAtOkx(DemoDiary diary) => diary
        .Leverage("BTC-USDT-SWAP", 5).Leverage("BTC-USD-SWAP", 3)
        .DaysAgo(55).Deposit("USDT", 90_000m).Deposit("BTC", 0.8m)
        .DaysAgo(54).Move("USDT", 75_000m, Wallet.Funding, Wallet.Trading).Move("BTC", 0.6m, Wallet.Funding, Wallet.Trading)
        .DaysAgo(50).Buy("ETH-USDT", 6m).Buy("SOL-USDT", 40m).Buy("OKB-USDT", 90m)
        .DaysAgo(41).Buy("BTC-USDT-SWAP", 30m).Sell("ETH-USDT-SWAP", 25m)
        .DaysAgo(33).Sell("BTC-USD-SWAP", 120m)
        .DaysAgo(25).Funding("BTC-USDT-SWAP", 0.0001m).Funding("BTC-USD-SWAP", 0.00008m)
        .DaysAgo(17).Buy("AVAX-USDT", 150m).Sell("SOL-USDT", 5m)
        .DaysAgo(8).Withdraw("USDT", 1_000m, 1m)
        .DaysAgo(2).Sell("BTC-USDT-SWAP", 8m).Funding("ETH-USDT-SWAP", -0.00003m)
        .DaysAgo(1).Buy("XRP-USDT", 1_500m);

    /// <summary>In hedge mode, long and short at once.</summary>
    public static void BobAtBinance(DemoDiary diary) => diary
        .Leverage("BTCUSDT", 8).Leverage("DOGEUSDT", 4)
        .DaysAgo(57).Deposit("BTC", 0.9m).Deposit("USDT", 70_000m)
        .DaysAgo(52).Buy("ADAUSDT", 9_000m).Buy("AVAXUSDT", 200m)
        .DaysAgo(46).Sell("BTCUSDT", 0.2m).Buy("LTCUSDT", 30m)
        .DaysAgo(39).Move("USDT", 25_000m, Wallet.Spot, Wallet.Futures)
        .DaysAgo(37).Buy("BTCUSDT", 0.25m, PositionSide.Long, futures: true).Sell("BTCUSDT", 0.1m, PositionSide.Short, futures: true)
        .DaysAgo(30).Sell("DOGEUSDT", 40_000m, PositionSide.Short, futures: true).Funding("BTCUSDT", 0.0001m)
        .DaysAgo(19).Buy("DOGEUSDT", 15_000m, PositionSide.Short, futures: true)
        .DaysAgo(12).Deposit("USDC", 3_500m, Wallet.Funding).Move("USDT", 1_200m, Wallet.Spot, Wallet.Funding)
        .DaysAgo(5).Buy("UNIUSDT", 350m).Withdraw("USDT", 900m, 1m)
        .DaysAgo(1).Buy("BTCUSDT", 0.05m, PositionSide.Long, futures: true).Funding("DOGEUSDT", 0.00015m);

    /// <summary>Coins first, with coin-margined longs on top.</summary>
    public static void BobAtOkx(DemoDiary diary) => diary
        .Leverage("ETH-USD-SWAP", 4).Leverage("SOL-USDT-SWAP", 6)
        .DaysAgo(49).Deposit("ETH", 14m).Deposit("USDT", 45_000m)
        .DaysAgo(48).Move("ETH", 12m, Wallet.Funding, Wallet.Trading).Move("USDT", 38_000m, Wallet.Funding, Wallet.Trading)
        .DaysAgo(43).Buy("BTC-USDT", 0.12m).Buy("NEAR-USDT", 1_100m).Buy("AAVE-USDT", 15m)
        .DaysAgo(35).Buy("ETH-USD-SWAP", 900m, PositionSide.Long).Sell("SOL-USDT-SWAP", 60m, PositionSide.Short)
        .DaysAgo(24).Funding("ETH-USD-SWAP", 0.0001m).Sell("BTC-USDT-SWAP", 5m, PositionSide.Short)
        .DaysAgo(15).Buy("SOL-USDT-SWAP", 20m, PositionSide.Short).Buy("USDC-USDT", 4_000m)
        .DaysAgo(7).Withdraw("USDT", 500m, 1m)
        .DaysAgo(1).Sell("ETH-USD-SWAP", 150m, PositionSide.Long).Funding("BTC-USDT-SWAP", 0.00012m);
}
