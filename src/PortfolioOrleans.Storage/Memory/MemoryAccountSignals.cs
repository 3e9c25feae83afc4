using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using PortfolioOrleans.Storage.Accounts;

namespace PortfolioOrleans.Storage.Memory;

internal sealed class MemoryAccountSignals : IAccountSignals
{
    private ImmutableList<Channel<AccountSignal>> _listeners = [];

    public Task SendAsync(AccountSignal signal, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        foreach (var listener in _listeners)
        {
            listener.Writer.TryWrite(signal);
        }

        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<AccountSignal> ListenAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var listener = Channel.CreateUnbounded<AccountSignal>();
        ImmutableInterlocked.Update(ref _listeners, listeners => listeners.Add(listener));
        try
        {
            await foreach (var signal in listener.Reader.ReadAllAsync(cancellationToken))
            {
                yield return signal;
            }
        }
        finally
        {
            ImmutableInterlocked.Update(ref _listeners, listeners => listeners.Remove(listener));
        }
    }
}
