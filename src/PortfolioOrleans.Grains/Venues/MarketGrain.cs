using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Runtime;
using PortfolioOrleans.Contracts;
using PortfolioOrleans.Contracts.Venues;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Grains.Portfolios;

namespace PortfolioOrleans.Grains.Venues;

/// <summary>Reads a venue's prices every few seconds, states them in dollars, and tells what changed; now and then also that nothing did.</summary>
[KeepAlive]
internal sealed partial class MarketGrain(
    IEnumerable<IExchangeAdapter> adapters,
    IOptionsMonitor<SyncOptions> options,
    IOptions<PortfolioOptions> portfolios,
    RetryPauses retries,
    TimeProvider clock,
    ILogger<MarketGrain> log) : Grain, IMarketGrain
{
    /// <summary>
    /// Prices that move are passed on at once, a venue's several messages of one move included; where they go on moving, those told within this time together.
    /// </summary>
    private static readonly TimeSpan LivePause = TimeSpan.FromMilliseconds(250);
    private const int LiveBurst = 4;

    /// <summary>How long the venue's own feed is believed in without a word, and how often all is read by request meanwhile.</summary>
    private static readonly TimeSpan LivePatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FullPeriod = TimeSpan.FromSeconds(30);

    /// <summary>Readings that are made out of turn, for assets that somebody was found to hold, are no closer than this.</summary>
    private static readonly TimeSpan HurryPause = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Everybody is told no more often than portfolios look at prices by themselves, and well before they seem old. By then a listener also knows of a tick it missed.
    /// </summary>
    private readonly TimeSpan _quietPeriod = new(Math.Min(portfolios.Value.ValuationPause.Ticks, portfolios.Value.PricesMaxAge.Ticks / 3));

    private readonly CancellationTokenSource _life = new();
    private readonly HeardPrices _heard = new();
    private readonly BurstPace _pace = new(LiveBurst, LivePause);
    private readonly HashSet<Asset> _hurried = []; // Asked for out of turn already.
    private DollarPrices _prices = DollarPrices.None;
    private IExchangeAdapter? _adapter;
    private IGrainTimer? _poll;
    private int _failures;
    private string? _error;
    private IGrainTimer? _tell;
    private Task _listening = Task.CompletedTask;
    private DateTimeOffset _readAt;
    private DateTimeOffset _heardAt;
    private DateTimeOffset _toldEverybodyAt;

    private bool MayTellEverybody => _prices.AsOf is null || clock.GetUtcNow() - _toldEverybodyAt >= _quietPeriod;

    private string Venue => this.GetPrimaryKeyString();

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _adapter = adapters.SingleOrDefault(adapter => adapter.Venue.Id == Venue);
        if (_adapter is null)
        {
            return Task.CompletedTask; // An account of a venue that this version no longer knows: it has no prices.
        }

        // Above every version of an earlier life, so that nobody takes this one's first tick for an old one.
        _prices = DollarPrices.None with { Version = clock.GetUtcNow().ToUnixTimeMilliseconds() };
        _poll = this.RegisterGrainTimer(PollAsync, new() { DueTime = TimeSpan.Zero, Period = Timeout.InfiniteTimeSpan });
        _tell = this.RegisterGrainTimer(TellHeardAsync, new() { DueTime = Timeout.InfiniteTimeSpan, Period = Timeout.InfiniteTimeSpan });
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _life.CancelAsync();
        await _listening;
    }

    public Task<PriceTick> GetPricesAsync(ImmutableArray<Asset> assets, ImmutableArray<string> instruments)
    {
        if (_adapter is IPricesOnDemand demand)
        {
            // Whoever asks for prices holds these; a venue of a million tokens prices no others. What has no price yet is not kept waiting for the next reading, once.
            demand.Want(assets);
            if (assets.Count(asset => !_prices.Usd.ContainsKey(asset) && _hurried.Add(asset)) > 0)
            {
                var wait = _readAt + HurryPause - clock.GetUtcNow();
                _poll!.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
            }
        }

        return Task.FromResult(_prices.Of(Venue, assets, instruments));
    }

    public Task<FeedStatus> GetStatusAsync() => Task.FromResult(new FeedStatus(Venue, _prices.AsOf, _prices.Usd.Count, _failures, _error));

    private async Task PollAsync(CancellationToken cancellationToken)
    {
        var sync = options.Get(Venue);
        var wait = sync.PricesPeriod;
        try
        {
            var now = clock.GetUtcNow();
            if (now - _heardAt < LivePatience && now - _readAt < FullPeriod)
            {
                await TellHeardAsync(cancellationToken); // A timer that was set anew just as it fired may not fire again; what it was set for waits no longer than this.
                if (MayTellEverybody)
                {
                    await PublishAsync(_prices.Settled(Venue, _heardAt));
                }

                return;
            }

            switch (await _adapter!.GetPricesAsync(cancellationToken))
            {
                case ExchangeReply<MarketReading>.Answer answer:
                    (_failures, _error, _readAt) = (0, null, now);
                    var (all, isNews) = _heard.Restart(answer.Value);
                    await TellReadAsync(all, answer.AsOf, isNews);
                    Listen(sync);
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

    /// <summary>Follows the venue's own prices, if it tells them and they are wanted, until this activation ends.</summary>
    private void Listen(SyncOptions sync)
    {
        if (_listening.IsCompleted && sync.Live && _adapter!.Live is { } live)
        {
            _listening = ListenAsync(live);
        }
    }

    private async Task ListenAsync(ILiveFeed live)
    {
        try
        {
            await foreach (var moved in live.FollowMarketAsync(_life.Token))
            {
                _heardAt = clock.GetUtcNow();
                if (_heard.Take(moved))
                {
                    _tell!.Change(_pace.Wait(clock.GetUtcNow()), Timeout.InfiniteTimeSpan);
                }
            }
        }
        catch (OperationCanceledException) when (_life.IsCancellationRequested)
        {
            // The activation ends.
        }
    }

    private Task TellHeardAsync(CancellationToken cancellationToken)
    {
        if (_heard.TakeAll() is not { } reading)
        {
            return Task.CompletedTask;
        }

        _pace.Took(clock.GetUtcNow());
        return PublishAsync(_prices.Next(Venue, reading, _heardAt, forEverybody: false));
    }

    /// <param name="isNews">False if nothing moved: a market of thousands of pairs is not worked out again for that.</param>
    private Task TellReadAsync(MarketReading all, DateTimeOffset asOf, bool isNews) => PublishAsync(
        isNews ? _prices.Next(Venue, all, asOf, MayTellEverybody)
        : MayTellEverybody ? _prices.Settled(Venue, asOf)
        : (_prices with { AsOf = asOf }, null));

    private async Task PublishAsync((DollarPrices Next, PriceTick? Told) news)
    {
        (_prices, var told) = news;
        if (told is null)
        {
            return;
        }

        _toldEverybodyAt = told.IsForEverybody ? clock.GetUtcNow() : _toldEverybodyAt;
        var streams = this.GetStreamProvider(Names.Streams);
        await Task.WhenAll(Enumerable.Range(0, Names.PriceStreamShards)
            .Select(shard => streams.GetStream<PriceTick>(Names.PriceStream(Venue, shard)).OnNextAsync(told)));
    }

    [LoggerMessage(LogLevel.Warning, "The prices of {Venue} could not be read: {Kind}, {Detail}")]
    private partial void LogFailure(string venue, FaultKind kind, string detail);
}
