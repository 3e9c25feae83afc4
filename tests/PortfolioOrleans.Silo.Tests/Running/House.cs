using System.Text.Json.Nodes;
using PortfolioOrleans.VenueSimulator;
using PortfolioOrleans.VenueSimulator.Demo;

namespace PortfolioOrleans.Silo.Tests.Running;

/// <summary>
/// A service in a process of its own over simulated venues in this one, so that either can be stopped while the other goes on. Markets stand still until the
/// test moves them.
/// </summary>
internal sealed class House : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, string?> _environment;
    private readonly List<string> _saidBefore = [];

    private House(SimulatedVenues venues, Dictionary<string, string?> environment)
    {
        Venues = venues;
        _environment = environment;
        Url = $"http://127.0.0.1:{Ports.Free()}";
    }

    public SimulatedVenues Venues { get; }

    public SimulatedWorld World => Venues.World;

    public IReadOnlyList<DemoAccount> Accounts { get; private set; } = [];

    public string Url { get; }

    public string DataFolder => _folder.File("data");

    public Executable Service { get; private set; } = null!;

    /// <summary>All that the service has said in all its lives.</summary>
    public string Log => string.Concat([.. _saidBefore, Service.Output, Service.Errors]);

    /// <param name="settings">The service's, as environment variables.</param>
    /// <param name="prepare">What to do at the venues before the service sees them.</param>
    public static async Task<House> StartAsync(IReadOnlyDictionary<string, string?>? settings = null, Action<SimulatedWorld>? prepare = null)
    {
        var venues = await SimulatedVenues.StartAsync(new SimulatorOptions { MarketsWalk = false }, CancellationToken.None);
        prepare?.Invoke(venues.World);
        var house = new House(venues, new Dictionary<string, string?>(settings ?? new Dictionary<string, string?>())
        {
            ["Venues__binance__RestUrl"] = $"{venues.BinanceAddress}",
            ["Venues__binance__FuturesUrl"] = $"{venues.BinanceAddress}",
            ["Venues__okx__RestUrl"] = $"{venues.OkxAddress}",
        })
        {
            Accounts = DemoWorld.Populate(venues.World),
        };
        await house.ServeAsync();
        return house;
    }

    /// <summary>Starts the service, after it was stopped or killed, and waits until it is ready.</summary>
    public async Task ServeAsync(bool untilReady = true)
    {
        Service = Executable.Start(_environment, "serve", "--urls", Url, "--data-dir", DataFolder);
        if (untilReady)
        {
            using var nobody = new Api(Url, null);
            await Eventually.TrueAsync(
                async () => Service.HasExited ? throw new InvalidOperationException($"It ended: {Service.Errors}") : await nobody.IsReadyAsync(),
                TimeSpan.FromSeconds(40),
                "ready");
        }
    }

    public async Task KillAsync()
    {
        await Service.KillAsync();
        _saidBefore.Add(Service.Output + Service.Errors);
    }

    public Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments) =>
        Executable.RunAsync(_environment, null, [.. arguments, "--data-dir", DataFolder]);

    public Task<(int ExitCode, string Output, string Errors)> RunWithInputAsync(string input, params string[] arguments) =>
        Executable.RunAsync(_environment, input, [.. arguments, "--data-dir", DataFolder]);

    /// <summary>A user with a token of these scopes.</summary>
    public async Task<Api> JoinAsync(string user, params string[] scopes)
    {
        await RunAsync("user", "add", user);
        var made = await RunAsync(["token", "create", user, "--json", "--scope", .. scopes.DefaultIfEmpty("portfolio:read")]);
        Assert.True(made.ExitCode == 0, made.Errors);
        return new Api(Url, JsonNode.Parse(made.Output)!["token"]!.GetValue<string>());
    }

    /// <summary>A user who can read and write, with the demo's account at each venue added and read.</summary>
    public async Task<Api> SettleAsync(string user = DemoWorld.Alice)
    {
        var api = await JoinAsync(user, "portfolio:read", "portfolio:write");
        foreach (var account in Accounts.Where(account => account.User == user))
        {
            (await api.SendAsync(HttpMethod.Post, "/api/accounts", Body(account))).Expect(System.Net.HttpStatusCode.Created);
        }

        await api.SnapshotWhereAsync(snapshot => snapshot.IsComplete() && snapshot.Venues() is ["binance", "okx"], TimeSpan.FromSeconds(20));
        return api;
    }

    public static object Body(DemoAccount account, string? secret = null) => new
    {
        venue = account.Venue == SimulatedVenue.Binance ? "binance" : "okx",
        label = account.Label,
        credentials = account.Venue == SimulatedVenue.Okx
            ? new Dictionary<string, string> { ["api_key"] = account.Key, ["api_secret"] = secret ?? account.Secret, ["passphrase"] = account.Passphrase }
            : new Dictionary<string, string> { ["api_key"] = account.Key, ["api_secret"] = secret ?? account.Secret },
    };

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        await Venues.DisposeAsync();
        _folder.Dispose();
    }
}
