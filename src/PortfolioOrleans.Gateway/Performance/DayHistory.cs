using System.Collections.Immutable;
using PortfolioOrleans.Contracts.Portfolios;
using PortfolioOrleans.Domain.Performance;
using PortfolioOrleans.Domain.Risk;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Gateway.Access;
using PortfolioOrleans.Gateway.Problems;
using PortfolioOrleans.Gateway.Requests;
using PortfolioOrleans.Storage.Performance;
using PortfolioOrleans.Storage.Prices;

namespace PortfolioOrleans.Gateway.Performance;

/// <summary>A portfolio's complete days in one currency, oldest first.</summary>
/// <param name="Days">Figures in <paramref name="Currency"/>.</param>
/// <param name="Rows">The same days as they are kept.</param>
/// <param name="View">What another currency made of it; null where it is the portfolio's own.</param>
internal sealed record DayHistory(Asset Currency, ImmutableArray<DailyEquity> Days, IReadOnlyDictionary<DateOnly, PerformanceDay> Rows, CurrencyView? View)
{
    /// <summary>Who stated the rates of the days in another currency.</summary>
    public ImmutableArray<string> RateSources { get; private init; } = [];

    public static readonly QueryParameter<DateTimeOffset?> KnownAt = QueryParameter.Time(
        "known_at", "As it was answered then: what was seen, told and corrected later is not in it. How finely the day that was under way then is known depends on its age. Default: now.");

    /// <param name="knownAt">The days as they were known then; null for now. The day that was under way then has no close, and so is in no other currency.</param>
    public static async Task<DayHistory> ReadAsync(
        Subject subject,
        Asset? currency,
        DateTimeOffset? knownAt,
        IGrainFactory grains,
        IPerformanceStore performance,
        IPriceStore prices,
        CancellationToken cancellationToken)
    {
        var rows = knownAt is { } then
            ? await performance.ListKnownAsync(subject.UserId, subject.PortfolioId, DateOnly.MinValue, DateOnly.MaxValue, then, cancellationToken)
            : await performance.ListAsync(subject.UserId, subject.PortfolioId, DateOnly.MinValue, DateOnly.MaxValue, cancellationToken);
        var complete = rows.Where(row => row.Figures.IsComplete).ToList();
        var own = complete.Count > 0 ? complete[^1].Currency : rows.Count > 0 ? rows[^1].Currency : Asset.Usd;
        var byDay = rows.ToDictionary(row => row.Day);
        var wanted = currency ?? own;
        if (complete.TrueForAll(row => row.Currency == wanted))
        {
            return new DayHistory(wanted, [.. complete.Select(row => row.Figures)], byDay, null);
        }

        var kept = await prices.ListAsync([wanted, .. complete.Select(row => row.Currency).Distinct()], complete[0].Day, complete[^1].Day, cancellationToken);
        var usd = kept.Where(price => knownAt is not { } at || price.Day < UtcDay.Of(at)).ToDictionary(price => (price.Asset, price.Day), price => price.Usd);
        var live = knownAt is not null ? null : await LiveAsync(subject, wanted, complete[^1], usd, grains, prices, cancellationToken);
        var view = CurrencyView.Of(complete.Select(row => row.Figures), day => day == complete[^1].Day && live is not null ? live
            : CrossRate.Of(byDay[day].Currency, wanted, asset => usd.TryGetValue((asset, day), out var price) ? price : null));
        return view.Days.IsEmpty
            ? throw new ProblemException(CurrencyRates.Unpriced)
            : new DayHistory(wanted, view.Days, byDay, view) { RateSources = [.. kept.Select(price => price.Source).Distinct().Order(StringComparer.Ordinal)] };
    }

    /// <summary>The day under way has no close yet: its rate is that of now.</summary>
    private static async Task<decimal?> LiveAsync(
        Subject subject,
        Asset wanted,
        PerformanceDay last,
        Dictionary<(Asset Asset, DateOnly Day), decimal> usd,
        IGrainFactory grains,
        IPriceStore prices,
        CancellationToken cancellationToken)
    {
        if (usd.ContainsKey((wanted, last.Day)) || wanted == last.Currency)
        {
            return null;
        }

        var snapshot = await grains.GetGrain<IPortfolioGrain>(subject.PortfolioId).GetSnapshotAsync();
        return snapshot.Currency == last.Currency && UtcDay.Of(snapshot.AsOf) == last.Day
            ? await CurrencyRates.RateNowAsync(snapshot, wanted, grains, prices, cancellationToken)
            : null;
    }

    /// <summary>The days of a period and the one it is measured from: the last before it, or its own first where there is none.</summary>
    public ImmutableArray<DailyEquity> Of(Period period, DateOnly today)
    {
        var edge = period.BaseBefore(today);
        return Between(edge == DateOnly.MinValue ? edge : edge.AddDays(1), DateOnly.MaxValue);
    }

    /// <summary>Days from one to another, both included, and the one they are measured from: the last before them, or their own first where there is none.</summary>
    public ImmutableArray<DailyEquity> Between(DateOnly first, DateOnly last)
    {
        var basis = Days.LastOrDefault(day => day.Day < first)?.Day ?? DateOnly.MinValue;
        return [.. Days.Where(day => day.Day >= basis && day.Day <= last)];
    }

    /// <summary>What the currency itself made of the days after the first of these, until another; null where it is the portfolio's own.</summary>
    public CurrencyEffectAnswer? EffectOn(IReadOnlyList<DailyEquity> days, DateOnly until) =>
        days.Count == 0 ? null : EffectBetween(days[0].Day.AddDays(1), until, days[0].Day);

    /// <summary>What the currency itself made from one day to another, both included; null where it is the portfolio's own.</summary>
    /// <param name="rated">The first day that a rate is missed on.</param>
    public CurrencyEffectAnswer? EffectBetween(DateOnly first, DateOnly last, DateOnly rated)
    {
        if (View is null)
        {
            return null;
        }

        var effects = View.Effects.Where(effect => effect.Day >= first && effect.Day <= last).ToList();
        return new CurrencyEffectAnswer(
            effects.Sum(effect => effect.Assets), effects.Sum(effect => effect.Currency), View.Unrated.Count(day => day >= rated && day <= last))
        {
            RateSources = RateSources,
        };
    }

    /// <summary>How far each day stands below the highest so far, at or below zero, on the time-weighted index: no flow is a loss.</summary>
    public double[] Depths() => Drawdowns.Series(TimeWeightedIndex.Of(Days).Returns);
}
