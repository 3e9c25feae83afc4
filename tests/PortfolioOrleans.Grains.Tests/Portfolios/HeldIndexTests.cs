using System.Collections.Immutable;
using Orleans.Runtime;
using PortfolioOrleans.Contracts;
using PortfolioOrleans.Contracts.Venues;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Grains.Portfolios;

namespace PortfolioOrleans.Grains.Tests.Portfolios;

public sealed class HeldIndexTests
{
    private static readonly StreamId Stream = Names.PriceStream("fake", 0);

    private readonly HeldIndex _index = new();

    public HeldIndexTests() => _index.Note("alice", Assets("BTC"), ["BTCUSDT"]);

    [Fact]
    public void A_step_comes_to_those_who_hold_what_moved_and_to_no_others()
    {
        Assert.True(Comes(Step("BTC"), "alice"));
        Assert.True(Comes(Step("ETH", "BTC"), "alice"));
        Assert.True(Comes(Mark("BTCUSDT"), "alice"));
        Assert.False(Comes(Step("ETH"), "alice"));
        Assert.False(Comes(Mark("ETHUSDT"), "alice"));
    }

    [Fact]
    public void What_is_for_everybody_comes_to_everybody() => Assert.True(Comes(Step("ETH") with { Step = 0 }, "alice"));

    [Fact]
    public void Whoever_is_not_known_here_is_brought_everything()
    {
        Assert.True(Comes(Step("ETH"), "bob"));
        Assert.True(Comes(Step("ETH"), null));

        _index.Forget("alice");
        Assert.True(Comes(Step("ETH"), "alice"));
    }

    [Fact]
    public void What_is_not_a_price_is_none_of_its_business() => Assert.True(_index.ShouldDeliver(Stream, "something else", "alice"));

    [Fact]
    public void What_is_held_now_counts_and_not_what_was()
    {
        _index.Note("alice", Assets("ETH"), []);

        Assert.False(Comes(Step("BTC"), "alice"));
        Assert.False(Comes(Mark("BTCUSDT"), "alice"));
        Assert.True(Comes(Step("ETH"), "alice"));
    }

    [Fact]
    public void Whatever_is_noted_and_forgotten_nobody_misses_what_they_hold()
    {
        string[] coins = ["BTC", "ETH", "SOL", "AAVE", "LINK"];
        for (var seed = 0; seed < 100; seed++)
        {
            var rng = new Random(seed);
            var (index, held) = (new HeldIndex(), new Dictionary<string, ImmutableArray<Asset>>());
            for (var step = 0; step < 100; step++)
            {
                var portfolio = $"p{rng.Next(6)}";
                if (rng.Next(4) == 0)
                {
                    index.Forget(portfolio);
                    held.Remove(portfolio);
                }
                else
                {
                    held[portfolio] = Assets([.. coins.Where(_ => rng.Next(3) == 0)]);
                    index.Note(portfolio, held[portfolio], []);
                }

                var moved = Step([.. coins.Where(_ => rng.Next(3) == 0)]);
                for (var number = 0; number < 6; number++)
                {
                    var concerns = !held.TryGetValue($"p{number}", out var assets) || moved.Assets.Any(quote => assets.Contains(quote.Asset));
                    Assert.Equal(concerns, index.ShouldDeliver(Stream, moved, $"p{number}"));
                }
            }
        }
    }

    private bool Comes(PriceTick tick, string? portfolio) => _index.ShouldDeliver(Stream, tick, portfolio);

    private static ImmutableArray<Asset> Assets(params string[] codes) => [.. codes.Select(Asset.Parse).Order()];

    private static PriceTick Step(params string[] codes) =>
        new("fake", 5, DateTimeOffset.UnixEpoch, [.. codes.Select(code => new AssetQuote(Asset.Parse(code), 1m))], [], Step: 1);

    private static PriceTick Mark(string instrument) => new("fake", 5, DateTimeOffset.UnixEpoch, [], [new MarkQuote(instrument, 1m)], Step: 1);
}
