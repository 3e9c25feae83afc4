using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using PortfolioOrleans.Contracts.Performance;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Performance;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Grains.Ledger;
using PortfolioOrleans.Grains.Portfolios;
using PortfolioOrleans.Storage.Accounts;

namespace PortfolioOrleans.Grains.Performance;

/// <summary>Keeps one portfolio's lines and past prices in memory and answers from them; takes up what was recorded since before each answer.</summary>
internal sealed class AttributionGrain(
    LedgerRecords records, PastLedger past, IAccountStore accounts, IOptions<PortfolioOptions> options, TimeProvider clock) : Grain, IAttributionGrain
{
    private readonly KnownLines _lines = new();
    private readonly KeptPrices _prices = new(records, clock);
    private readonly HashSet<Asset> _ignored = [.. options.Value.IgnoredAssets.Select(Asset.Parse)];
    private DateTimeOffset? _readSince;

    public async Task<AttributionReport> AttributeAsync(AttributionQuery query, CancellationToken cancellationToken)
    {
        var portfolioId = this.GetPrimaryKeyString();
        (var recorded, _readSince) = await records.ReadAsync(portfolioId, _readSince, cancellationToken);
        _lines.Take(recorded);

        var all = await accounts.ListAsync(portfolioId, cancellationToken);
        var mine = all.Where(past.IsKeptFor).ToList();
        var silent = all.Except(mine).Select(NameOf).ToImmutableArray();
        var ids = mine.Select(account => account.Id).ToHashSet(StringComparer.Ordinal);
        ImmutableArray<LedgerEntry> known = [.. _lines.Standing.Where(entry => ids.Contains(entry.AccountId))];
        var (isRead, _) = await past.OldestAsync(mine, cancellationToken);
        if (query.Days.Length < 2 || await past.ReadAsync(mine, known, _lines.Accounts.Where(id => !ids.Contains(id)), cancellationToken) is not { } read)
        {
            return new AttributionReport([], silent, isRead, IsExplained: false, null);
        }

        await _prices.TakeAsync([.. read.Assets.Append(query.Currency)], query.Days[0], query.Days[^1], cancellationToken);
        var now = query.Now.ToDictionary(price => price.Asset, price => price.Price);
        var input = new AttributionInput(read.Held, read.Open, read.Known, read.TermsOf, query.Currency, query.Days, PriceOn)
        {
            Entered = mine.Where(account => query.FirstSeen is { } seen && UtcDay.Of(account.CreatedAt) > seen)
                .ToDictionary(account => account.Id, account => UtcDay.Of(account.CreatedAt), StringComparer.Ordinal),
            Live = query.Now.IsEmpty ? null : LiveOf(read, asset => PriceOn(asset, query.Days[^1])),
        };
        var byId = mine.ToDictionary(account => account.Id, StringComparer.Ordinal);
        var since = read.IsExplained || read.NotBefore > read.Reach ? read.NotBefore : read.Reach;
        return new AttributionReport(
            [.. Attribution.Of(input, query.By).Select(part => RowOf(part, part.Kind == AttributedKind.Account ? NameOf(byId[part.Name]) : null, query.Explain))],
            silent, isRead, read.IsExplained, since > DateOnly.MinValue ? since : null);

        decimal? PriceOn(Asset asset, DateOnly day) => asset == query.Currency ? 1m
            : _ignored.Contains(asset) ? 0m
            : day == query.Days[^1] && now.TryGetValue(asset, out var price) ? price
            : _prices.RateOn(asset, query.Currency, day) ?? (day == query.Days[^1] && !query.Now.IsEmpty ? _prices.RateOn(asset, query.Currency, day.AddDays(-1)) : null);
    }

    /// <summary>As the venues mark it: what the last valuation has counted.</summary>
    private static ImmutableArray<LivePnl> LiveOf(LedgerReading read, Func<Asset, decimal?> priceOf) =>
    [
        .. read.Positions.Select(one => new LivePnl(
            one.AccountId, one.Position.Symbol.ToString(),
            one.Position.UnrealizedPnlAt(one.Position.MarkPrice) is { } pnl && priceOf(one.Position.Terms.Settlement) is { } rate ? Exact.Product(pnl, rate) : null)),
    ];

    private static AttributionRow RowOf(AttributedPart part, AccountName? account, bool explains) => new(
        part.Kind, part.Name, account, part.Start, part.End, part.NetFlow, part.Gain, part.Return, Math.Max(part.Days.Length - 1, 0), part.UnpricedFlows,
        explains && part.Gain is not null
            ? [.. part.Days.Zip(part.Days.Skip(1), (before, day) => new DayGain(day.Day, LinkedReturns.Gain(before.Equity, day.Equity, day.NetFlow))).Where(day => day.Gain != 0m)]
            : []);

    private static AccountName NameOf(Account account) => new(account.Id, account.Venue, account.Label);
}
