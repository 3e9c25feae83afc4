using System.Runtime.CompilerServices;
using PortfolioOrleans.Exchanges;
using PortfolioOrleans.Exchanges.Adapters;

namespace PortfolioOrleans.Testing;

/// <summary>A feed that says what the test says, to everybody who listens at that moment.</summary>
public sealed class FakeFeed : ILiveFeed
{
    private readonly Speaker<LiveEvent> _accounts = new();
    private readonly Speaker<MarketReading> _market = new();

    /// <summary>How many listen to an account now.</summary>
    public int Listeners => _accounts.Listeners;

    /// <summary>Said first to everybody who begins to listen.</summary>
    public Func<LiveEvent>? Greeting { get; set; }

    public void Say(LiveEvent happened) => _accounts.Say(happened);

    public void Say(MarketReading moved) => _market.Say(moved);

    /// <summary>Ends every listener's feed, as what waiting does not mend.</summary>
    public void End() => _accounts.End();

    public IAsyncEnumerable<LiveEvent> FollowAccountAsync(ExchangeCredentials credentials, CancellationToken cancellationToken) =>
        _accounts.ListenAsync(Greeting?.Invoke(), cancellationToken);

    public IAsyncEnumerable<MarketReading> FollowMarketAsync(CancellationToken cancellationToken) => _market.ListenAsync(null, cancellationToken);

    private sealed class Speaker<T>
        where T : class
    {
        private readonly List<Ear> _ears = [];

        public int Listeners => _ears.Count;

        public void Say(T word) => _ears.ToList().ForEach(ear => ear.Hear(word));

        public void End() => _ears.ToList().ForEach(ear => ear.Hear(null));

        public async IAsyncEnumerable<T> ListenAsync(T? greeting, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            var ear = new Ear();
            _ears.Add(ear);
            await using var leaving = cancellationToken.Register(ear.Stop);
            try
            {
                if (greeting is not null)
                {
                    yield return greeting;
                }

                while (true)
                {
                    await ear.News;
                    cancellationToken.ThrowIfCancellationRequested();
                    foreach (var word in ear.TakeAll())
                    {
                        if (word is null)
                        {
                            yield break;
                        }

                        yield return word;
                    }
                }
            }
            finally
            {
                _ears.Remove(ear);
            }
        }

        private sealed class Ear
        {
            private readonly List<T?> _heard = [];
            private TaskCompletionSource _news = new();

            public Task News => _news.Task;

            public void Hear(T? word)
            {
                _heard.Add(word);
                _news.TrySetResult();
            }

            public void Stop() => _news.TrySetResult();

            public List<T?> TakeAll()
            {
                var all = _heard.ToList();
                _heard.Clear();
                _news = new TaskCompletionSource();
                return all;
            }
        }
    }
}
