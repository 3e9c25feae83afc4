namespace PortfolioOrleans.Storage.Databases;

/// <summary>Whether the database answers.</summary>
public interface IDatabaseProbe
{
    /// <summary>Asks it something small, within a second or two; never throws but for cancellation.</summary>
    Task<DatabaseHealth> CheckAsync(CancellationToken cancellationToken);
}

/// <param name="Kind">"postgres" or "memory".</param>
/// <param name="Error">What is wrong; null when it answers.</param>
public sealed record DatabaseHealth(string Kind, bool Available, TimeSpan Latency, string? Error);
