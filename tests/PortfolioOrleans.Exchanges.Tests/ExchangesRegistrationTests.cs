using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Binance;
using PortfolioOrleans.Exchanges.Evm;
using PortfolioOrleans.Exchanges.Gate;
using PortfolioOrleans.Exchanges.Okx;
using PortfolioOrleans.Exchanges.Tests.Support;
using PortfolioOrleans.VenueSimulator;
using PortfolioOrleans.VenueSimulator.Control;

namespace PortfolioOrleans.Exchanges.Tests;

public sealed class ExchangesRegistrationTests
{
    [Fact]
    public void Adapters_are_found_together_and_by_their_venue()
    {
        using var provider = Services().BuildServiceProvider();

        var all = provider.GetServices<IExchangeAdapter>().ToList();

        Assert.Equal(["binance", "okx"], all.Select(adapter => adapter.Venue.Id));
        Assert.Same(all[0], provider.GetRequiredKeyedService<IExchangeAdapter>("binance"));
        Assert.Same(all[1], provider.GetRequiredKeyedService<IExchangeAdapter>("okx"));
    }

    [Fact]
    public void Chains_are_there_where_they_are_set_up_each_with_its_own_options()
    {
        using var provider = Services(
            ("Venues:evm-1:RpcUrl", "http://127.0.0.1:8545/rpc/1"), ("Venues:evm-8453:RpcUrl", "https://base.test"), ("Venues:evm-8453:CallsPerSecond", "7"),
            ("Venues:okx-web3:ApiKey", "the-key"), ("Venues:okx-web3:ApiSecret", "the-secret"), ("Venues:okx-web3:Passphrase", "the-phrase")).BuildServiceProvider();
        provider.GetRequiredService<IStartupValidator>().Validate();

        Assert.Equal(["binance", "okx", "okx-web3", "evm-1", "evm-8453"], provider.GetServices<IExchangeAdapter>().Select(adapter => adapter.Venue.Id));
        Assert.Equal(7, provider.GetRequiredService<IOptionsMonitor<EvmOptions>>().Get("evm-8453").CallsPerSecond);
        Assert.Equal(25, provider.GetRequiredService<IOptionsMonitor<EvmOptions>>().Get("evm-1").CallsPerSecond);
    }

    [Fact]
    public void Each_adapter_gets_the_gate_of_its_venue()
    {
        var asked = new List<string>();
        var services = Services().AddSingleton<Func<string, IVenueGate>>(venue =>
        {
            asked.Add(venue);
            return new OpenGate();
        });

        using var provider = services.BuildServiceProvider();
        provider.GetServices<IExchangeAdapter>().ToList();

        Assert.Equal(["binance", "okx"], asked);
    }

    [Fact]
    public void Options_come_from_the_venues_section()
    {
        using var provider = Services(
            ("Venues:binance:RestUrl", "http://127.0.0.1:8080"), ("Venues:binance:RecvWindow", "00:00:10"), ("Venues:okx:Demo", "true")).BuildServiceProvider();

        Assert.Equal(new Uri("http://127.0.0.1:8080"), provider.GetRequiredService<IOptions<BinanceOptions>>().Value.RestUrl);
        Assert.Equal(TimeSpan.FromSeconds(10), provider.GetRequiredService<IOptions<BinanceOptions>>().Value.RecvWindow);
        Assert.True(provider.GetRequiredService<IOptions<OkxOptions>>().Value.Demo);
    }

