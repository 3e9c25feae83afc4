using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Storage.Prices;
using PortfolioOrleans.Storage.Tests.Given;

namespace PortfolioOrleans.Storage.Tests.Prices;

public abstract class PriceStoreTests(Twin twin) : StoreTests(twin)
{
    private static readonly DateOnly Monday = new(2026, 8, 3);
    private static readonly Asset Eth = Asset.Parse("ETH");

    private IPriceStore Prices => Get<IPriceStore>();

    [Fact]
    public async Task A_price_is_found_on_its_day_and_after_it_but_not_before()
    {
        var price = Btc(Monday, 50_000.10m);
        await SaveAsync(price);

        Assert.Equal(price, await Prices.FindAsync(Asset.Btc, Monday, None));
        Assert.Equal(price, await Prices.FindAsync(Asset.Btc, Monday.AddDays(400), None));
        Assert.Null(await Prices.FindAsync(Asset.Btc, Monday.AddDays(-1), None));
        Assert.Null(await Prices.FindAsync(Eth, Monday, None));
    }

    [Fact]
    public async Task Of_several_days_the_newest_that_is_not_after_is_found()
    {
        await SaveAsync(Btc(Monday, 1m), Btc(Monday.AddDays(2), 3m), Btc(Monday.AddDays(5), 6m));

        Assert.Equal(3m, (await Prices.FindAsync(Asset.Btc, Monday.AddDays(4), None))!.Usd);
    }

    [Fact]
    public async Task A_list_holds_both_its_ends_the_assets_asked_for_and_no_day_without_a_price()
    {
        await SaveAsync(
            Btc(Monday.AddDays(-1), 1m), Btc(Monday, 2m), Btc(Monday.AddDays(2), 3m), Btc(Monday.AddDays(3), 4m), Of(Eth, Monday, 5m), Of(Asset.Usdt, Monday, 1m));

        var listed = await Prices.ListAsync([Eth, Asset.Btc, Eth], Monday, Monday.AddDays(2), None);

        Assert.Equal([Btc(Monday, 2m), Btc(Monday.AddDays(2), 3m), Of(Eth, Monday, 5m)], listed);
    }

    [Fact]
    public async Task Nothing_asked_for_is_nothing_found()
    {
        await SaveAsync();
        await SaveAsync(Btc(Monday, 2m));

        Assert.Empty(await Prices.ListAsync([], Monday, Monday, None));
        Assert.Empty(await Prices.ListAsync([Asset.Btc], Monday, Monday.AddDays(-1), None));
        Assert.Null(await Prices.FindAsync(default, Monday, None));
    }

    [Fact]
    public async Task A_source_corrects_itself_and_no_other()
    {
        await SaveAsync(Btc(Monday, 1m), Btc(Monday.AddDays(1), 2m));

        await SaveAsync(Btc(Monday, 1.5m), Btc(Monday.AddDays(2), 3m));
        await SaveAsync(Btc(Monday, 9m, "okx"), Btc(Monday.AddDays(3), 4m, "okx"));

        Assert.Equal(
            [Btc(Monday, 1.5m), Btc(Monday.AddDays(1), 2m), Btc(Monday.AddDays(2), 3m), Btc(Monday.AddDays(3), 4m, "okx")],
            await Prices.ListAsync([Asset.Btc], DateOnly.MinValue, DateOnly.MaxValue, None));
    }

    [Fact]
    public async Task Prices_keep_every_digit()
    {
        decimal[] extremes = [0.0000000000000000000000000001m, 1.50m, 1.234567890123456789012345678m, decimal.MaxValue];
        await SaveAsync([.. extremes.Select((usd, i) => Btc(Monday.AddDays(i), usd))]);

        var listed = await Prices.ListAsync([Asset.Btc], Monday, Monday.AddDays(9), None);

        Assert.Equal(extremes.Select(usd => usd.ToString()), listed.Select(price => price.Usd.ToString()));
    }

    [Fact]
    public async Task Codes_are_told_apart_by_the_letter()
    {
        Asset[] assets = [.. new[] { "1000SATS", "STETH", "stETH", "币", "it's" }.Select(Asset.Parse)];
        await SaveAsync([.. assets.Select((asset, i) => Of(asset, Monday, i + 1))]);

        Assert.Equal(assets.Select((asset, i) => (asset, i + 1m)), (await Prices.ListAsync(assets, Monday, Monday, None)).OrderBy(price => price.Usd).Select(price => (price.Asset, price.Usd)));
    }

    [Fact]
    public async Task A_batch_is_refused_whole_for_a_price_that_is_none()
    {
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => SaveAsync(Btc(Monday, 1m), Btc(Monday.AddDays(1), 0m)));
        await Assert.ThrowsAsync<ArgumentException>(() => SaveAsync(Btc(Monday, 1m), Of(default, Monday, 1m)));
        await Assert.ThrowsAsync<ArgumentException>(() => SaveAsync(Btc(Monday, 1m), Of(Eth, Monday, 1m, "")));
        await Assert.ThrowsAsync<ArgumentException>(() => SaveAsync(Btc(Monday, 1m), Btc(Monday, 2m, "okx")));

        Assert.Null(await Prices.FindAsync(Asset.Btc, Monday, None));
    }

    [Fact]
    public async Task Batches_that_meet_on_the_same_days_all_end()
    {
        var days = Enumerable.Range(0, 200).Select(i => Monday.AddDays(i)).ToArray();

        await Task.WhenAll(Enumerable.Range(1, 8).Select(i => SaveAsync([.. (i % 2 == 0 ? days : days.Reverse()).Select(day => Btc(day, i))])));

        Assert.Single((await Prices.ListAsync([Asset.Btc], Monday, days[^1], None)).GroupBy(price => price.Day).GroupBy(day => day.Count()));
    }

    private Task SaveAsync(params DailyPrice[] prices) => Prices.SaveAsync(prices, None);

    private static DailyPrice Btc(DateOnly day, decimal usd, string source = "binance") => Of(Asset.Btc, day, usd, source);

    private static DailyPrice Of(Asset asset, DateOnly day, decimal usd, string source = "binance") => new(asset, day, usd, source);

    public sealed class OnMemory() : PriceStoreTests(Twin.Memory);

    [Collection(TestServer.Name)]
    public sealed class OnPostgres(TestServer server) : PriceStoreTests(Twin.Postgres(server));
}
