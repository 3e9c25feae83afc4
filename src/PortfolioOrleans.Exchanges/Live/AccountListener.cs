using System.Collections.Immutable;
using System.Threading.Channels;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Exchanges.Adapters;

namespace PortfolioOrleans.Exchanges.Live;

/// <summary>Puts what one line hears of an account's wallets among what the others hear. Who reads too slowly holds the line up.</summary>
/// <param name="wallets">Those that the line hears whole; none, where it only hears that something happened: then it opens nothing and loses nothing.</param>
internal sealed class AccountListener(ChannelWriter<LiveEvent> events, ImmutableArray<WalletKind> wallets, TimeProvider clock) : ILiveListener<LiveEvent>
{
    public ValueTask OpenedAsync(CancellationToken cancellationToken) =>
        wallets.IsEmpty ? ValueTask.CompletedTask : events.WriteAsync(new LiveEvent.Opened(clock.GetUtcNow(), wallets), cancellationToken);

    public ValueTask LostAsync(ExchangeFault fault, CancellationToken cancellationToken) =>
        wallets.IsEmpty ? ValueTask.CompletedTask : events.WriteAsync(new LiveEvent.Lost(clock.GetUtcNow(), wallets, fault), cancellationToken);

    public ValueTask HearAsync(LiveEvent happened, CancellationToken cancellationToken) => events.WriteAsync(happened, cancellationToken);

    /// <summary>Nobody knows what it said, so that each wallet it may have been about has to be read again.</summary>
    public async ValueTask MissedAsync(ExchangeFault fault, CancellationToken cancellationToken)
    {
        foreach (var wallet in wallets)
        {
            await events.WriteAsync(new LiveEvent.Stirred(clock.GetUtcNow(), wallet), cancellationToken);
        }
    }
}
