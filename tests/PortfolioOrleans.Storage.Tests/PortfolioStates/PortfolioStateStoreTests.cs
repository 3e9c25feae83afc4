using PortfolioOrleans.Storage.PortfolioStates;
using PortfolioOrleans.Storage.Tests.Given;

namespace PortfolioOrleans.Storage.Tests.PortfolioStates;

public abstract class PortfolioStateStoreTests(Twin twin) : StoreTests(twin)
{
    private IPortfolioStateStore States => Get<IPortfolioStateStore>();

    [Fact]
    public async Task A_state_is_found_as_it_was_saved_to_the_letter()
    {
        await GivenUserAsync("alice");
        var state = State(1) with
        {
            Equity = 0.0000000000000000000000000001m,
            PeakEquity = decimal.MaxValue,
            NetFlowTotal = decimal.MinValue,
            Complete = false,
            Checkpoint = """{"b": 1.10, "a": "\u0000 stays text", "a": "twice", "emoji": "😀"}  """,
        };

        await States.SaveAsync(state, None);

        Assert.Equal(state, await States.FindAsync("alice", None));
        Assert.Null(await States.FindAsync("bob", None));
    }

    [Fact]
    public async Task Only_a_higher_version_replaces()
    {
        await GivenUserAsync("alice");
        await States.SaveAsync(State(5, equity: 5m), None);

        await States.SaveAsync(State(4, equity: 4m), None);
        await States.SaveAsync(State(5, equity: 55m), None);
        Assert.Equal(State(5, equity: 5m), await States.FindAsync("alice", None));
        await States.SaveAsync(State(6, equity: 6m), None);

        Assert.Equal(State(6, equity: 6m), await States.FindAsync("alice", None));
    }

    [Fact]
    public async Task A_portfolio_never_changes_its_owner()
    {
        await GivenUserAsync("alice");
        await GivenUserAsync("bob");
        await States.SaveAsync(State(1), None);

        await States.SaveAsync(State(2) with { UserId = "bob" }, None);

        Assert.Equal(State(1), await States.FindAsync("alice", None));
    }

    [Fact]
    public async Task A_state_needs_its_user() =>
        await Assert.ThrowsAsync<KeyNotFoundException>(() => States.SaveAsync(State(1) with { UserId = "nobody" }, None));

    [Fact]
    public async Task Of_many_saves_at_once_the_highest_version_stays()
    {
        await GivenUserAsync("alice");
        var versions = Enumerable.Range(1, 200).Select(version => (long)version).ToArray();
        new Random(20260805).Shuffle(versions);

        await Task.WhenAll(versions.Select(version => States.SaveAsync(State(version, equity: version), None)));

        Assert.Equal(State(200, equity: 200m), await States.FindAsync("alice", None));
    }

    private static PortfolioStateRow State(long version, decimal equity = 100m) =>
        new("alice", "alice", version, Sequence: version * 4, Noon, "USDT", equity, equity, 0m, Complete: true, "{}");

    public sealed class OnMemory() : PortfolioStateStoreTests(Twin.Memory);

    [Collection(TestServer.Name)]
    public sealed class OnPostgres(TestServer server) : PortfolioStateStoreTests(Twin.Postgres(server));
}
