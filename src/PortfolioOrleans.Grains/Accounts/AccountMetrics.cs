using System.Diagnostics;
using System.Diagnostics.Metrics;
using PortfolioOrleans.Contracts.Accounts;

namespace PortfolioOrleans.Grains.Accounts;

/// <summary>What operators see of the syncs; no figure of a user is in it.</summary>
public static class AccountMetrics
{
    public const string MeterName = "PortfolioOrleans.Accounts";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Counter<long> Syncs =
        Meter.CreateCounter<long>("account.syncs", "{sync}", "Syncs made, by venue and how they ended.");

    internal static void Synced(string venue, SyncStatus status)
    {
        var tags = new TagList { { "venue", venue }, { "status", status.ToString().ToLowerInvariant() } };
        Syncs.Add(1, tags);
    }
}
