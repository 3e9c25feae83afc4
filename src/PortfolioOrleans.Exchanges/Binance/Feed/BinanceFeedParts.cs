using PortfolioOrleans.Exchanges.Http;

namespace PortfolioOrleans.Exchanges.Binance.Feed;

/// <summary>What every talk with Binance needs of its adapter.</summary>
internal sealed record BinanceFeedParts(
    VenueClient Client,
    BinanceAsker Asker,
    BinanceEndpoints Endpoints,
    BinanceAddresses Addresses,
    BinanceCatalogs Catalogs,
    BinanceHoldings Holdings,
    BinanceOptions Options,
    TimeProvider Clock);
