using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Grains.Accounts;
using PortfolioOrleans.Testing;

namespace PortfolioOrleans.Grains.Tests.Accounts;

public sealed class DetailsReaderTests
{
    private static readonly Asset Strange = Asset.Parse("PEPE@56:0X1");
    private static readonly ExchangeCredentials Alice = new("alice", Keys.Secret);

    private static readonly PoolPosition Share = new(
        "v3-7", "uniswap-v3", "0xpool", [new PoolSide(Asset.Btc, 1m, 0m, null), new PoolSide(Asset.Usdt, 1m, 0m, null)], true, true, 1m, null, null, null, "not told");

    private readonly StoppedClock _clock = new();
    private readonly FakeChain _chain;
    private readonly DetailsReader _reader;

    public DetailsReaderTests()
    {
        _chain = new FakeChain("chain", _clock);
        _reader = new DetailsReader(_chain, Alice, _clock);
        _chain.Account("alice").Pools.Add(Share);
        _chain.Account("alice").SetAside.Add(AssetBalance.Of(Asset.Parse("SCAM"), 5m));
    }

    private Task<(AccountDetails Details, ExchangeFault? Fault)> ReadAsync(AccountDetails known, params Asset[] held) => _reader.ReadAsync(known, held, default);

    [Fact]
    public async Task Pools_and_what_is_set_aside_are_read()
    {
        var (details, fault) = await ReadAsync(AccountDetails.None, Asset.Btc);

        Assert.Same(Share, Assert.Single(details.Pools));
        Assert.Equal(5m, Assert.Single(details.SetAside).Total);
        Assert.Equal((_clock.GetUtcNow(), null, null), (details.AsOf, details.Fault, fault));
        Assert.False(_chain.Requests.ContainsKey("asset-info")); // Bitcoin's sector is known.
    }

    [Fact]
    public async Task A_part_that_fails_stands_as_it_was_and_says_so()
    {
        var (before, _) = await ReadAsync(AccountDetails.None);
        _chain.Account("alice").PoolsFault = new ExchangeFault(FaultKind.Unreachable, "no answer");
        _chain.Account("alice").SetAside.Clear();

        var (after, fault) = await ReadAsync(before);

        Assert.Same(Share, Assert.Single(after.Pools));
        Assert.Empty(after.SetAside);
        Assert.Equal(("no answer", FaultKind.Unreachable), (after.Fault, fault!.Kind));

        _chain.Account("alice").PoolsFault = null;
        Assert.Null((await ReadAsync(after)).Details.Fault);
    }

    [Fact]
    public async Task Nobody_asked_for_want_of_room_is_nothing_wrong()
    {
        _chain.Account("alice").PoolsFault = new ExchangeFault(FaultKind.Deferred, "no room", TimeSpan.FromSeconds(1));

        var (details, fault) = await ReadAsync(AccountDetails.None);

        Assert.Null(details.Fault);
        Assert.Equal(FaultKind.Deferred, fault!.Kind);
    }

    [Fact]
    public async Task A_sector_is_asked_for_once_a_day_where_the_code_says_none()
    {
        _chain.Account("alice").AssetInfo.AddRange([new AssetInfo(Strange, "Pepe", "Meme"), new AssetInfo(Asset.Parse("OTHER"), "Not held", "Meme")]);

        var (details, _) = await ReadAsync(AccountDetails.None, Strange, Asset.Btc);
        (details, _) = await ReadAsync(details, Strange);
        Assert.Equal(new AssetSector(Strange, "Meme"), Assert.Single(details.Sectors));
        Assert.Equal(1, _chain.Requests["asset-info"]);

        _clock.Now += TimeSpan.FromDays(1);
        (details, _) = await ReadAsync(details, Strange);
        Assert.Equal(2, _chain.Requests["asset-info"]);

        await ReadAsync(details, Strange, Asset.Parse("OTHER")); // Something new is asked about at once.
        Assert.Equal(3, _chain.Requests["asset-info"]);
    }

    [Fact]
    public async Task A_venue_that_tells_nothing_of_the_kind_changes_nothing()
    {
        var plain = new FakeVenue("plain", _clock, new FakeWallet(WalletKind.Spot));
        plain.Account("alice");

        var (details, _) = await new DetailsReader(plain, Alice, _clock).ReadAsync(AccountDetails.None, ImmutableArray.Create(Asset.Btc), default);

        Assert.Same(AccountDetails.None, details);
        Assert.Empty(plain.Requests);
    }

    private sealed class StoppedClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
