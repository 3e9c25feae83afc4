using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Runtime;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Storage;
using PortfolioOrleans.Storage.Prices;

namespace PortfolioOrleans.Grains.Performance;

/// <summary>
/// Asks one venue after the other for the days that no price is stored of, those first that state the price and do not only imply it; states it in dollars by the stored days of the
/// quote, and keeps it with its source. A day that every venue was asked for and none knew is not asked for again in this life.
/// </summary>
internal sealed partial class DailyPriceGrain(
    IEnumerable<IExchangeAdapter> adapters, IPriceStore prices, IOptions<PerformanceOptions> options, TimeProvider clock, ILogger<DailyPriceGrain> log)
    : Grain, IDailyPriceGrain
{
    /// <summary>Another asset's days are being read; they are needed first.</summary>
    private static readonly TimeSpan QuotePause = TimeSpan.FromSeconds(2);

    private readonly HashSet<DateOnly> _unknown = [];
    private Asset _asset;
    private IGrainTimer? _work;
    private ImmutableArray<string> _venues = [];
    private DateOnly _from = DateOnly.MaxValue;
    private DateOnly _filledTo = DateOnly.MinValue;
    private DateOnly _filledFrom = DateOnly.MaxValue;
    private bool _isWorking;

    private DateOnly Yesterday => UtcDay.Of(clock.GetUtcNow()).AddDays(-1);

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _asset = Asset.Parse(this.GetPrimaryKeyString());
        _work = this.RegisterGrainTimer(WorkAsync, new() { DueTime = Timeout.InfiniteTimeSpan, Period = Timeout.InfiniteTimeSpan });
        return Task.CompletedTask;
    }

    public Task<bool> WantAsync(DateOnly from, ImmutableArray<string> venues)
    {
        if (_asset == Asset.Usd)
        {
            return Task.FromResult(true);
        }

        (_from, _venues) = (from < _from ? from : _from, venues.IsDefaultOrEmpty ? _venues : [.. venues.Union(_venues)]);
        var isFilled = _filledFrom <= from && _filledTo >= Yesterday;
        if (!isFilled && !_isWorking)
        {
            _isWorking = true;
            _work!.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }

        return Task.FromResult(isFilled);
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        var pause = (TimeSpan?)options.Value.RetryPause;
        try
        {
            pause = await FillAsync(_from, Yesterday, cancellationToken);
        }
        catch (StorageUnavailableException gone)
        {
            LogFailure(_asset.Code, "the database", gone.Message);
        }
        finally
        {
            _isWorking = pause is not null;
            if (pause is { } wait)
            {
                _work!.Change(wait, Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <returns>When to go on; null where nothing is left to do.</returns>
    private async Task<TimeSpan?> FillAsync(DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        var stored = (await prices.ListAsync([_asset], from, to, cancellationToken)).Select(price => price.Day).ToHashSet();
        var missing = Days(from, to).Where(day => !stored.Contains(day) && !_unknown.Contains(day)).ToList();
        ExchangeFault? fault = null;
        var waits = false;
        foreach (var (venue, history) in Sources())
        {
            if (missing.Count == 0)
            {
                break;
            }

            switch (await history.GetDailyClosesAsync(_asset, missing[0], missing[^1], cancellationToken))
            {
                case ExchangeReply<ImmutableArray<DailyClose>>.Answer { Value: var closes }:
                    var (priced, lacksQuote) = await InDollarsAsync(venue, [.. closes.IntersectBy(missing, close => close.Day)], cancellationToken);
                    waits |= lacksQuote;
                    foreach (var batch in priced.Chunk(1_000))
                    {
                        await prices.SaveAsync(batch, cancellationToken);
                    }

                    missing = [.. missing.Except(priced.Select(price => price.Day))];
                    break;

                case ExchangeReply<ImmutableArray<DailyClose>>.Failure failure:
                    fault ??= failure.Fault;
                    if (failure.Fault.Kind != FaultKind.Deferred)
                    {
                        LogFailure(_asset.Code, venue, failure.Fault.Detail);
                    }

                    break;
            }
        }

        if (fault is { Kind: FaultKind.Deferred })
        {
            return fault.RetryAfter ?? QuotePause;
        }

        if (fault is { IsTransient: true })
        {
            return fault.RetryAfter is { } asked && asked > options.Value.RetryPause ? asked : options.Value.RetryPause;
        }

        if (waits)
        {
            return QuotePause;
        }

        _unknown.UnionWith(missing);
        (_filledFrom, _filledTo) = (from, to);
        return _from < from || Yesterday > to ? TimeSpan.Zero : null;
    }

    /// <summary>Closes in dollars, as far as the quotes' own days are stored; those that are not are wanted.</summary>
    private async Task<(List<DailyPrice> Priced, bool LacksQuote)> InDollarsAsync(
        string venue, ImmutableArray<DailyClose> closes, CancellationToken cancellationToken)
    {
        var priced = new List<DailyPrice>(closes.Length);
        var lacks = false;
        foreach (var quote in closes.GroupBy(close => close.Quote))
        {
            var (first, last) = (quote.Min(close => close.Day), quote.Max(close => close.Day));
            var isFilled = quote.Key == Asset.Usd || await GrainFactory.GetGrain<IDailyPriceGrain>(quote.Key.Code).WantAsync(first, _venues);
            var dollars = quote.Key == Asset.Usd ? [] : (await prices.ListAsync([quote.Key], first, last, cancellationToken)).ToDictionary(price => price.Day, price => price.Usd);
            foreach (var close in quote)
            {
                if ((quote.Key == Asset.Usd ? 1m : dollars.GetValueOrDefault(close.Day)) is > 0m and var rate && Exact.Product(close.Amount, rate) is > 0m and var usd)
                {
                    priced.Add(new DailyPrice(_asset, close.Day, usd, close.By is null ? venue : $"{venue} {close.By}"));
                }
                else
                {
                    lacks |= !isFilled;
                }
            }
        }

        return (priced, lacks);
    }

    private IEnumerable<(string Venue, IPriceHistory History)> Sources() =>
        from adapter in adapters
        let history = adapter as IPriceHistory
        where history is not null
        let place = _venues.IndexOf(adapter.Venue.Id)
        orderby history.IsImplied(_asset), place < 0, place, adapter.Venue.Id
        select (adapter.Venue.Id, history);

    private static IEnumerable<DateOnly> Days(DateOnly from, DateOnly to) =>
        from > to ? [] : Enumerable.Range(0, to.DayNumber - from.DayNumber + 1).Select(from.AddDays);

    [LoggerMessage(LogLevel.Information, "Past prices of {Asset} could not be had from {Venue}: {Detail}")]
    private partial void LogFailure(string asset, string venue, string detail);
}
