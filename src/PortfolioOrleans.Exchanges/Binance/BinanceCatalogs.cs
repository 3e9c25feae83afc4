using System.Collections.Immutable;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Http;

namespace PortfolioOrleans.Exchanges.Binance;

/// <summary>Binance's three lists of instruments. An id means one thing in each: BTCUSDT is a pair in one and a contract in another.</summary>
internal sealed class BinanceCatalogs
{
    private readonly VenueClient _client;
    private readonly BinanceEndpoints _endpoints;

    public BinanceCatalogs(VenueClient client, BinanceEndpoints endpoints, TimeSpan maxAge, TimeProvider clock)
    {
        _client = client;
        _endpoints = endpoints;
        Spot = new InstrumentCatalog(LoadSpotAsync, maxAge, clock);
        Futures = new InstrumentCatalog(LoadFuturesAsync, maxAge, clock);
        Coin = new InstrumentCatalog(LoadCoinAsync, maxAge, clock);
    }

    public InstrumentCatalog Spot { get; }

    /// <summary>USD-M.</summary>
    public InstrumentCatalog Futures { get; }

    /// <summary>COIN-M.</summary>
    public InstrumentCatalog Coin { get; }

    /// <summary>Without the permission sets, which make up most of the answer and say nothing a tracker needs.</summary>
    private Task<ExchangeReply<ImmutableArray<Instrument>>> LoadSpotAsync(CancellationToken cancellationToken) =>
        LoadAsync(_endpoints.SpotInstruments, Query.Of(("showPermissionSets", "false")), _endpoints.LearnSpotLimit, cancellationToken);

    private Task<ExchangeReply<ImmutableArray<Instrument>>> LoadFuturesAsync(CancellationToken cancellationToken) =>
        LoadAsync(_endpoints.FuturesInstruments, "", _endpoints.LearnFuturesLimit, cancellationToken);

    private Task<ExchangeReply<ImmutableArray<Instrument>>> LoadCoinAsync(CancellationToken cancellationToken) =>
        LoadAsync(_endpoints.CoinInstruments, "", _ => { }, cancellationToken);

    private async Task<ExchangeReply<ImmutableArray<Instrument>>> LoadAsync(
        VenueEndpoint endpoint, string query, Action<int> learnLimit, CancellationToken cancellationToken)
    {
        var reply = await _client.SendAsync(new VenueCall(endpoint, query), BinanceInstruments.Read, cancellationToken);
        if (reply is ExchangeReply<ExchangeInfo>.Answer { Value.WeightPerMinute: { } limit })
        {
            learnLimit(limit);
        }

        return reply.Select(info => info.Symbols.Select(BinanceInstruments.ToInstrument).ToImmutableArray());
    }
}
