using PortfolioOrleans.Exchanges.Http;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Binance;

/// <summary>
/// Asks for an account. Binance says -2015 for a bad key, a wrong address and a missing permission alike. A key that may read its own rights is good and at
/// a good address: then a permission is missing, and the account's other wallets go on.
/// </summary>
internal sealed class BinanceAsker(VenueClient client, BinanceEndpoints endpoints)
{
    public Task<ExchangeReply<T>> AskAsync<T>(
        VenueEndpoint endpoint, ExchangeCredentials credentials, Func<WireNode, T> read, CancellationToken cancellationToken) =>
        AskAsync(new VenueCall(endpoint, "", credentials), read, cancellationToken);

    public async Task<ExchangeReply<T>> AskAsync<T>(VenueCall call, Func<WireNode, T> read, CancellationToken cancellationToken) =>
        await ToldApartAsync(call, await client.SendAsync(call, read, cancellationToken), cancellationToken);

    /// <summary>The same, waiting for the budget where that is soon.</summary>
    public async Task<ExchangeReply<T>> AskPatientlyAsync<T>(VenueCall call, Func<WireNode, T> read, CancellationToken cancellationToken) =>
        await ToldApartAsync(call, await client.SendPatientlyAsync(call, read, cancellationToken), cancellationToken);

    public Task<ExchangeReply<KeyRestrictions>> RestrictionsAsync(ExchangeCredentials credentials, CancellationToken cancellationToken) =>
        client.SendAsync(new VenueCall(endpoints.KeyRestrictions, "", credentials), BinanceKeys.Read, cancellationToken);

    private async Task<ExchangeReply<T>> ToldApartAsync<T>(VenueCall call, ExchangeReply<T> reply, CancellationToken cancellationToken)
    {
        if (reply is not ExchangeReply<T>.Failure { Fault: { Kind: FaultKind.CredentialsRejected } fault })
        {
            return reply;
        }

        return await RestrictionsAsync(call.Credentials!, cancellationToken) switch
        {
            ExchangeReply<KeyRestrictions>.Answer => new ExchangeReply<T>.Failure(fault with { Kind = FaultKind.PermissionMissing }),
            ExchangeReply<KeyRestrictions>.Failure { Fault: { IsTransient: true } unknown } => new ExchangeReply<T>.Failure(unknown), // No key is blamed on a guess.
            _ => reply,
        };
    }
}
