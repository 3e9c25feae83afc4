using PortfolioOrleans.VenueSimulator.Control;
using PortfolioOrleans.VenueSimulator.Markets;

namespace PortfolioOrleans.VenueSimulator.Accounts;

/// <summary>
/// Writes a long past for an account: the same for the same seed and order. Balances are exact; bills are kept for as long as a venue lists them, so that
/// a hundred thousand fills stay small.
/// </summary>
internal sealed class PastWriter(int seed, Trading trading, Treasury treasury, ConversionDesk conversions, GrantDesk grants, Prices prices)
{
    /// <summary>Longer than any venue lists bills.</summary>
    private static readonly TimeSpan BillsKept = TimeSpan.FromDays(93);

    /// <summary>What a trade is about worth, in USDT.</summary>
    private const decimal Worth = 150m;

    /// <summary>Trades that a holding may be away from where it began.</summary>
    private const int MostHeld = 40;

    private static readonly (string Asset, decimal Amount)[] Beginning = [("USDT", 500_000m), ("BTC", 10m), ("ETH", 100m)];

    private static readonly string[] BinanceSpot = ["BTCUSDT", "ETHUSDT", "SOLUSDT", "BNBUSDT", "XRPUSDT", "ETHBTC"];
    private static readonly string[] BinanceFutures = ["BTCUSDT", "ETHUSDT", "SOLUSDT", "BTCUSD_PERP", "ETHUSD_PERP"];
    private static readonly string[] Okx = ["BTC-USDT", "ETH-USDT", "SOL-USDT", "XRP-USDT", "BTC-USDT-SWAP", "ETH-USDT-SWAP", "BTC-USD-SWAP"];

    public HistoryReceipt Write(Account account, HistoryOrder order, DateTimeOffset now)
    {
        var until = order.Until ?? now;
        ControlException.ThrowUnless(
            order.Fills is > 0 and <= 1_000_000 && order.From < until && until <= now && order.From >= account.LastEventAt,
            "bad_value", "A history has up to a million fills, and lies between the account's last event and now.");
        ControlException.ThrowUnless(!account.Hedged && account.Level >= 2, "bad_value", "A history is written for accounts in one-way mode that have contracts.");
        Begin(account, order.From);

        Market[] markets = account.Venue == SimulatedVenue.Okx
            ? [.. Okx.Select(id => MarketCatalog.FindOkx(id)!)]
            : [.. BinanceSpot.Select(id => MarketCatalog.Find(SimulatedVenue.Binance, spot: true, id)!),
                .. BinanceFutures.Select(id => MarketCatalog.Find(SimulatedVenue.Binance, spot: false, id)!)];
        var held = new int[markets.Length];
        var line = Walk.Line(seed, $"past/{account.Id}");
        var length = until - order.From;
        var nextRecords = order.RecordsEveryDays > 0 ? order.From.AddDays(order.RecordsEveryDays) : DateTimeOffset.MaxValue;
        for (var i = 0; i < order.Fills; i++)
        {
            var at = DateTimeOffset.FromUnixTimeMilliseconds((order.From + length * ((i + 1d) / (order.Fills + 1))).ToUnixTimeMilliseconds());
            for (; nextRecords <= at; nextRecords = nextRecords.AddDays(order.RecordsEveryDays))
            {
                Records(account, nextRecords);
            }

            var chosen = (int)(Walk.Number(line, 3L * i) % (ulong)markets.Length);
            var buys = held[chosen] <= -MostHeld || (held[chosen] < MostHeld && Walk.Number(line, 3L * i + 1) % 2 == 0);
            held[chosen] += buys ? 1 : -1;
            Trade(account, markets[chosen], buys, at, now);
        }

        return new HistoryReceipt(order.Fills, order.From, until, Beginning.ToDictionary(start => start.Asset, start => start.Amount, StringComparer.Ordinal));
    }

    private void Trade(Account account, Market market, bool buys, DateTimeOffset at, DateTimeOffset now)
    {
        var price = prices.Sample(market, PriceLine.Last, at);
        var order = new FillOrder
        {
            Symbol = market.Id,
            Side = buys ? TradeSide.Buy : TradeSide.Sell,
            Quantity = Quantity(market),
            Price = price,
        };
        trading.Fill(account, market, order, new Moment(at, at), billed: now - at <= BillsKept);
    }

    /// <summary>The same for every trade of a market, so that as many sales as purchases leave nothing.</summary>
    private static decimal Quantity(Market market)
    {
        var coin = market.Kind == MarketKind.Inverse ? 1m : MarketCatalog.Walks[market.Underlying].Price;
        return Math.Max(1m, decimal.Round(Worth / (coin * market.ContractSize) / market.Lot)) * market.Lot;
    }

    /// <summary>Enough to sell before anything is bought.</summary>
    private void Begin(Account account, DateTimeOffset at)
    {
        var okx = account.Venue == SimulatedVenue.Okx;
        foreach (var (asset, amount) in Beginning.Concat([("SOL", 200m), ("XRP", 10_000m), .. okx ? [] : new[] { ("BNB", 50m) }]))
        {
            treasury.Deposit(account, new FundsOrder { Asset = asset, Amount = amount }, at);
            if (okx)
            {
                treasury.Transfer(account, new TransferOrder { Asset = asset, Amount = amount, From = Wallet.Funding, To = Wallet.Trading }, at);
            }
        }

        if (!okx)
        {
            treasury.Transfer(account, new TransferOrder { Asset = "USDT", Amount = 100_000m, From = Wallet.Spot, To = Wallet.Futures }, at);
            treasury.Transfer(account, new TransferOrder { Asset = "BTC", Amount = 3m, From = Wallet.Spot, To = Wallet.CoinFutures }, at);
            treasury.Transfer(account, new TransferOrder { Asset = "ETH", Amount = 30m, From = Wallet.Spot, To = Wallet.CoinFutures }, at);
        }
    }

    private void Records(Account account, DateTimeOffset at)
    {
        var okx = account.Venue == SimulatedVenue.Okx;
        var (outside, inside) = okx ? (Wallet.Funding, Wallet.Trading) : (Wallet.Spot, Wallet.Funding);
        treasury.Deposit(account, new FundsOrder { Asset = "USDT", Amount = 100m }, at);
        treasury.Withdraw(account, new FundsOrder { Asset = "USDT", Amount = 50m, Fee = 1m }, at);
        treasury.Transfer(account, new TransferOrder { Asset = "USDT", Amount = 10m, From = outside, To = inside }, at);
        conversions.Convert(account, new ConvertOrder { From = "USDT", Amount = 5m, To = "SOL" }, new Moment(at, at));
        grants.Distribute(account, new DistributionOrder { Asset = "USDT", Amounts = [0.5m] }, at);
    }
}
