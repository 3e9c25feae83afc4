using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Adapters;

namespace PortfolioOrleans.Exchanges.Live;

/// <summary>
/// Several lines as the one sequence of readings that <see cref="ILiveFeed.FollowMarketAsync"/> promises. What moves while the reader is busy, or
/// within a pause, comes together: of each price only the last. So nothing piles up however fast a market is.
/// </summary>
internal static class MarketFeed
{
    /// <summary>At most four readings a second.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    public static async IAsyncEnumerable<MarketReading> FollowAsync(
        ImmutableArray<LiveLine<MarketReading>> lines, TimeProvider clock, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pool = new Pool(lines.Length);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = LiveLines.RunAllAsync(lines.Select((line, index) => line.RunAsync(new Listener(pool, index), stop.Token)), pool.Signals.Writer);
        try
        {
            while (await pool.Signals.Reader.WaitToReadAsync(cancellationToken))
            {
                pool.Signals.Reader.TryRead(out _);
                yield return pool.Take();
                await Task.Delay(Pause, clock, cancellationToken);
            }
        }
        finally
        {
            stop.Cancel();
            await running;
        }
    }

    /// <summary>What has moved since it was last taken, and which lines are not heard.</summary>
    private sealed class Pool(int lines)
    {
        private readonly Lock _oneAtATime = new();
        private readonly Dictionary<Symbol, Price> _prices = [];
        private readonly Dictionary<string, decimal> _marks = new(StringComparer.Ordinal);
        private readonly ExchangeFault?[] _gaps = new ExchangeFault?[lines];

        /// <summary>Holds one element while there is something to take.</summary>
        public Channel<bool> Signals { get; } =
            Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

        public void Put(MarketReading reading)
        {
            lock (_oneAtATime)
            {
                foreach (var price in reading.Prices)
                {
                    _prices[price.Symbol] = price;
                }

                foreach (var (instrument, mark) in reading.Marks)
                {
                    _marks[instrument] = mark;
                }
            }

            Signals.Writer.TryWrite(true);
        }

        public void SetGap(int line, ExchangeFault? fault)
        {
            lock (_oneAtATime)
            {
                _gaps[line] = fault;
            }

            if (fault is not null)
            {
                Signals.Writer.TryWrite(true);
            }
        }

        public MarketReading Take()
        {
            lock (_oneAtATime)
            {
                var reading = new MarketReading(
                    [.. _prices.Values], _marks.ToImmutableDictionary(StringComparer.Ordinal), _gaps.FirstOrDefault(gap => gap is not null));
                _prices.Clear();
                _marks.Clear();
                return reading;
            }
        }
    }

    private sealed class Listener(Pool pool, int line) : ILiveListener<MarketReading>
    {
        public ValueTask OpenedAsync(CancellationToken cancellationToken)
        {
            pool.SetGap(line, null);
            return ValueTask.CompletedTask;
        }

        public ValueTask LostAsync(ExchangeFault fault, CancellationToken cancellationToken)
        {
            pool.SetGap(line, fault);
            return ValueTask.CompletedTask;
        }

        public ValueTask HearAsync(MarketReading happened, CancellationToken cancellationToken)
        {
            pool.Put(happened);
            return ValueTask.CompletedTask;
        }

        /// <summary>The next message about the same pairs makes good for it.</summary>
        public ValueTask MissedAsync(ExchangeFault fault, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
