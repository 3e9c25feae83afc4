using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Exchanges.Adapters;

namespace PortfolioOrleans.Exchanges.Live;

/// <summary>Several lines as the one sequence of events that <see cref="ILiveFeed.FollowAccountAsync"/> promises. It ends when every line has.</summary>
internal static class AccountFeed
{
    private const int MostWaiting = 4_096;

    /// <param name="lines">Each with the wallets it hears.</param>
    public static async IAsyncEnumerable<LiveEvent> FollowAsync(
        ImmutableArray<(LiveLine<LiveEvent> Line, ImmutableArray<WalletKind> Wallets)> lines,
        TimeProvider clock,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var events = Channel.CreateBounded<LiveEvent>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = LiveLines.RunAllAsync(
            lines.Select(each => each.Line.RunAsync(new AccountListener(events.Writer, each.Wallets, clock), stop.Token)), events.Writer);
        try
        {
            // Not ReadAllAsync, which would leave the caller's scheduler between two events.
            while (await events.Reader.WaitToReadAsync(cancellationToken))
            {
                while (events.Reader.TryRead(out var happened))
                {
                    yield return happened;
                }
            }
        }
        finally
        {
            stop.Cancel();
            await running;
        }
    }
}
