using System.Threading.Channels;

namespace PortfolioOrleans.Exchanges.Live;

internal static class LiveLines
{
    /// <summary>Closes the channel when all lines have ended; being cancelled is an end like any other.</summary>
    public static async Task RunAllAsync<TEvent>(IEnumerable<Task<ExchangeFault>> lines, ChannelWriter<TEvent> events)
    {
        Exception? trouble = null;
        try
        {
            await Task.WhenAll(lines);
        }
        catch (OperationCanceledException cancelled)
        {
            trouble = cancelled;
        }
        finally
        {
            events.TryComplete(trouble);
        }
    }
}
