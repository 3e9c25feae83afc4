using System.Data.Common;
using PortfolioOrleans.Contracts;
using PortfolioOrleans.Storage;

namespace PortfolioOrleans.Grains.Records;

/// <summary>Keeps what a store or a driver throws inside the silo: a caller gets the contract's own exception, whatever the engine and the provider.</summary>
internal sealed class RecordFaultFilter : IIncomingGrainCallFilter
{
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        try
        {
            await context.Invoke();
        }
        catch (Exception down) when (down is StorageUnavailableException or DbException)
        {
            throw new RecordsUnavailableException("The database cannot be asked now; try again in a moment.");
        }
        catch (RowUnreadableException unreadable)
        {
            throw new RecordUnreadableException(unreadable.Message);
        }
    }
}
