using System.Collections.Immutable;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Live;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Binance.Feed;

/// <summary>
/// One stream of everybody's prices. Each has a connection of its own, so that one that has fallen silent is noticed by its silence, which answers to questions would
/// hide: a stream asked for at a wrong address is acknowledged, and says nothing ever.
/// </summary>
/// <param name="address">The stream, its name in lower case.</param>
/// <param name="told">What it tells.</param>
internal sealed class BinanceMarketTalk(BinanceFeedParts parts, Uri address, BinanceMarketTalk.Told told) : ILiveTalk<MarketReading>
{
    private InstrumentList? _pairs;

    public bool IsReadyAtOnce => true;

    public string? Ping => null;

    public async Task<ExchangeReply<Uri>> LocateAsync(CancellationToken cancellationToken)
    {
        if (told != Told.LastPrices)
        {
            return new ExchangeReply<Uri>.Answer(address, parts.Clock.GetUtcNow());
        }

        return (await parts.Catalogs.Spot.GetAsync(cancellationToken)).Select(list =>
        {
            _pairs = list;
            return address;
        });
    }

    public IReadOnlyList<string> Greet() => [];

    public Heard<MarketReading> Hear(ReadOnlyMemory<byte> message) => Heard<MarketReading>.Read(message, root =>
    {
        var said = BinanceFrame.Unwrap(root);
        if (BinanceFrame.NameOf(said) == BinanceMarketEvents.Shutdown)
        {
            return Heard<MarketReading>.Replace;
        }

        if (BinanceFrame.NameOf(said) is null && said.IsObject)
        {
            return Heard<MarketReading>.Nothing; // An acknowledgement.
        }

        return told switch
        {
            Told.Marks => Marks(said),
            Told.Dollars => Dollars(said),
            _ => Prices(said),
        };
    });

    public Task<Renewal> RenewAsync(CancellationToken cancellationToken) => Task.FromResult(new Renewal(null));

    private Heard<MarketReading> Prices(WireNode said)
    {
        var rows = BinanceMarketEvents.ReadTickers(said);
        var prices = ImmutableArray.CreateBuilder<Price>(rows.Length);
        foreach (var row in rows)
        {
            if (row is { Price: { } last, At: { } at } && _pairs!.Find(row.Instrument) is { IsTrading: true } pair)
            {
                prices.Add(new Price(pair.Symbol, last, at));
            }
        }

        return Prices(prices.ToImmutable());
    }

    private Heard<MarketReading> Dollars(WireNode said) =>
        Prices(BinanceMarket.ToDollarPrices(BinanceMarketEvents.ReadDollarIndex(said), parts.Clock.GetUtcNow()));

    private static Heard<MarketReading> Prices(ImmutableArray<Price> prices) => prices.IsEmpty
        ? Heard<MarketReading>.Nothing
        : Heard<MarketReading>.Of(new MarketReading(prices, ImmutableDictionary<string, decimal>.Empty));

    private static Heard<MarketReading> Marks(WireNode said)
    {
        var marks = MarketParts.Marks(BinanceMarketEvents.ReadMarks(said).Select(row => (row.Instrument, row.Mark)));
        return marks.IsEmpty ? Heard<MarketReading>.Nothing : Heard<MarketReading>.Of(new MarketReading([], marks));
    }

    internal enum Told
    {
        /// <summary>Of pairs.</summary>
        LastPrices,

        /// <summary>Of contracts.</summary>
        Marks,

        /// <summary>What stablecoins are worth.</summary>
        Dollars,
    }
}
