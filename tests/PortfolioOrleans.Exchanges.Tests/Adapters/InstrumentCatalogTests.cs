using System.Collections.Immutable;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Tests.Support;

namespace PortfolioOrleans.Exchanges.Tests.Adapters;

public sealed class InstrumentCatalogTests
{
    private static readonly Instrument Btc = new("BTCUSDT", InstrumentKind.Spot, Symbol.Parse("BTC-USDT"), null, true, null, null, null, null);

    private readonly ManualClock _clock = ManualClock.AtNoon();
    private readonly InstrumentCatalog _catalog;
    private Func<Task<ExchangeReply<ImmutableArray<Instrument>>>> _load;
    private int _loads;

    public InstrumentCatalogTests()
    {
        _load = () => Task.FromResult(Listed(Btc));
        _catalog = new InstrumentCatalog(_ => Counted(), TimeSpan.FromHours(1), _clock);
    }

    [Fact]
    public async Task Many_who_come_at_once_share_one_reading()
    {
        var slow = new TaskCompletionSource<ExchangeReply<ImmutableArray<Instrument>>>();
        _load = () => slow.Task;

        var asked = Enumerable.Range(0, 200).Select(_ => _catalog.GetAsync(CancellationToken.None)).ToList();
        slow.SetResult(Listed(Btc));
        var lists = await Task.WhenAll(asked);

        Assert.Equal(1, _loads);
        Assert.All(lists, list => Assert.Same(lists[0].Value(), list.Value()));
    }

    [Fact]
    public async Task One_who_gives_up_does_not_take_the_others_along()
    {
        var slow = new TaskCompletionSource<ExchangeReply<ImmutableArray<Instrument>>>();
        _load = () => slow.Task;
        using var impatient = new CancellationTokenSource();
        var first = _catalog.GetAsync(CancellationToken.None);
        var second = _catalog.GetAsync(impatient.Token);

        await impatient.CancelAsync();
        slow.SetResult(Listed(Btc));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.NotNull((await first).Value().Find("BTCUSDT"));
    }

    [Fact]
    public async Task A_list_is_good_for_as_long_as_it_may_be_old()
    {
        await _catalog.GetAsync(CancellationToken.None);
        _clock.Advance(TimeSpan.FromMinutes(59));
        await _catalog.GetAsync(CancellationToken.None);
        Assert.Equal(1, _loads);

        _clock.Advance(TimeSpan.FromMinutes(2));
        await _catalog.GetAsync(CancellationToken.None);
        Assert.Equal(2, _loads);
    }

    [Fact]
    public async Task While_no_new_list_can_be_read_the_old_one_stands_and_the_venue_is_left_alone()
    {
        await _catalog.GetAsync(CancellationToken.None);
        _clock.Advance(TimeSpan.FromHours(2));
        _load = () => Task.FromResult(Failed());

        var old = await _catalog.GetAsync(CancellationToken.None);
        await _catalog.GetAsync(CancellationToken.None);
        Assert.NotNull(old.Value().Find("BTCUSDT"));
        Assert.Equal(2, _loads);

        _clock.Advance(TimeSpan.FromMinutes(1));
        await _catalog.GetAsync(CancellationToken.None);
        Assert.Equal(3, _loads);
    }

    [Fact]
    public async Task Without_any_list_the_fault_is_the_reply()
    {
        _load = () => Task.FromResult(Failed());

        Assert.Equal(FaultKind.Unreachable, (await _catalog.GetAsync(CancellationToken.None)).Fault().Kind);
    }

    [Fact]
    public async Task An_asset_of_any_side_is_known()
    {
        var list = (await _catalog.GetAsync(CancellationToken.None)).Value();

        Assert.Equal([Asset.Btc, Asset.Usdt], list.Assets.Order());
        Assert.Null(list.Find("ETHUSDT"));
    }

    private Task<ExchangeReply<ImmutableArray<Instrument>>> Counted()
    {
        _loads++;
        return _load();
    }

    private static ExchangeReply<ImmutableArray<Instrument>> Listed(params Instrument[] all) =>
        new ExchangeReply<ImmutableArray<Instrument>>.Answer([.. all], ManualClock.Noon);

    private static ExchangeReply<ImmutableArray<Instrument>> Failed() =>
        new ExchangeReply<ImmutableArray<Instrument>>.Failure(new ExchangeFault(FaultKind.Unreachable, "down"));
}
