namespace PortfolioOrleans.Domain.Risk;

/// <summary>Why a figure can be undefined, in the words that users see.</summary>
internal static class Undefined
{
    public const string NoReturns = "there is no return";
    public const string FewerThanTwo = "there are fewer than two returns";
    public const string NoDeviation = "the returns do not vary";
    public const string NoShortfall = "no return is below the target";
    public const string NoLoss = "nothing was lost";
    public const string NoWin = "nothing was won";
    public const string NoDrawdown = "there is no drawdown";
    public const string BenchmarkFlat = "the benchmark does not vary";
    public const string NoBenchmark = "there is no benchmark on these days";
    public const string LostEverything = "everything was lost";
    public const string NoTrades = "there is no closed round trip";
    public const string NoTime = "no day has passed";
    public const string NoBase = "there is nothing to measure against";
}
