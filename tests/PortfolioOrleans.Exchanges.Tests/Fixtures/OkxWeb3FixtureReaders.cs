using PortfolioOrleans.Exchanges.OkxWeb3;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Tests.Fixtures;

/// <summary>As <see cref="FixtureReaders"/>, for OKX Web3.</summary>
internal static class OkxWeb3FixtureReaders
{
    private static readonly Dictionary<string, Func<WireNode, Said>> ByPath = new(StringComparer.Ordinal)
    {
        ["/api/v6/dex/balance/all-token-balances-by-address"] = Tokens,
        ["/api/v6/dex/balance/token-balances-by-address"] = Tokens,
        ["/api/v6/dex/balance/total-value-by-address"] = root => new Said("account", new Said("total_usd", OkxWeb3Wallet.ReadTotal(root))),
        ["/api/v6/dex/market/price"] = Prices,
        ["/api/v6/dex/index/current-price"] = Prices,
        ["/api/v6/dex/market/candles"] = Candles,
        ["/api/v6/dex/market/historical-candles"] = Candles,
        ["/api/v6/dex/aggregator/quote"] = Quote,
    };

    public static Func<WireNode, Said>? Find(string path) => ByPath.GetValueOrDefault(path);

    private static Said Tokens(WireNode root) => new("balances", OkxWeb3Wallet.ReadTokens(root).Select(row => new Said("chain", row.Key.Chain)
        .With("asset", row.Symbol)
        .With("contract", row.Key.Contract)
        .With("total", row.Amount)
        .With("raw", row.Raw)
        .With("price_usd", row.DollarPrice)
        .With("risk", row.IsRisk)));

    private static Said Prices(WireNode root) => new("prices", OkxWeb3Market.ReadPrices(root).Select(row => new Said("chain", row.Key.Chain)
        .With("contract", row.Key.Contract)
        .With("price", row.Dollars)
        .With("time", row.At)));

    private static Said Candles(WireNode root) => new("klines", OkxWeb3Market.ReadCandles(root).Select(row => new Said("open_time", row.OpenedAt)
        .With("open", row.Open)
        .With("high", row.High)
        .With("low", row.Low)
        .With("close", row.Close)
        .With("volume", row.Volume)
        .With("quote_volume", row.DollarVolume)
        .With("closed", row.IsClosed)));

    private static Said Quote(WireNode root)
    {
        var quote = OkxWeb3Quotes.Read(root);
        return new Said("quote", new Said("chain", quote.Chain)
            .With("from_symbol", quote.From.Symbol)
            .With("from_raw", quote.FromRaw.ToString())
            .With("to_symbol", quote.To.Symbol)
            .With("to_raw", quote.ToRaw.ToString())
            .With("price_impact_pct", quote.PriceImpactPct)
            .With("gas_units", quote.GasUnits)
            .With("network_fee_usd", quote.NetworkFeeDollars)
            .With("from_usd", quote.From.DollarPrice)
            .With("to_unit_usd", quote.To.DollarPrice));
    }
}
