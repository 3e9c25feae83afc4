using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Http;
using PortfolioOrleans.Exchanges.Live;
using PortfolioOrleans.Exchanges.Okx.Histories;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Okx.Feed;

/// <summary>
/// Deposits and withdrawals. They are all that is told of the funding account, whose other changes are silent: so nobody is told that it is heard, only that it
/// should be looked at.
/// </summary>
internal sealed class OkxBusinessTalk(VenueClient client, OkxEndpoints endpoints, Uri address, ExchangeCredentials credentials, TimeProvider clock)
    : OkxTalk<LiveEvent>(client, endpoints, address, credentials, clock)
{
    protected override ImmutableArray<OkxChannel> Channels { get; } = [new("deposit-info"), new("withdrawal-info")];

    protected override bool IsNeeded(string? channel) => false;

    protected override Task<ExchangeFault?> PrepareAsync(CancellationToken cancellationToken) => Task.FromResult<ExchangeFault?>(null);

    protected override Heard<LiveEvent> HearData(OkxFrame frame, WireNode root) => frame.Channel switch
    {
        "deposit-info" => Told([.. OkxTransfers.ReadDeposits(root).SelectMany(OkxTransferRows.ToTransactions)]),
        "withdrawal-info" => Told([.. OkxTransfers.ReadWithdrawals(root).SelectMany(OkxTransferRows.ToTransactions)]),
        _ => Heard<LiveEvent>.Nothing,
    };

    private Heard<LiveEvent> Told(ImmutableArray<Transaction> done)
    {
        var stirred = new LiveEvent.Stirred(Clock.GetUtcNow(), WalletKind.Funding);
        return done.IsEmpty ? Heard<LiveEvent>.Of(stirred) : Heard<LiveEvent>.Of(new LiveEvent.Happened(Clock.GetUtcNow(), done), stirred);
    }
}
