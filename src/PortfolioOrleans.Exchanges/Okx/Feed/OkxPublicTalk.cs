using System.Collections.Frozen;
using System.Collections.Immutable;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Http;
using PortfolioOrleans.Exchanges.Live;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Okx.Feed;

/// <summary>What one public connection listens to.</summary>
internal enum OkxPublicPart
{
    /// <summary>The last price of every pair that trades, and the stablecoins' in dollars.</summary>
    Prices,

    /// <summary>The mark price of every swap and future that trades.</summary>
    Marks,
}

/// <summary>
/// Prices or marks, one channel an instrument, as they were listed when the connection was made: an instrument listed later is heard by the next connection, within a
/// day. A channel that is not there is passed over.
/// </summary>
internal sealed class OkxPublicTalk(
    VenueClient client, OkxEndpoints endpoints, OkxInstrumentLists instruments, Uri address, OkxPublicPart part, TimeProvider clock)
    : OkxTalk<MarketReading>(client, endpoints, address, credentials: null, clock)
{
    private static readonly ImmutableArray<string> DollarIndexes = ["USDT-USD", "USDC-USD"];

    private FrozenDictionary<string, Instrument> _byId = FrozenDictionary<string, Instrument>.Empty;

    protected override ImmutableArray<OkxChannel> Channels => part == OkxPublicPart.Prices
        ? [.. DollarIndexes.Select(index => new OkxChannel("index-tickers", ("instId", index))), .. Each("tickers")]
        : [.. Each("mark-price")];

    protected override bool IsNeeded(string? channel) => false;

    protected override async Task<ExchangeFault?> PrepareAsync(CancellationToken cancellationToken)
    {
        var reply = await instruments.Main.GetAsync(cancellationToken);
        if (reply is not ExchangeReply<InstrumentList>.Answer { Value: var list })
        {
            return ((ExchangeReply<InstrumentList>.Failure)reply).Fault;
        }

        _byId = list.All
            .Where(instrument => instrument.IsTrading && (instrument.Kind == InstrumentKind.Spot) == (part == OkxPublicPart.Prices))
            .DistinctBy(instrument => instrument.Id)
            .ToFrozenDictionary(instrument => instrument.Id, StringComparer.Ordinal);
        return _byId.Count > 0 ? null : new ExchangeFault(FaultKind.Unreachable, "nothing trades that could be listened to");
    }

    protected override Heard<MarketReading> HearData(OkxFrame frame, WireNode root) => frame.Channel switch
    {
        "tickers" => Priced([.. OkxMarket.ReadTickers(root).SelectMany(ToPrice)]),
        "index-tickers" => Priced(OkxMarket.ToDollarPrices(OkxMarket.ReadIndex(root), Clock.GetUtcNow())),
        "mark-price" => Marked(OkxMarket.ReadMarks(root)),
        _ => Heard<MarketReading>.Nothing,
    };

    private IEnumerable<OkxChannel> Each(string channel) =>
        _byId.Keys.Order(StringComparer.Ordinal).Select(id => new OkxChannel(channel, ("instId", id)));

    private IEnumerable<Price> ToPrice(OkxTickerRow row) => row.Last is { } last && _byId.TryGetValue(row.Instrument, out var pair)
        ? [new Price(pair.Symbol, last, row.At ?? Clock.GetUtcNow())]
        : [];

    private static Heard<MarketReading> Priced(ImmutableArray<Price> prices) => prices.IsEmpty
        ? Heard<MarketReading>.Nothing
        : Heard<MarketReading>.Of(new MarketReading(prices, ImmutableDictionary<string, decimal>.Empty));

    private static Heard<MarketReading> Marked(ImmutableArray<OkxMarkRow> rows)
    {
        var marks = MarketParts.Marks(rows.Select(row => (row.Instrument, row.Mark)));
        return marks.IsEmpty ? Heard<MarketReading>.Nothing : Heard<MarketReading>.Of(new MarketReading([], marks));
    }
}
