using PortfolioOrleans.Domain.Risk;

namespace PortfolioOrleans.Domain.Pnl;

/// <summary>
/// What closed round trips say about the trading: of profits in money, or of returns. A trade of exactly zero is neither won nor lost.
/// </summary>
public sealed class TradeStatistics
{
    private readonly double[] _results;

    private TradeStatistics(double[] results)
    {
        _results = results;
        foreach (var result in results)
        {
            (Wins, Losses) = (Wins + (result > 0d ? 1 : 0), Losses + (result < 0d ? 1 : 0));
            (Won, Lost) = (Won + Math.Max(result, 0d), Lost - Math.Min(result, 0d));
        }
    }

    public int Count => _results.Length;

    public int Wins { get; }

    public int Losses { get; }

    /// <summary>Sum of what was won.</summary>
    public double Won { get; }

    /// <summary>Sum of what was lost, above zero.</summary>
    public double Lost { get; }

    /// <summary>Won over won and lost; trades of exactly zero leave the count.</summary>
    public Statistic WinRate => Share(Wins, Wins + Losses);

    /// <summary>Won over all trades, those of exactly zero included.</summary>
    public Statistic WinRateOfAll => Share(Wins, Count);

    /// <summary>Sum won over sum lost.</summary>
    public Statistic ProfitFactor => Count == 0 ? Statistic.None(0, Undefined.NoTrades)
        : Lost == 0d ? Statistic.None(Count, Undefined.NoLoss)
        : Statistic.Of(Won / Lost, Count);

    /// <summary>Mean win over mean loss.</summary>
    public Statistic Payoff => Wins == 0 ? Statistic.None(Count, Undefined.NoWin)
        : Losses == 0 ? Statistic.None(Count, Undefined.NoLoss)
        : Statistic.Of(Won / Wins / (Lost / Losses), Count);

    /// <summary>What a trade brings on average: win rate times mean win, less loss rate times mean loss, rates over all trades; that is the mean.</summary>
    public Statistic Expectancy => Count == 0 ? Statistic.None(0, Undefined.NoTrades) : Statistic.Of((Won - Lost) / Count, Count);

    /// <summary>Expectancy in units of the mean loss: (1 + payoff) times the win rate over all trades, less 1.</summary>
    public Statistic ExpectancyRatio => Count == 0 ? Statistic.None(0, Undefined.NoTrades)
        : Losses == 0 ? Statistic.None(Count, Undefined.NoLoss)
        : Statistic.Of(((1d + (Wins == 0 ? 0d : Won / Wins / (Lost / Losses))) * Wins / Count) - 1d, Count);

    /// <summary>p - (1 - p) / payoff, p being <see cref="WinRate"/> (Kelly 1956): the part of the capital to stake; below zero, none.</summary>
    public Statistic Kelly => Payoff.Value is { } payoff && WinRate.Value is { } rate ? Statistic.Of(rate - ((1d - rate) / payoff), Count) : Payoff;

    /// <summary>System quality number: root of n times mean over sample deviation (Tharp).</summary>
    public Statistic Sqn => Count == 0 ? Statistic.None(0, Undefined.NoTrades)
        : Ratios.Sharpe(_results, 1d).Times(Math.Sqrt(Count));

    public double? MeanWin => Wins == 0 ? null : Won / Wins;

    /// <summary>Below zero.</summary>
    public double? MeanLoss => Losses == 0 ? null : -Lost / Losses;

    public static TradeStatistics Of(IEnumerable<double> results) => new([.. results]);

    /// <summary>Of profits in money; ratios of them are statistics, so they leave decimal here.</summary>
    public static TradeStatistics Of(IEnumerable<decimal> profits) => new([.. profits.Select(profit => (double)profit)]);

    /// <summary>Of the closed ones among them.</summary>
    public static TradeStatistics Of(IEnumerable<RoundTrip> trips) => Of(trips.Where(trip => trip.IsClosed).Select(trip => trip.Pnl!.Value));

    /// <summary>Most wins, or losses, in a row.</summary>
    public int LongestStreak(bool ofWins)
    {
        var (longest, run) = (0, 0);
        foreach (var result in _results)
        {
            run = (ofWins ? result > 0d : result < 0d) ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return longest;
    }

    private static Statistic Share(int part, int whole) =>
        whole == 0 ? Statistic.None(0, Undefined.NoTrades) : Statistic.Of((double)part / whole, whole);
}