    [Theory]
    [InlineData("Venues:binance:RestUrl", "http://api.binance.com", "RestUrl")]
    [InlineData("Venues:binance:FuturesUrl", "ftp://127.0.0.1", "FuturesUrl")]
    [InlineData("Venues:binance:RestUrl", "https://api.binance.com/?key=1", "RestUrl")]
    [InlineData("Venues:binance:RecvWindow", "00:02:00", "RecvWindow")]
    [InlineData("Venues:binance:LargestAnswer", "1", "LargestAnswer")]
    [InlineData("Venues:okx:RequestTimeout", "00:00:00", "RequestTimeout")]
    [InlineData("Venues:okx:RestUrl", "/relative", "RestUrl")]
    [InlineData("Venues:okx-web3:ApiKey", "a-key-without-its-secret", "ApiSecret")]
    [InlineData("Venues:evm-1:RpcUrl", "http://node.example", "RpcUrl")]
    [InlineData("Venues:evm-1:Tokens", "USDC", "Tokens")]
    [InlineData("Venues:evm-1:V2Pairs", "0x1234", "addresses")]
    [InlineData("Venues:evm-1:DollarFeeds", "0x00000000000000000000000000000000000000b1", "DollarFeeds")]
    public void A_bad_setting_is_refused_by_its_name(string key, string value, string name)
    {
        (string, string)[] node = key == "Venues:evm-1:RpcUrl" ? [] : [("Venues:evm-1:RpcUrl", "https://node.example")];
        using var provider = Services([.. node, (key, value)]).BuildServiceProvider();

        var refusal = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IStartupValidator>().Validate());

        Assert.Contains(name, refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>Over real sockets, with the real handlers, and with every log line of the process kept.</summary>
    [Fact]
    public async Task A_whole_reading_over_the_network_leaves_no_secret_in_any_log()
    {
        await using var venues = await SimulatedVenues.StartAsync(new SimulatorOptions { MarketsWalk = false }, CancellationToken.None);
        var log = new KeptLog();
        var services = Services(
                ("Venues:binance:RestUrl", venues.BinanceAddress.AbsoluteUri), ("Venues:binance:FuturesUrl", venues.BinanceAddress.AbsoluteUri),
                ("Venues:okx:RestUrl", venues.OkxAddress.AbsoluteUri))
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log));
        await using var provider = services.BuildServiceProvider();

        foreach (var (venue, id) in new[] { (SimulatedVenue.Binance, "binance"), (SimulatedVenue.Okx, "okx") })
        {
            var account = venues.World.OpenAccount(new NewAccount { Venue = venue, Label = id });
            venues.World.Deposit(account.AccountId, new FundsOrder { Asset = "USDT", Amount = 100m });
            var credentials = new ExchangeCredentials(account.Key, account.Secret, account.Passphrase);
            var adapter = provider.GetRequiredKeyedService<IExchangeAdapter>(id);

            var wallet = adapter.Venue.Wallets.Single(one => one.Wallet is WalletKind.Spot || (one.Wallet is WalletKind.Funding && id == "okx")).Wallet;
            var balances = await adapter.GetBalancesAsync(credentials, wallet, CancellationToken.None);
            var prices = await adapter.GetPricesAsync(CancellationToken.None);
            var refused = await adapter.GetKeyRightsAsync(new ExchangeCredentials(account.Key, "wrong-secret-0001", "wrong-phrase"), CancellationToken.None);

            Assert.Equal(100m, Assert.Single(balances.Value()).Total);
            Assert.NotEmpty(prices.Value().Prices);
            Assert.Equal(FaultKind.CredentialsRejected, refused.Fault().Kind);
            Assert.All(new[] { account.Key, account.Secret, "wrong-secret-0001", "wrong-phrase", "signature=" }, secret =>
                Assert.All(log.Lines, line => Assert.DoesNotContain(secret, line, StringComparison.OrdinalIgnoreCase)));
        }
    }

    private static IServiceCollection Services(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)))
            .Build();
        return new ServiceCollection().AddExchangeAdapters(configuration);
    }

    private sealed class KeptLog : ILoggerProvider, ILogger
    {
        private readonly List<string> _lines = [];

        public IReadOnlyList<string> Lines
        {
            get
            {
                lock (_lines)
                {
                    return [.. _lines];
                }
            }
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (_lines)
            {
                _lines.Add($"{formatter(state, exception)} {exception}");
            }
        }

        public void Dispose()
        {
        }
    }
}
