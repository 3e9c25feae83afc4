using System.Text.Json.Nodes;
using PortfolioOrleans.Contracts.Ledger;
using PortfolioOrleans.Domain.Performance;
using PortfolioOrleans.Gateway.Access;

namespace PortfolioOrleans.Gateway.Tests.Performance;

/// <summary>A user of its own for each test, days that are given, and questions about them. Today is Wednesday, 4 March 2026.</summary>
public abstract class PerformanceStory(PerformanceHost host) : IClassFixture<PerformanceHost>, IAsyncLifetime
{
    protected static DateOnly Today => PerformanceHost.Today;

    protected PerformanceHost Host { get; } = host;

    protected string User { get; private set; } = null!;

    protected string Token { get; private set; } = null!;

    public virtual async Task InitializeAsync()
    {
        User = await Host.NewUserAsync();
        Token = await Host.TokenAsync(User, Scopes.Read);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>The last of <paramref name="days"/> is not after today.</summary>
    protected Task GivenDaysAsync(params DailyEquity[] days) => Host.SaveDaysAsync(User, days);

    /// <summary>Round trips of two days, each closed within the day so many days before today.</summary>
    protected void GivenTrips(params (int Day, decimal Pnl)[] trips) => Host.World[User].Ledger.Trips =
        [.. trips.Select(trip => new ClosedTrip($"trip {trip.Day}", Given.Noon.AddDays(trip.Day - 1), Given.Noon.AddDays(trip.Day).AddHours(-1), trip.Pnl))];

    /// <summary>What <paramref name="path"/> under the portfolio answers; fails unless it is an answer.</summary>
    protected async Task<JsonNode> GetAsync(string path)
    {
        var reply = await Host.GetAsync($"/api/portfolio/{path}", Token);
        Assert.True((int)reply.Status == 200, $"{path}: {reply.Text}");
        return reply.Json;
    }

    /// <summary>What a token sees that may see no amount.</summary>
    protected async Task<JsonNode> GetSharesAsync(string path) =>
        (await Host.GetAsync($"/api/portfolio/{path}", await Host.TokenAsync(User, Scopes.ReadShares))).Json;

    /// <summary>Asks for what cannot be asked; fails unless it is refused by the name of <paramref name="field"/>.</summary>
    protected async Task IsRefusedAsync(string path, string field)
    {
        var reply = await Host.GetAsync($"/api/portfolio/{path}", Token);

        Assert.Equal((400, field), ((int)reply.Status, (string?)reply.Json["field"]));
    }

    protected static IEnumerable<JsonNode> Items(JsonNode answer) => answer["items"]!.AsArray().Select(row => row!);

    protected static IEnumerable<string?> Column(JsonNode answer, string name) => Items(answer).Select(row => (string?)row[name]);
}
