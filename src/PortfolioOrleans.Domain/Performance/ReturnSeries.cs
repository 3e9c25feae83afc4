using PortfolioOrleans.Domain.Risk;

namespace PortfolioOrleans.Domain.Performance;

/// <summary>Returns of days in order of time: what performance, risk and drawdown are measured on, never on the balance, so that no flow is a gain.</summary>
public sealed class ReturnSeries
{
    private readonly DateOnly[] _days;
    private readonly double[] _returns;

    /// <param name="days">Ascending.</param>
    /// <param name="returns">One for each day, as a fraction.</param>
    /// <param name="withoutBase">Days on which there was nothing to earn on, so that 0 was taken.</param>
    /// <exception cref="ArgumentException">The days do not ascend, or are not as many as the returns.</exception>
    public ReturnSeries(IEnumerable<DateOnly> days, IEnumerable<double> returns, IEnumerable<DateOnly>? withoutBase = null)
    {
        (_days, _returns) = ([.. days], [.. returns]);
        WithoutBase = [.. withoutBase ?? []];
        if (_days.Length != _returns.Length)
        {
            throw new ArgumentException($"{_days.Length} days cannot have {_returns.Length} returns.", nameof(returns));
        }

        for (var i = 1; i < _days.Length; i++)
        {
            if (_days[i] <= _days[i - 1])
            {
                throw new ArgumentException($"{_days[i]:yyyy-MM-dd} does not come after {_days[i - 1]:yyyy-MM-dd}.", nameof(days));
            }
        }
    }

    public static ReturnSeries Empty { get; } = new([], []);

    public int Count => _returns.Length;

    public IReadOnlyList<DateOnly> Days => _days;

    public ReadOnlySpan<double> Returns => _returns;

    /// <summary>Days on which there was nothing to earn on: their return is 0 and means nothing.</summary>
    public IReadOnlyList<DateOnly> WithoutBase { get; }

    /// <summary>The index after each day, from a base.</summary>
    public double[] Index(double start = 100d) => Risk.Returns.Wealth(_returns, start);

    /// <summary>Days from <paramref name="since"/> to <paramref name="until"/>, both included.</summary>
    public ReturnSeries Between(DateOnly since, DateOnly until)
    {
        var (first, end) = (PlaceOf(since), until == DateOnly.MaxValue ? Count : PlaceOf(until.AddDays(1)));
        return first >= end
            ? Empty
            : new ReturnSeries(_days[first..end], _returns[first..end], WithoutBase.Where(day => day >= since && day <= until));
    }

    /// <summary>Both series on the days that both have.</summary>
    public static (ReturnSeries One, ReturnSeries Other) OnCommonDays(ReturnSeries one, ReturnSeries other)
    {
        var places = other._days.Select((day, i) => (day, i)).ToDictionary(place => place.day, place => place.i);
        var common = Enumerable.Range(0, one.Count).Where(i => places.ContainsKey(one._days[i])).ToList();
        return (
            new ReturnSeries(common.Select(i => one._days[i]), common.Select(i => one._returns[i])),
            new ReturnSeries(common.Select(i => one._days[i]), common.Select(i => other._returns[places[one._days[i]]])));
    }

    /// <summary>A mixture that is brought back to its weights every day, on the days that all parts have.</summary>
    /// <param name="parts">Weights as fractions; they need not add up to 1, and what is missing earns nothing.</param>
    public static ReturnSeries Blend(IReadOnlyCollection<(double Weight, ReturnSeries Series)> parts)
    {
        var days = parts.Select(part => part.Series._days.AsEnumerable()).Aggregate((left, right) => left.Intersect(right)).Order().ToList();
        var lookups = parts.Select(part => (part.Weight, Returns: part.Series._days.Zip(part.Series._returns).ToDictionary(one => one.First, one => one.Second))).ToList();
        return new ReturnSeries(days, days.Select(day => lookups.Sum(part => part.Weight * part.Returns[day])));
    }

    /// <summary>Of daily prices: the return of each day but the first.</summary>
    public static ReturnSeries FromPrices(IReadOnlyCollection<(DateOnly Day, double Price)> prices) =>
        new(prices.Skip(1).Select(price => price.Day), Risk.Returns.FromPrices([.. prices.Select(price => price.Price)]));

    /// <summary>Drawdown episodes of the index.</summary>
    public IReadOnlyList<DrawdownEpisode> Drawdowns() => Risk.Drawdowns.Episodes(_days, _returns);

    /// <summary>What each day from the first under water to the valley changed, as a fraction of the peak; together they are the depth.</summary>
    public IEnumerable<(DateOnly Day, double Change)> FallOf(DrawdownEpisode episode)
    {
        var wealth = 1d; // The peak is the day before the first under water.
        for (var i = PlaceOf(episode.Start); i < Count && _days[i] <= episode.Valley; i++)
        {
            yield return (_days[i], wealth * _returns[i]);
            wealth *= 1d + _returns[i];
        }
    }

    /// <summary>Where a day stands, or would.</summary>
    private int PlaceOf(DateOnly day) => Array.BinarySearch(_days, day) is var place && place < 0 ? ~place : place;
}
