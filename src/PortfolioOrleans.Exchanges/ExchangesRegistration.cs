using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Binance;
using PortfolioOrleans.Exchanges.Evm;
using PortfolioOrleans.Exchanges.Gate;
using PortfolioOrleans.Exchanges.Okx;
using PortfolioOrleans.Exchanges.OkxWeb3;

namespace PortfolioOrleans.Exchanges;

public static class ExchangesRegistration
{
    /// <summary>
    /// Adds every venue's adapter, as one of <c>IEnumerable&lt;IExchangeAdapter&gt;</c> and as a keyed service under the venue's id. Options come from
    /// the sections "Venues:binance" and "Venues:okx" and are checked at start. OKX Web3 is there where "Venues:okx-web3:ApiKey" is set, and a chain where
    /// "Venues:evm-ID:RpcUrl" is. A venue's gate comes from a registered <c>Func&lt;string, IVenueGate&gt;</c>, which is given the venue's id; without one, each
    /// venue gets a gate of this process alone.
    /// </summary>
    public static IServiceCollection AddExchangeAdapters(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<Func<string, IVenueGate>>(provider =>
            _ => new LocalVenueGate(GateOptions.Default, provider.GetRequiredService<TimeProvider>()));

        services
            .AddVenue<BinanceOptions>(configuration, BinanceAdapter.Id, [options => options.RestUrl, options => options.FuturesUrl],
                (http, gate, options, clock) => new BinanceAdapter(http, gate, options, clock))
            .AddVenue<OkxOptions>(configuration, OkxAdapter.Id, [options => options.RestUrl],
                (http, gate, options, clock) => new OkxAdapter(http, gate, options, clock));

        if (IsSet(configuration, OkxWeb3Adapter.Id, nameof(OkxWeb3Options.ApiKey)))
        {
            services.AddVenue<OkxWeb3Options>(configuration, OkxWeb3Adapter.Id, [options => options.RestUrl, options => options.TimeUrl],
                (http, gate, options, clock) => new OkxWeb3Adapter(http, gate, options, clock));
        }

        foreach (var chain in EvmChain.All.Where(chain => IsSet(configuration, chain.Venue, nameof(EvmOptions.RpcUrl))))
        {
            // Each chain has options of its own, all of one kind, so they are told apart by the venue's name.
            services.AddVenue<EvmOptions>(configuration, chain.Venue, [options => options.RpcUrl],
                (http, gate, options, clock) => new EvmAdapter(http, gate, chain, options, clock), optionsName: chain.Venue);
        }

        return services;
    }

    private static bool IsSet(IConfiguration configuration, string venue, string key) => !string.IsNullOrWhiteSpace(configuration[$"Venues:{venue}:{key}"]);

    private static IServiceCollection AddVenue<TOptions>(
        this IServiceCollection services,
        IConfiguration configuration,
        string venue,
        Func<TOptions, Uri>[] addresses,
        Func<HttpClient, IVenueGate, TOptions, TimeProvider, IExchangeAdapter> create,
        string? optionsName = null)
        where TOptions : class
    {
        services.AddOptions<TOptions>(optionsName).Bind(configuration.GetSection($"Venues:{venue}")).ValidateDataAnnotations().ValidateOnStart();

        // The factory's own handlers would log addresses with everything in them; ours says paths only, in metrics and traces.
        services.AddHttpClient(venue, http => http.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(provider =>
            {
                var options = OptionsOf(provider);
                return Handler(isLocal: addresses.All(address => address(options).IsLoopback));
            })
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .RemoveAllLoggers();

        services.AddKeyedSingleton<IExchangeAdapter>(venue, (provider, _) => create(
            provider.GetRequiredService<IHttpClientFactory>().CreateClient(venue),
            provider.GetRequiredService<Func<string, IVenueGate>>()(venue),
            OptionsOf(provider),
            provider.GetRequiredService<TimeProvider>()));
        return services.AddSingleton(provider => provider.GetRequiredKeyedService<IExchangeAdapter>(venue));

        TOptions OptionsOf(IServiceProvider provider) =>
            provider.GetRequiredService<IOptionsMonitor<TOptions>>().Get(optionsName ?? Options.DefaultName);
    }

    /// <summary>Connections are renewed now and then, so that a venue that moves is found again; a client made from this may live for ever.</summary>
    private static SocketsHttpHandler Handler(bool isLocal) => new()
    {
        AllowAutoRedirect = false, // A redirect would carry the key to wherever it says.
        UseCookies = false,
        UseProxy = !isLocal,
        ActivityHeadersPropagator = null, // No trace ids to the venue, and no second span with the address in it.
        AutomaticDecompression = DecompressionMethods.All,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(15), // A start asks for every account at once; each connection of that keeps 8 KB.
        MaxConnectionsPerServer = 100,
    };
}
