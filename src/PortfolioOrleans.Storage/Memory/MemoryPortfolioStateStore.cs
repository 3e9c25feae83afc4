using PortfolioOrleans.Storage.Databases;
using PortfolioOrleans.Storage.PortfolioStates;

namespace PortfolioOrleans.Storage.Memory;

internal sealed class MemoryPortfolioStateStore(MemoryDatabase database) : IPortfolioStateStore
{
    private readonly Dictionary<string, PortfolioStateRow> _rows = [];

    public Task SaveAsync(PortfolioStateRow row, CancellationToken cancellationToken)
    {
        PortfolioStateRules.Check(row);
        return database.RunAsync(
            () =>
            {
                database.RequireUser(row.UserId);
                if (!_rows.TryGetValue(row.PortfolioId, out var stored) || (stored.Version < row.Version && stored.UserId == row.UserId))
                {
                    _rows[row.PortfolioId] = row with { AsOf = StoredTime.Of(row.AsOf) };
                }

                return true;
            },
            cancellationToken);
    }

    public Task<PortfolioStateRow?> FindAsync(string portfolioId, CancellationToken cancellationToken) =>
        database.RunAsync(() => _rows.GetValueOrDefault(portfolioId), cancellationToken);
}
