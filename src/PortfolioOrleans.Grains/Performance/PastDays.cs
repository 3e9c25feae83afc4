using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Performance;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Grains.Portfolios;
using PortfolioOrleans.Storage.Accounts;
using PortfolioOrleans.Storage.Holdings;
using PortfolioOrleans.Storage.Ledger;
using PortfolioOrleans.Storage.Performance;
using PortfolioOrleans.Storage.Prices;

namespace PortfolioOrleans.Grains.Performance;

/// <summary>
/// Fills the days that a portfolio has no row of, from its ledger and stored prices, where the ledger allows: every history of every account was read to its end, and its
/// lines lead back to nothing held at all (or, where a venue forgets its oldest lines, to the same holdings at two looks, and no further than the venue remembers). A day is never put
/// over one that was seen.
/// </summary>
internal sealed class PastDays(
    IEnumerable<IExchangeAdapter> adapters,
    IAccountStore accounts,
    IHoldingStore holdings,
    ITransactionStore ledger,
    IPerformanceStore performance,
    IPriceStore prices,
    IOptions<PerformanceOptions> options,
    IOptions<PortfolioOptions> portfolioOptions,
    TimeProvider clock)
{
    private const int PageSize = 10_000;
    private const int MostLines = 500_000;

    /// <summary>Rounding of venues that state balances with fewer digits than their lines.</summary>
    private const decimal Dust = 0.00000001m;

    /// <summary>Every asset that stands in the ledger of a portfolio, with its venue.</summary>
    public async Task<IEnumerable<HeldAsset>> EverHeldAsync(string portfolioId, CancellationToken cancellationToken)
    {
        var ever = new List<HeldAsset>();
        foreach (var account in await accounts.ListAsync(portfolioId, cancellationToken))
        {
            ever.AddRange((await ledger.ListAssetsAsync(account.Id, cancellationToken)).Select(asset => new HeldAsset(account.Venue, asset)));
        }

        return ever;
    }

    /// <summary>The day of the oldest line read so far; null before the first.</summary>
    public async Task<DateOnly?> OldestDayAsync(string portfolioId, CancellationToken cancellationToken)
    {
        DateTimeOffset? oldest = null;
        foreach (var account in await accounts.ListAsync(portfolioId, cancellationToken))
        {
            oldest = (await ledger.LoadMarksAsync(account.Id, cancellationToken)).Select(mark => mark.Oldest).Append(oldest).Where(at => at is not null).Min();
        }

        return oldest is { } known ? DayOf(known) : null;
    }

    /// <param name="last">What the last round came to; what has not changed since is not tried again.</param>
    public async Task<Progress> FillGapsAsync(string portfolioId, Asset currency, Progress last, CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var mine = await accounts.ListAsync(portfolioId, cancellationToken);
        var (isComplete, oldest) = await OldestAsync(mine, cancellationToken);
        if (!isComplete || oldest is null)
        {
            return isComplete || mine.Any(account => HistoriesOf(account).IsEmpty) ? Progress.Never : Progress.None;
        }

        var floor = today.AddDays(-options.Value.DaysBack);
        var from = DayOf(oldest.Value) is var begun && begun > floor ? begun : floor;
        var days = await performance.ListAsync(portfolioId, portfolioId, from, today, cancellationToken);
        var lines = 0L;
        foreach (var account in mine)
        {
            lines += await ledger.CountAsync(account.Id, cancellationToken);
        }

        var state = new Progress(today, lines, days.Count, last.Opening, IsSure: false, 0);
        if ((last.IsSure && last with { IsSure = false, Written = 0 } == state) || lines > MostLines || days.Count > today.DayNumber - from.DayNumber)
        {
            return state with { IsSure = last.IsSure };
        }

        if (await ReadAsync(portfolioId, mine, cancellationToken) is not { } read)
        {
            return Progress.None;
        }

        if (!read.IsExplained && read.Opening != last.Opening)
        {
            return state with { Opening = read.Opening }; // To be seen again before it is believed.
        }

        var since = new[] { from, read.IsExplained ? from : read.Reach, read.NotBefore }.Max();
        var rows = since < today ? await FillAsync(portfolioId, currency, mine, read, days, since, today, cancellationToken) : [];
        foreach (var batch in rows.Chunk(500))
        {
            await performance.SaveAllAsync(batch, cancellationToken);
        }

        var added = rows.Count(row => days.All(day => day.Day != row.Day));
        return state with { Opening = read.Opening, IsSure = true, Days = days.Count + added, Written = added };
    }

    /// <summary>
    /// The rows to write. A gap is filled with the accounts that were connected before it, and by whole gaps alone: the day that follows no longer counts what flowed in the gap. If
    /// that day had flows of its own, or a new account, nobody can tell the two apart, and the gap stays.
    /// </summary>
    private async Task<List<PerformanceDay>> FillAsync(
        string portfolioId,
        Asset currency,
        IReadOnlyList<Account> mine,
        Ledger read,
        IReadOnlyList<PerformanceDay> days,
        DateOnly since,
        DateOnly today,
        CancellationToken cancellationToken)
    {
        var seen = days.Where(day => day.Figures is { IsReconstructed: false, IsComplete: true }).OrderBy(day => day.Day).ToList();
        var priceOn = await PricesAsync(read, since, today, currency, cancellationToken);
        var flows = Reconstruction.FlowsOf(read.Known);
        var rows = new List<PerformanceDay>();
        for (var i = -1; i < seen.Count; i++)
        {
            var before = i < 0 ? null : seen[i];
            var after = i + 1 < seen.Count ? seen[i + 1] : null;
            var (start, end) = (before?.Day.AddDays(1) ?? since, after?.Day ?? today);
            if (start < since || start >= end || (before is not null && !IsClean(before, after, flows, mine, today)))
            {
                continue;
            }

            // What was connected by the last day before, or on the first day ever, was there all along.
            var edge = before?.Day ?? end;
            var ids = mine.Where(account => DayOf(account.CreatedAt) <= edge).Select(account => account.Id).ToHashSet(StringComparer.Ordinal);
            var made = Reconstruction.Of(
                read.Held.Where(one => ids.Contains(one.AccountId)).Select(one => one.Money), read.Open.Where(one => ids.Contains(one.AccountId)),
                [.. read.Known.Where(entry => ids.Contains(entry.AccountId))], read.TermsOf, start, end < today ? end : today.AddDays(-1), priceOn);
            var inside = made.Where(day => day.Day < end).ToList();
            if (inside.Count == 0 || (before is not null && inside[^1].Day.AddDays(1) != end))
            {
                continue;
            }

            rows.AddRange(inside.Select(day => new PerformanceDay(portfolioId, portfolioId, currency, day, Midnight(day.Day.AddDays(1)))));
            if (after is not null && after.Day < today)
            {
                rows.Add(after with { Figures = Following(after.Figures, made.LastOrDefault(day => day.Day == after.Day), isFirst: before is null), RestatedAt = clock.GetUtcNow() });
            }
        }

        return rows;
    }

    private static bool IsClean(PerformanceDay before, PerformanceDay? after, ILookup<DateOnly, Money> flows, IReadOnlyList<Account> mine, DateOnly today) =>
        after is not null && after.Day < today && !flows[after.Day].Any() && !mine.Any(account => DayOf(account.CreatedAt) is var day && day > before.Day && day <= after.Day);

    /// <summary>The first day seen is no longer the base of all, so what came in on it before it was seen is a flow; a later one no longer counts the gap's flows.</summary>
    private static DailyEquity Following(DailyEquity seen, DailyEquity? made, bool isFirst) =>
        !isFirst ? seen with { Timed = [.. seen.Timed.Where(flow => flow.At > Midnight(seen.Day))] }
        : made is not null && seen.Timed.IsEmpty ? seen with { Inflow = made.Inflow, Outflow = made.Outflow }
        : seen;

    /// <summary>Whether every history was read to its end, and the oldest line of any.</summary>
    private async Task<(bool IsComplete, DateTimeOffset? Oldest)> OldestAsync(IReadOnlyList<Account> mine, CancellationToken cancellationToken)
    {
        DateTimeOffset? oldest = null;
        foreach (var account in mine)
        {
            var marks = (await ledger.LoadMarksAsync(account.Id, cancellationToken)).ToDictionary(mark => mark.History, StringComparer.Ordinal);
            var histories = HistoriesOf(account);
            if (histories.IsEmpty || histories.Any(history => !marks.TryGetValue(history.Id, out var mark) || !mark.IsComplete))
            {
                return (false, null);
            }

            oldest = marks.Values.Select(mark => mark.Oldest).Append(oldest).Where(at => at is not null).Min();
        }

        return (true, oldest);
    }

    private ImmutableArray<HistoryDescription> HistoriesOf(Account account) =>
        adapters.FirstOrDefault(adapter => adapter.Venue.Id == account.Venue)?.Venue.Histories ?? [];

    private async Task<Ledger?> ReadAsync(string portfolioId, IReadOnlyList<Account> mine, CancellationToken cancellationToken)
    {
        var entries = new List<LedgerEntry>();
        var others = new HashSet<string>(StringComparer.Ordinal);
        var ids = mine.Select(account => account.Id).ToHashSet(StringComparer.Ordinal);
        TransactionPlace? before = null;
        while (true)
        {
            var page = await ledger.ListAsync(portfolioId, new TransactionFilter(Before: before, Limit: PageSize), cancellationToken);
            others.UnionWith(page.Select(row => row.AccountId).Where(id => !ids.Contains(id)));
            entries.AddRange(page.Where(row => ids.Contains(row.AccountId)).Select(row => LedgerEntry.Of(row.AccountId, row.Transaction, row.RecordedAt)));
            if (page.Length < PageSize)
            {
                break;
            }

            before = new TransactionPlace(page[^1].Transaction.At, page[^1].AccountId, page[^1].Transaction.Id);
        }

        var known = LedgerHistory.Known(entries);
        var held = new List<(string AccountId, Money Money)>();
        var open = new List<OpenContracts>();
        foreach (var account in mine)
        {
            var wallets = await holdings.LoadAsync(account.Id, cancellationToken);
            if (wallets.IsEmpty || wallets.Any(wallet => wallet.AsOf is null))
            {
                return null;
            }

            held.AddRange(wallets.SelectMany(wallet => wallet.Balances).Select(balance => (account.Id, new Money(balance.Total, balance.Asset))));
            open.AddRange(wallets.SelectMany(wallet => wallet.Positions).Where(position => position.AddsToEquity).Select(position => new OpenContracts(account.Id, position.Instrument, position.Side, position.Contracts)));
        }

        var reach = mine.SelectMany(account => HistoriesOf(account).Select(history => history.Reach)).Where(back => back is not null).DefaultIfEmpty(null).Min();
        return new Ledger(
            known, [.. held], [.. open], await TermsAsync(mine, known, cancellationToken), OpeningOf(known, held), reach is { } back ? DayOf(clock.GetUtcNow() - back).AddDays(1) : DateOnly.MinValue,
            await NotBeforeAsync(others, cancellationToken));
    }

    /// <summary>What one contract is, by the venues' lists; an option has no such terms, since its price follows from more than that of what is underneath.</summary>
    private async Task<Func<string, string, ContractTerms?>> TermsAsync(
        IReadOnlyList<Account> mine, ImmutableArray<LedgerEntry> known, CancellationToken cancellationToken)
    {
        var traded = known.Where(entry => entry.Transaction!.Kind is TransactionKind.FuturesTrade or TransactionKind.Liquidation).Select(entry => entry.AccountId).ToHashSet(StringComparer.Ordinal);
        var terms = new Dictionary<(string Venue, string Instrument), ContractTerms?>();
        var venueOf = mine.ToDictionary(account => account.Id, account => account.Venue, StringComparer.Ordinal);
        foreach (var venue in mine.Where(account => traded.Contains(account.Id)).Select(account => account.Venue).Distinct(StringComparer.Ordinal))
        {
            if (await adapters.First(adapter => adapter.Venue.Id == venue).GetInstrumentsAsync(cancellationToken) is ExchangeReply<ImmutableArray<Instrument>>.Answer { Value: var listed })
            {
                foreach (var instrument in listed.Where(instrument => instrument.Kind is InstrumentKind.Perpetual or InstrumentKind.Future))
                {
                    terms[(venue, instrument.Id)] = instrument.Terms;
                }
            }
        }

        return (account, instrument) => terms.GetValueOrDefault((venueOf[account], instrument));
    }

    /// <summary>What removed accounts held is not known any more: only days after them can be made.</summary>
    private async Task<DateOnly> NotBeforeAsync(IEnumerable<string> removed, CancellationToken cancellationToken)
    {
        var since = DateOnly.MinValue;
        foreach (var id in removed)
        {
            since = await accounts.FindAsync(id, cancellationToken) is { RemovedAt: { } at } && DayOf(at).AddDays(1) is var next && next > since ? next : since;
        }

        return since;
    }

    /// <summary>What is held and no line explains, in words that two looks can compare; "" where everything is explained.</summary>
    private static string OpeningOf(ImmutableArray<LedgerEntry> known, IEnumerable<(string AccountId, Money Money)> held)
    {
        var rest = held.GroupBy(one => (one.AccountId, one.Money.Asset)).ToDictionary(one => one.Key, one => one.Sum(row => row.Money.Amount));
        foreach (var entry in known)
        {
            foreach (var (_, change) in entry.Transaction!.Legs)
            {
                var key = (entry.AccountId, change.Asset);
                rest[key] = rest.GetValueOrDefault(key) - change.Amount;
            }
        }

        return string.Join(' ', rest.Where(one => Math.Abs(one.Value) > Dust)
            .Select(one => FormattableString.Invariant($"{one.Key.AccountId}:{one.Key.Asset}:{Math.Round(one.Value, 8)}")).Order(StringComparer.Ordinal));
    }

    private async Task<Func<Asset, DateOnly, decimal?>> PricesAsync(Ledger read, DateOnly from, DateOnly to, Asset currency, CancellationToken cancellationToken)
    {
        var ignored = portfolioOptions.Value.IgnoredAssets.Select(Asset.Parse).ToHashSet();
        var assets = read.Held.Select(one => one.Money.Asset).Concat(read.Known.SelectMany(entry => entry.Transaction!.Legs).Select(leg => leg.Change.Asset))
            .Concat(read.Known.Where(entry => entry.Transaction!.Trade is not null).SelectMany(entry => new[] { entry.Transaction!.Trade!.Symbol.Base, entry.Transaction.Trade.Symbol.Quote }))
            .Append(currency).Distinct().ToList();
        var usd = (await prices.ListAsync(assets, from, to, cancellationToken)).ToDictionary(price => (price.Asset, price.Day), price => price.Usd);
        return (asset, day) => ignored.Contains(asset) ? 0m
            : asset == currency ? 1m
            : UsdOf(asset, day) is { } price && UsdOf(currency, day) is { } unit ? Exact.Quotient(price, unit)
            : null;

        decimal? UsdOf(Asset asset, DateOnly day) => asset == Asset.Usd ? 1m : usd.TryGetValue((asset, day), out var price) ? price : null;
    }

    private static DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(at.UtcDateTime);

    private static DateTimeOffset Midnight(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    /// <param name="Today">The day of the round.</param>
    /// <param name="Lines">How many lines the ledger had.</param>
    /// <param name="Days">How many days there were.</param>
    /// <param name="Opening">What no line explained.</param>
    /// <param name="IsSure">Whether that was seen twice, or is nothing.</param>
    /// <param name="Written">How many days were written.</param>
    internal sealed record Progress(DateOnly Today, long Lines, int Days, string Opening, bool IsSure, int Written)
    {
        /// <summary>Not yet: something is still being read.</summary>
        public static Progress None { get; } = new(DateOnly.MinValue, 0, 0, "?", false, 0);

        /// <summary>There is no ledger that could tell.</summary>
        public static Progress Never { get; } = new(DateOnly.MinValue, 0, 0, "", true, 0);
    }

    /// <param name="Reach">The first day of which no venue has forgotten a line.</param>
    /// <param name="NotBefore">The first day since when no account was removed.</param>
    private sealed record Ledger(
        ImmutableArray<LedgerEntry> Known,
        ImmutableArray<(string AccountId, Money Money)> Held,
        ImmutableArray<OpenContracts> Open,
        Func<string, string, ContractTerms?> TermsOf,
        string Opening,
        DateOnly Reach,
        DateOnly NotBefore)
    {
        public bool IsExplained => Opening.Length == 0;
    }
}
