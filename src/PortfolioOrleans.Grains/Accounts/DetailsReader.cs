using System.Collections.Immutable;
using PortfolioOrleans.Domain.Exposure;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges;
using PortfolioOrleans.Exchanges.Adapters;

namespace PortfolioOrleans.Grains.Accounts;

/// <summary>
/// Reads what a venue tells of an account beside its wallets. Each part fails on its own and then stands as it was; none of it can fail the account. Belongs
/// to one activation.
/// </summary>
internal sealed class DetailsReader(IExchangeAdapter adapter, ExchangeCredentials credentials, TimeProvider clock)
{
    /// <summary>What a token is changes so seldom that a venue is asked again about the same ones only after this long.</summary>
    private static readonly TimeSpan SectorsMaxAge = TimeSpan.FromDays(1);

    private ImmutableHashSet<Asset> _asked = [];
    private DateTimeOffset _askedAt = DateTimeOffset.MinValue;

    /// <param name="known">What was read before.</param>
    /// <param name="held">What the account holds now.</param>
    /// <returns>What is known after it, the same record where there was nothing to ask; and the worst that went wrong, null when nothing did.</returns>
    public async Task<(AccountDetails Details, ExchangeFault? Fault)> ReadAsync(
        AccountDetails known, IReadOnlyCollection<Asset> held, CancellationToken cancellationToken)
    {
        var reading = new Reading(known);
        if (adapter is IPoolPositions pools)
        {
            reading.Take(await pools.GetPoolPositionsAsync(credentials, cancellationToken), (details, rows) => details with { Pools = rows });
        }

        if (adapter is ISetAsideHoldings strangers)
        {
            reading.Take(await strangers.GetSetAsideAsync(credentials, cancellationToken), (details, rows) => details with { SetAside = rows });
        }

        var silent = held.Where(asset => Sectors.Of(asset) == Sectors.Unclassified).ToImmutableHashSet();
        if (!silent.IsSubsetOf(_asked) || (!silent.IsEmpty && clock.GetUtcNow() - _askedAt >= SectorsMaxAge))
        {
            var reply = await adapter.GetAssetInfoAsync(credentials, cancellationToken);
            reading.Take(reply, (details, infos) => details with { Sectors = SectorsOf(infos, silent) });
            if (reply is ExchangeReply<ImmutableArray<AssetInfo>>.Answer)
            {
                (_asked, _askedAt) = (silent, clock.GetUtcNow());
            }
        }

        return (reading.Details, reading.Fault);
    }

    private static ImmutableArray<AssetSector> SectorsOf(ImmutableArray<AssetInfo> infos, ImmutableHashSet<Asset> silent) =>
    [
        .. infos.Where(info => info.Sector is not null && silent.Contains(info.Asset)).DistinctBy(info => info.Asset)
            .Select(info => new AssetSector(info.Asset, info.Sector!)).OrderBy(row => row.Asset),
    ];

    /// <summary>A reading under way.</summary>
    private sealed class Reading(AccountDetails known)
    {
        private DateTimeOffset? _asOf;

        public AccountDetails Details { get; private set; } = known;

        public ExchangeFault? Fault { get; private set; }

        public void Take<T>(ExchangeReply<T> reply, Func<AccountDetails, T, AccountDetails> take)
        {
            switch (reply)
            {
                case ExchangeReply<T>.Answer { Value: var value, AsOf: var asOf }:
                    _asOf ??= asOf; // One after the other, so the first is the oldest.
                    Details = take(Details, value) with { AsOf = _asOf, Fault = Said(Fault) };
                    break;

                case ExchangeReply<T>.Failure { Fault: var fault }:
                    Fault ??= fault;
                    Details = Details with { Fault = Said(Fault) };
                    break;
            }
        }

        /// <summary>That nobody was asked for want of room is nothing wrong, nor that there is no such thing.</summary>
        private static string? Said(ExchangeFault? fault) => fault?.Kind is null or FaultKind.Deferred or FaultKind.NotAvailable ? null : fault.Detail;
    }
}
