using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Runtime;
using PortfolioOrleans.Contracts;
using PortfolioOrleans.Contracts.Venues;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges;
using PortfolioOrleans.Exchanges.Adapters;

namespace PortfolioOrleans.Grains.Venues;

/// <summary>Reads a venue's prices every few seconds, states them in dollars, and tells what changed.</summary>
[KeepAlive]
internal sealed partial class MarketGrain(
    IEnumerable<IExchangeAdapter> adapters,
    IOptionsMonitor<SyncOptions> options,
    RetryPauses retries,
    TimeProvider clock,
    ILogger<MarketGrain> log) : Grain, IMarketGrain
{
    private DollarPrices _prices = DollarPrices.None;
    private IExchangeAdapter? _adapter;
    private IGrainTimer? _poll;
    private int _failures;
    private string? _error;

    private string Venue => this.GetPrimaryKeyString();

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _adapter = adapters.SingleOrDefault(adapter => adapter.Venue.Id == Venue);
        if (_adapter is null)
        {
            DeactivateOnIdle(); // An account of a venue that this version no longer knows: it has no prices.
            return Task.CompletedTask;
        }

        // Above every version of an earlier life, so that nobody takes this one's first tick for an old one.
        _prices = DollarPrices.None with { Version = clock.GetUtcNow().ToUnixTimeMilliseconds() };
        _poll = this.RegisterGrainTimer(PollAsync, new() { DueTime = TimeSpan.Zero, Period = Timeout.InfiniteTimeSpan });
        return Task.CompletedTask;
    }

    public Task<PriceTick> GetPricesAsync(ImmutableArray<Asset> assets, ImmutableArray<string> instruments)
    {
        // Whoever asks for prices holds these; a venue of a million tokens prices no others.
        (_adapter as IPricesOnDemand)?.Want(assets);
        return Task.FromResult(_prices.Of(Venue, assets, instruments));
    }

    public Task<FeedStatus> GetStatusAsync() => Task.FromResult(new FeedStatus(Venue, _prices.AsOf, _prices.Usd.Count, _failures, _error));

    private async Task PollAsync(CancellationToken cancellationToken)
    {
        var sync = options.Get(Venue);
        var wait = sync.PricesPeriod;
        try
        {
            switch (await _adapter!.GetPricesAsync(cancellationToken))
            {
                case ExchangeReply<MarketReading>.Answer answer:
                    (_failures, _error) = (0, null);
                    await TellAsync(answer.Value, answer.AsOf);
                    break;

                case ExchangeReply<MarketReading>.Failure { Fault: { } fault }:
                    LogFailure(Venue, fault.Kind, fault.Detail);
                    (_failures, _error) = (_failures + 1, fault.Detail);
                    wait = retries.After(_failures, fault, sync);
                    break;
            }
        }
        finally
        {
            _poll!.Change(wait, Timeout.InfiniteTimeSpan);
        }
    }

    private async Task TellAsync(MarketReading reading, DateTimeOffset asOf)
    {
        var (next, tick) = _prices.Next(Venue, reading, asOf);
        _prices = next;

        var streams = this.GetStreamProvider(Names.Streams);
        await Task.WhenAll(Enumerable.Range(0, Names.PriceStreamShards)
            .Select(shard => streams.GetStream<PriceTick>(Names.PriceStream(Venue, shard)).OnNextAsync(tick)));
    }

    [LoggerMessage(LogLevel.Warning, "The prices of {Venue} could not be read: {Kind}, {Detail}")]
    private partial void LogFailure(string venue, FaultKind kind, string detail);
}
