using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;

namespace PortfolioOrleans.Exchanges.Adapters;

/// <summary>
/// Reads one venue for any number of accounts. Every request passes the venue's <see cref="Gate.IVenueGate"/>; nothing here throws for what a venue
/// does, only for a caller's mistake and for cancellation. Safe for concurrent use.
/// </summary>
public interface IExchangeAdapter
{
    VenueDescription Venue { get; }

    /// <summary>What the key may do. Also the cheapest proof that it is good.</summary>
    Task<ExchangeReply<KeyRights>> GetKeyRightsAsync(ExchangeCredentials credentials, CancellationToken cancellationToken);

    /// <summary>Everything in one wallet, zero rows left out.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The venue has no such wallet.</exception>
    Task<ExchangeReply<ImmutableArray<AssetBalance>>> GetBalancesAsync(
        ExchangeCredentials credentials, WalletKind wallet, CancellationToken cancellationToken);

    /// <summary>Every open position of one wallet, flat ones left out, leverage and margin mode joined from wherever the venue keeps them.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The wallet has no positions.</exception>
    Task<ExchangeReply<ImmutableArray<Position>>> GetPositionsAsync(
        ExchangeCredentials credentials, WalletKind wallet, CancellationToken cancellationToken);

    /// <summary>
    /// Completed deposits and withdrawals requested at or after <paramref name="since"/>, oldest first, paged to the end. The caller asks with an
    /// overlap, since they complete later than they are requested, and drops the ids it knows.
    /// </summary>
    Task<ExchangeReply<ImmutableArray<ExternalFlow>>> GetFlowsAsync(
        ExchangeCredentials credentials, DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>Last price of every pair, the stablecoins' prices in dollars, and the mark price of every derivative.</summary>
    Task<ExchangeReply<MarketReading>> GetPricesAsync(CancellationToken cancellationToken);

    /// <summary>Every instrument that can be held or traded.</summary>
    Task<ExchangeReply<ImmutableArray<Instrument>>> GetInstrumentsAsync(CancellationToken cancellationToken);

    /// <summary>What is known of assets beyond their codes, for those of which anything is; an adapter without such a source answers with none.</summary>
    /// <param name="credentials">Whose assets, where the venue tells only its customers.</param>
    Task<ExchangeReply<ImmutableArray<AssetInfo>>> GetAssetInfoAsync(ExchangeCredentials credentials, CancellationToken cancellationToken);

    /// <summary>
    /// The next page of one history, oldest first as far as the venue allows: about one request, so that a walk of years can be stopped anywhere. The caller
    /// keeps the rows, then the cursor, and asks again with it; ids make a row that comes twice harmless.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The venue keeps no such history.</exception>
    Task<ExchangeReply<HistoryPage>> GetTransactionsAsync(ExchangeCredentials credentials, HistoryQuery query, CancellationToken cancellationToken);

    /// <summary>What the venue tells by itself as it happens; null where it can only be asked.</summary>
    ILiveFeed? Live { get; }
}
