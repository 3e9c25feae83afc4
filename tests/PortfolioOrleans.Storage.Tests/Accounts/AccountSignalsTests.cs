using PortfolioOrleans.Storage.Accounts;
using PortfolioOrleans.Storage.Tests.Given;

namespace PortfolioOrleans.Storage.Tests.Accounts;

public abstract class AccountSignalsTests(Twin twin) : StoreTests(twin)
{
    private const string Asking = "nobody";

    private int _questions;

    private IAccountSignals Signals => Get<IAccountSignals>();

    [Fact]
    public async Task Everyone_who_listens_hears_every_signal_in_order()
    {
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await using var first = Signals.ListenAsync(end.Token).GetAsyncEnumerator();
        await using var second = Signals.ListenAsync(end.Token).GetAsyncEnumerator();
        await HeardAsync(first, end.Token);
        await HeardAsync(second, end.Token);
        AccountSignal[] sent =
        [
            new(AccountSignalKind.Added, "alice", "acc-1"), new(AccountSignalKind.SyncWanted, "alice", "acc-1"), new(AccountSignalKind.Removed, "bob", "acc-2"),
        ];

        foreach (var signal in sent)
        {
            await Signals.SendAsync(signal, None);
        }

        Assert.Equal(sent, await TakeAsync(first, sent.Length));
        Assert.Equal(sent, await TakeAsync(second, sent.Length));
    }

    [Fact]
    public async Task Listening_ends_by_cancellation_alone()
    {
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await using var listener = Signals.ListenAsync(end.Token).GetAsyncEnumerator();
        await HeardAsync(listener, end.Token);

        var next = TakeAsync(listener, 1);
        await end.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
    }

    /// <summary>Asks a new question until the listener has heard it: it listens from then on.</summary>
    protected async Task HeardAsync(IAsyncEnumerator<AccountSignal> listener, CancellationToken end)
    {
        var question = new AccountSignal(AccountSignalKind.SyncWanted, Asking, $"question {++_questions}");
        do
        {
            var heard = listener.MoveNextAsync().AsTask();
            while (!heard.IsCompleted)
            {
                await Signals.SendAsync(question, end);
                await Task.WhenAny(heard, Task.Delay(TimeSpan.FromMilliseconds(5), end));
            }

            Assert.True(await heard);
        }
        while (listener.Current != question);
    }

    /// <summary>The next signals that are not questions.</summary>
    protected static async Task<List<AccountSignal>> TakeAsync(IAsyncEnumerator<AccountSignal> listener, int count)
    {
        var taken = new List<AccountSignal>();
        while (taken.Count < count && await listener.MoveNextAsync())
        {
            if (listener.Current.UserId != Asking)
            {
                taken.Add(listener.Current);
            }
        }

        return taken;
    }

    public sealed class OnMemory() : AccountSignalsTests(Twin.Memory);

    [Collection(TestServer.Name)]
    public sealed class OnPostgres(TestServer server) : AccountSignalsTests(Twin.Postgres(server))
    {
        [Fact]
        public async Task A_cut_connection_is_made_again_and_what_is_no_signal_is_passed_over()
        {
            using var end = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            await using var listener = Signals.ListenAsync(end.Token).GetAsyncEnumerator();
            await HeardAsync(listener, end.Token);

            await server.ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'");
            await HeardAsync(listener, end.Token);
            await Signals.SendAsync(new(AccountSignalKind.Added, "alice", "acc-1"), None);

            Assert.Equal("acc-1", (await TakeAsync(listener, 1))[0].AccountId);
        }
    }
}
