using System.Diagnostics;
using System.Diagnostics.Metrics;
using PortfolioOrleans.Contracts.Portfolios;

namespace PortfolioOrleans.Grains.Portfolios;

/// <summary>What operators see of the portfolios; no figure of a user is in it.</summary>
public static class PortfolioMetrics
{
    public const string MeterName = "PortfolioOrleans.Portfolios";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Counter<long> Valuations =
        Meter.CreateCounter<long>("portfolio.valuations", "{valuation}", "Valuations saved, by whether they were complete.");

    private static readonly Histogram<double> Duration =
        Meter.CreateHistogram<double>("portfolio.valuation.duration", "s", "From the start of a valuation to its being saved.");

    internal static void Valued(PortfolioSnapshot snapshot, TimeSpan took)
    {
        Valuations.Add(1, new TagList { { "complete", snapshot.Complete } });
        Duration.Record(took.TotalSeconds);
    }
}
