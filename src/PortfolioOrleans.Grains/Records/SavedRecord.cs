using Orleans.Runtime;

namespace PortfolioOrleans.Grains.Records;

/// <summary>Saved before seen: what could not be written was never there.</summary>
internal static class SavedRecord
{
    /// <summary>Writes a record in place of the one that was saved last, which comes back where that fails: memory never runs ahead of the database.</summary>
    public static async Task ReplaceAsync<T>(this IPersistentState<T> store, T saved, T next, CancellationToken cancellationToken)
    {
        store.State = next;
        try
        {
            await store.WriteStateAsync(cancellationToken);
        }
        catch
        {
            store.State = saved;
            throw;
        }
    }
}
