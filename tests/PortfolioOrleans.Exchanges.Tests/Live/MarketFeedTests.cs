using System.Collections.Immutable;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Live;
using PortfolioOrleans.Exchanges.Tests.Support;

namespace PortfolioOrleans.Exchanges.Tests.Live;

public sealed class MarketFeedTests
{
    private readonly ManualClock _clock = ManualClock.AtNoon();
    private readonly ScriptedSockets _sockets = new();

    [Fact]
    public void Of_what_moves_within_a_pause_only_the_last_is_told()
    {
        var hearing = Follow();
        Say("BTC", 1m);
        Assert.Equal(["BTC=1"], Told(hearing));

        Say("BTC", 2m);
        Say("ETH", 5m);
        Say("BTC", 3m);
        Assert.Empty(Told(hearing));
        hearing.Advance(TimeSpan.FromMilliseconds(250));

        Assert.Equal(["BTC=3,ETH=5"], Told(hearing));
    }

    [Fact]
    public void A_market_in_which_nothing_moves_is_told_of_no_more()
    {
        var hearing = Follow();
        Say("BTC", 1m);
        hearing.Take();

        hearing.Advance(TimeSpan.FromSeconds(10));

        Assert.Empty(hearing.Take());
    }

    [Fact]
    public void A_break_is_a_gap_until_it_is_mended()
    {
        var hearing = Follow();

        _sockets.Dialled[0].Break();
        var gap = Assert.Single(hearing.Take());
        hearing.Advance(TimeSpan.FromSeconds(2));
        _sockets.Dialled[1].Say("BTC=7");
        hearing.Advance(TimeSpan.FromSeconds(1));
        var mended = Assert.Single(hearing.Take());

        Assert.Equal(FaultKind.Unreachable, gap.Gap?.Kind);
        Assert.Null(mended.Gap);
        Assert.Equal(7m, Assert.Single(mended.Prices).Amount);
    }

    private void Say(string asset, decimal price) => _sockets.Dialled[^1].Say(FormattableString.Invariant($"{asset}={price}"));

    private static IEnumerable<string> Told(Hearing<MarketReading> hearing) => hearing.Take().Select(reading =>
        string.Join(',', reading.Prices.OrderBy(price => price.Symbol).Select(price => FormattableString.Invariant($"{price.Symbol.Base}={price.Amount}"))));

    private Hearing<MarketReading> Follow()
    {
        var line = new LiveLine<MarketReading>(_sockets, new OpenGate(), "venue", () => new Talk(), [], new LivePace(), _clock, new Random(1));
        return new Hearing<MarketReading>(_clock, stop => MarketFeed.FollowAsync([line], _clock, stop));
    }

    /// <summary>"BTC=1": a bitcoin is a dollar.</summary>
    private sealed class Talk : ILiveTalk<MarketReading>
    {
        public bool IsReadyAtOnce => true;

        public string? Ping => null;

        public Task<ExchangeReply<Uri>> LocateAsync(CancellationToken cancellationToken) =>
            Task.FromResult<ExchangeReply<Uri>>(new ExchangeReply<Uri>.Answer(new Uri("wss://venue.test/market"), default));

        public IReadOnlyList<string> Greet() => [];

        public Heard<MarketReading> Hear(ReadOnlyMemory<byte> message)
        {
            var parts = System.Text.Encoding.UTF8.GetString(message.Span).Split('=');
            var price = new Price(new Symbol(Asset.Parse(parts[0]), Asset.Usd), decimal.Parse(parts[1]), ManualClock.Noon);
            return Heard<MarketReading>.Of(new MarketReading([price], ImmutableDictionary<string, decimal>.Empty));
        }

        public Task<Renewal> RenewAsync(CancellationToken cancellationToken) => Task.FromResult(new Renewal(null));
    }
}
