using PortfolioOrleans.Silo.Hosting;

namespace PortfolioOrleans.Silo.Engine;

/// <summary>What an engine's hosting needs to know.</summary>
/// <param name="OrleansConnection">For the providers that keep membership, state and reminders in PostgreSQL; null where nothing is kept.</param>
internal sealed record EngineSettings(ClusterSettings Cluster, string? OrleansConnection);
