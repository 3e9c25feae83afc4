using Orleans.Runtime;

namespace PortfolioOrleans.Contracts;

/// <summary>What stores, streams and reminders are called. They are written down in databases: a name is for ever.</summary>
public static class Names
{
    /// <summary>The grain store of everything this project keeps.</summary>
    public const string Store = "portfolio";

    /// <summary>
    /// The stream provider of everything below. Not called like a grain store: the engine would keep subscriptions in the store of the provider's own name.
    /// </summary>
    public const string Streams = "portfolio-streams";

    /// <summary>The grain store that the streams keep their subscriptions in; the engine wants this very name.</summary>
    public const string PubSubStore = "PubSubStore";

    /// <summary>Stream namespace of <see cref="Portfolios.PortfolioEvent"/>; key: portfolio id.</summary>
    public const string PortfolioEvents = "portfolio-events";

    /// <summary>Stream namespace of <see cref="Accounts.AccountSnapshot"/>; key: portfolio id.</summary>
    public const string AccountSnapshots = "account-snapshots";

    /// <summary>Stream namespace of <see cref="Venues.PriceTick"/>; key: see <see cref="PriceStream"/>.</summary>
    public const string PriceTicks = "price-ticks";

    /// <summary>
    /// Every tick is published once to each of so many streams and a portfolio listens to one of them: the list of subscribers of any one stream stays
    /// short, however many portfolios there are.
    /// </summary>
    public const int PriceStreamShards = 8;

    /// <summary>The price stream of a venue that a portfolio listens to.</summary>
    public static StreamId PriceStream(string venue, int shard) => StreamId.Create(PriceTicks, $"{venue}/{shard}");

    public static StreamId PortfolioEventStream(string portfolioId) => StreamId.Create(PortfolioEvents, portfolioId);

    public static StreamId AccountSnapshotStream(string portfolioId) => StreamId.Create(AccountSnapshots, portfolioId);

    /// <summary>The shard of a portfolio: the same in every process and every version, which <see cref="string.GetHashCode()"/> is not.</summary>
    public static int ShardOf(string portfolioId) => (int)(HashOf(portfolioId) % PriceStreamShards);

    /// <summary>A part of one, 0 included and 1 not, that is a portfolio's own: whatever many do at equal pauses they do at different moments by it.</summary>
    public static double PhaseOf(string portfolioId) => HashOf(portfolioId) / (uint.MaxValue + 1d);

    private static uint HashOf(string portfolioId)
    {
        var hash = 2166136261u; // FNV-1a.
        foreach (var character in portfolioId)
        {
            hash = unchecked((hash ^ character) * 16777619u);
        }

        return hash;
    }
}
