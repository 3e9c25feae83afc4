using System.Globalization;

namespace PortfolioOrleans.Benchmarks.Measuring;

/// <summary>Times that something took, in milliseconds, from any thread.</summary>
internal sealed class Latencies
{
    private readonly Lock _gate = new();
    private readonly List<double> _all = [];

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _all.Count;
            }
        }
    }

    public void Add(TimeSpan time)
    {
        lock (_gate)
        {
            _all.Add(time.TotalMilliseconds);
        }
    }

    /// <summary>The time that this part of all took at most; no interpolation.</summary>
    /// <exception cref="InvalidOperationException">Nothing was measured.</exception>
    public double Percentile(double part)
    {
        lock (_gate)
        {
            return _all.Count > 0
                ? _all.Order().ElementAt(Math.Min(_all.Count - 1, (int)(_all.Count * part)))
                : throw new InvalidOperationException("Nothing was measured.");
        }
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Count,7:N0} times   p50 {Percentile(0.5),8:0.00} ms   p90 {Percentile(0.9),8:0.00} ms   p99 {Percentile(0.99),8:0.00} ms   most {Percentile(1),8:0.00} ms");
}
