namespace PortfolioOrleans.Storage.Databases;

/// <summary>
/// Makes the partitions of a table that has one for each month: a month's when its first row is about to be added, and the next month's with it. For one
/// batch writer, which calls it before each batch.
/// </summary>
/// <param name="function">The database's own, which makes one partition and does nothing where it is there.</param>
internal sealed class MonthPartitions(PostgresDatabase database, string function)
{
    /// <summary>Months outside these two have no partition of their own: such a time is somebody's mistake, kept but not catered for.</summary>
    private static readonly DateOnly FirstMonth = new(2010, 1, 1);

    private static readonly DateOnly LastMonth = new(2099, 12, 1);

    private readonly HashSet<DateOnly> _made = []; // Those known to be there.

    /// <summary>Where a partition cannot be made, the rows land in the partition for the rest, and are moved later.</summary>
    public async Task PrepareAsync(IEnumerable<DateTimeOffset> times)
    {
        var months = times.Select(at => new DateOnly(at.UtcDateTime.Year, at.UtcDateTime.Month, 1)).Distinct();
        foreach (var month in months.Where(month => month >= FirstMonth && month <= LastMonth && !_made.Contains(month)).ToArray())
        {
            try
            {
                await database.RepeatAsync(
                    Scope.Service, _ => month, [new Sql($"SELECT {function}($1), {function}($2)", month, month.AddMonths(1))], CancellationToken.None);
                _made.Add(month);
            }
            catch (StorageUnavailableException)
            {
                // Busy, or gone; in the second case the batch itself will say so.
            }
        }
    }
}
