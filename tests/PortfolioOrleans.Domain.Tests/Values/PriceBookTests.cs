using PortfolioOrleans.Domain.Values;
using static PortfolioOrleans.Domain.Tests.Given;

namespace PortfolioOrleans.Domain.Tests.Values;

public sealed class PriceBookTests
{
    private static Price Pair(string symbol, decimal amount, int minute = 0) => new(Symbol.Parse(symbol), amount, Noon.AddMinutes(minute));

    private static readonly PriceBook Book = PriceBook.Empty.With(
        [Pair("BTC-USDT", 50_000m), Pair("ETH-BTC", 0.05m, minute: -1), Pair("USDT-USD", 0.999m, minute: 1), Pair("USDC-USDT", 1.001m)]);

    [Fact]
    public void A_direct_price_is_taken_as_it_is()
    {
        var rate = Book.Convert(Asset.Btc, Asset.Usdt)!;

        Assert.Equal(50_000m, rate.Rate);
        Assert.Equal("BTC USDT", string.Join(' ', rate.Path));
    }

    [Fact]
    public void A_price_works_backwards() => Assert.Equal(0.00002m, Book.Convert(Asset.Usdt, Asset.Btc)!.Rate);

    [Fact]
    public void A_chain_multiplies_and_is_as_old_as_its_oldest_price()
    {
        var rate = Book.Convert(Coin("ETH"), Asset.Usd)!;

        Assert.Equal(0.05m * 50_000m * 0.999m, rate.Rate);
        Assert.Equal("ETH BTC USDT USD", string.Join(' ', rate.Path));
        Assert.Equal(Noon.AddMinutes(-1), rate.AsOf);
    }

    [Fact]
    public void An_asset_is_worth_itself() => Assert.Equal(1m, PriceBook.Empty.Convert(Asset.Btc, Asset.Btc)!.Rate);

    [Fact]
    public void Without_a_chain_there_is_no_rate() => Assert.Null(Book.Convert(Coin("XYZ"), Asset.Usd));

    [Fact]
    public void The_shortest_chain_wins()
    {
        var book = Book.With([Pair("ETH-USD", 2_400m)]);

        Assert.Equal(2_400m, book.Convert(Coin("ETH"), Asset.Usd)!.Rate);
    }

    [Fact]
    public void Among_equal_chains_the_usual_intermediate_wins()
    {
        var book = PriceBook.Empty.With(
            [Pair("ABC-EUR", 9m), Pair("EUR-USD", 2m), Pair("ABC-USDT", 10m), Pair("USDT-USD", 1m)]);

        Assert.Equal("ABC USDT USD", string.Join(' ', book.Convert(Coin("ABC"), Asset.Usd)!.Path));
    }

    [Fact]
    public void Of_two_prices_of_a_pair_the_newer_stays_whichever_came_first()
    {
        var newerFirst = PriceBook.Empty.With([Pair("BTC-USDT", 2m, minute: 1), Pair("BTC-USDT", 1m)]);
        var olderFirst = PriceBook.Empty.With([Pair("BTC-USDT", 1m)]).With([Pair("BTC-USDT", 2m, minute: 1)]);

        Assert.Equal(2m, newerFirst.Convert(Asset.Btc, Asset.Usdt)!.Rate);
        Assert.Equal(2m, olderFirst.Convert(Asset.Btc, Asset.Usdt)!.Rate);
    }

    [Fact]
    public void A_rate_beyond_any_decimal_is_no_rate()
    {
        var book = PriceBook.Empty.With([Pair("A-B", 1e20m), Pair("B-C", 1e20m)]);

        Assert.Null(book.Convert(Coin("A"), Coin("C")));
    }

    [Fact]
    public void A_price_of_zero_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => Pair("BTC-USDT", 0m));

    [Fact]
    public void There_and_back_is_one_for_any_pair_of_any_book()
    {
        var random = new Random(7);
        for (var round = 0; round < 200; round++)
        {
            var codes = Enumerable.Range(0, 8).Select(i => $"A{i}").ToArray();
            var prices = Enumerable.Range(0, 12)
                .Select(_ => (From: codes[random.Next(8)], To: codes[random.Next(8)], Amount: random.Next(1, 1_000_000) / 1_000m))
                .Where(pair => pair.From != pair.To)
                .Select(pair => Pair($"{pair.From}-{pair.To}", pair.Amount));
            var book = PriceBook.Empty.With(prices);

            foreach (var from in book.Assets)
            {
                foreach (var into in book.Assets.Where(into => book.Convert(from, into) is { Path.Length: 2 }))
                {
                    var backAndForth = book.Convert(from, into)!.Rate * book.Convert(into, from)!.Rate;
                    var quotedBothWays = book.Prices.Count(price =>
                        price.Symbol == new Symbol(from, into) || price.Symbol == new Symbol(into, from)) == 2;
                    Assert.True(quotedBothWays || Math.Abs(backAndForth - 1m) < 1e-15m, $"{from} to {into}: {backAndForth}");
                }
            }
        }
    }
}
