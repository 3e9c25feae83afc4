using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Runtime;
using PortfolioOrleans.Contracts;
using PortfolioOrleans.Contracts.Ledger;
using PortfolioOrleans.Contracts.Venues;
using PortfolioOrleans.Domain.CostBasis;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Reconciliation;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Grains.Accounts;
using PortfolioOrleans.Grains.Portfolios;
using PortfolioOrleans.Storage;

namespace PortfolioOrleans.Grains.Ledger;

/// <summary>Keeps one portfolio's books in memory and answers from them; takes up what was recorded since before each answer.</summary>
internal sealed partial class LedgerGrain(
    LedgerRecords records,
    IEnumerable<IExchangeAdapter> adapters,
    IOptions<PortfolioOptions> options,
    TimeProvider clock,
    ILogger<LedgerGrain> log) : Grain, ILedgerGrain
{
    /// <summary>Fewer are read anew in milliseconds.</summary>
    private const int ManyLines = 2_000;

    /// <summary>By what conventions the portfolio is told of the day: those that answers have by default.</summary>
    private static readonly LedgerView Told = new(CostMethod.Fifo);

    private readonly Asset _currency = Asset.Parse(options.Value.Currency);
    private readonly LiveLedger _ledger = new(Asset.Parse(options.Value.Currency));
    private readonly SortedSet<Asset> _pricedAssets = [];
    private readonly PriceLooks _priceLooks = new(TimeSpan.FromMinutes(2));
    private DateTimeOffset? _readSince;
    private DateTimeOffset _readAt; // When the last reading began.
    private RealizedDay? _told;
    private bool _isWanted; // Somebody asked, or lines come in and there are many: more questions will follow.

    private string PortfolioId => this.GetPrimaryKeyString();

    public Task<PnlStatement> GetPnlAsync(LedgerView view, CancellationToken cancellationToken) => MakePnlAsync(view, PnlCut.Whole, cancellationToken);

    public Task<PnlStatement> GetPnlBySymbolAsync(LedgerView view, CancellationToken cancellationToken) => MakePnlAsync(view, PnlCut.Symbol, cancellationToken);

    public Task<PnlStatement> GetPnlByAccountAsync(LedgerView view, CancellationToken cancellationToken) => MakePnlAsync(view, PnlCut.Account, cancellationToken);

    public async Task<PnlHistory> GetPnlHistoryAsync(PnlHistoryQuery query, CancellationToken cancellationToken)
    {
        await RefreshAsync(cancellationToken);
        return PnlHistoryMaker.Make(_ledger.Read(query.View), query, query.View.AsOf ?? clock.GetUtcNow());
    }

    public async Task<TripPage> GetTripsAsync(LedgerView view, DateTimeOffset? since, int most, CancellationToken cancellationToken)
    {
        await RefreshAsync(cancellationToken);

        var reading = _ledger.Read(view);
        var (trips, next) = reading.Books.Days.TripsSince(since, most);
        return new TripPage(reading.Currency, trips, next);
    }

    public async Task<LinePage> GetLinesAsync(LineQuery query, CancellationToken cancellationToken)
    {
        await RefreshAsync(cancellationToken);

        var reading = _ledger.Read(query.View);
        var rows = ImmutableArray.CreateBuilder<LineRow>(query.Limit);
        var place = query.Before is { } before ? Places.Of(reading.Lines, before) : reading.Lines.Count;
        while (--place >= 0)
        {
            var entry = reading.Lines[place];
            if (!Takes(query, entry.Transaction!))
            {
                continue;
            }

            if (rows.Count == query.Limit)
            {
                return new LinePage(rows.ToImmutable(), HasMore: true);
            }

            var made = reading.Books.MadeBy(place).ToList();
            rows.Add(new LineRow(
                entry.AccountId, entry.Transaction!, entry.RecordedAt, entry.Corrects, entry.Reason,
                made.Sum(booking => booking.Result), made.TrueForAll(booking => booking.IsPriced)));
        }

        return new LinePage(rows.ToImmutable(), HasMore: false);
    }

    public async Task<TaxStatement> GetTaxAsync(int year, HoldingRule holding, LedgerView view, CancellationToken cancellationToken)
    {
        await RefreshAsync(cancellationToken);
        return TaxMaker.Make(year, holding, _ledger.Read(view), view.Explain);
    }

    public async Task<ImmutableArray<ReconciledRow>> ReconcileAsync(ImmutableArray<HeldBalance> balances, CancellationToken cancellationToken)
    {
        await RefreshAsync(cancellationToken);
        return [.. Reconcile(_ledger.Lines.Standing, balances)];
    }

    private static IEnumerable<ReconciledRow> Reconcile(IReadOnlyCollection<LedgerEntry> standing, IEnumerable<HeldBalance> balances)
    {
        var read = balances.Select(balance => new VenueBalance(balance.AccountId, balance.Asset, balance.Total, balance.AsOf)).ToList();
        var findings = Reconciler.Compare(standing, read).ToDictionary(finding => (finding.AccountId, finding.Asset));
        var agreed = read.Where(balance => !findings.ContainsKey((balance.AccountId, balance.Asset)))
            .Select(balance => new ReconciledRow(balance.AccountId, balance.Asset, balance.Total, balance.Total, 0m, balance.AsOf, []));
        return findings.Values
            .Select(finding => new ReconciledRow(
                finding.AccountId, finding.Asset, finding.Ledger, finding.Venue, finding.Difference, finding.AsOf,
                [.. finding.Causes.Select(cause => new DifferenceCause(cause.Kind, cause.Explanation, cause.EntryIds))]))
            .Concat(agreed)
            .OrderBy(row => row.AccountId, StringComparer.Ordinal)
            .ThenBy(row => row.Asset);
    }

    public async Task LookAsync(bool isNews)
    {
        try
        {
            await TakeUpAsync(CancellationToken.None);
            _ledger.Read(Told);
            await TellAsync(evenIfKnown: true);
        }
        catch (StorageUnavailableException gone)
        {
            LogUnread(PortfolioId, gone.Message); // The portfolio asks again.
        }

        _isWanted |= isNews && _ledger.Lines.Standing.Count >= ManyLines;
        if (!_isWanted)
        {
            DeactivateOnIdle(); // Books that nobody looks at need not be kept; they are a reading away.
        }
    }

    public async Task<RecordedLines> RecordAsync(ImmutableArray<GivenLine> lines, RecordRules rules, CancellationToken cancellationToken)
    {
        await RefreshAsync(cancellationToken);

        Dictionary<string, LedgerAccount?> accounts = new(StringComparer.Ordinal);
        foreach (var name in lines.Select(line => line.Account).Distinct(StringComparer.Ordinal))
        {
            accounts[name ?? ""] = await records.FindAccountAsync(PortfolioId, name, rules.NamesMayBeNew, cancellationToken);
        }

        RecordedLines With(RecordedLines recorded, IReadOnlyCollection<LedgerEntry> standing)
        {
            var touched = recorded.Lines.Select(line => line.AccountId).ToHashSet(StringComparer.Ordinal);
            return recorded with
            {
                Differences = [.. Reconcile(standing, rules.Balances.Where(balance => touched.Contains(balance.AccountId))).Where(row => row.Difference != 0m)],
            };
        }

        var ids = lines.Select(line => (accounts[line.Account ?? ""]?.Id ?? "", line.Transaction.Id)).ToHashSet();
        var given = new GivenLines(_ledger.Lines, ids);
        var outcomes = lines.Select(line => given.Judge(line, accounts[line.Account ?? ""]?.Id)).ToImmutableArray();
        if (rules.DryRun || outcomes.Any(outcome => outcome.Outcome == LineOutcome.Wrong))
        {
            return With(
                new RecordedLines(outcomes, Applied: false),
                rules.Balances.IsEmpty ? [] : LedgerHistory.Known([.. _ledger.Lines.All, .. given.Added.Select(line => GivenLines.EntryOf(line, clock.GetUtcNow()))]));
        }

        foreach (var account in accounts.Values.OfType<LedgerAccount>().Where(account => given.Added.Exists(line => line.AccountId == account.Id)))
        {
            await records.MakeAsync(PortfolioId, account, cancellationToken);
        }

        await records.AddAsync(PortfolioId, [.. given.Added], cancellationToken);
        await RefreshAsync(cancellationToken);
        return With(
            new RecordedLines(
                [
                    .. outcomes.Select(outcome => outcome.RecordedAt is null && _ledger.Lines.Find(outcome.AccountId!, outcome.LineId) is { } kept
                        ? outcome with { RecordedAt = kept.RecordedAt }
                        : outcome),
                ],
                Applied: true),
            _ledger.Lines.Standing);
    }

    private async Task<PnlStatement> MakePnlAsync(LedgerView view, PnlCut cut, CancellationToken cancellationToken)
    {
        await RefreshAsync(cancellationToken);

        var reading = _ledger.Read(view);
        var moment = view.AsOf ?? clock.GetUtcNow();
        var held = reading.Books.Books.ByPlace.Keys.Concat(reading.Books.Books.Transit.Keys).Concat(reading.Books.Books.Debts.Keys)
            .Select(key => key.Asset).Distinct().ToImmutableArray();
        var usd = view.AsOf is null ? await AskMarketsAsync(held) : null;
        return PnlMaker.Make(
            reading, moment, cut,
            asset => usd is null ? _ledger.Prices.At(asset, moment) : CrossRate.Of(asset, _currency, one => usd.TryGetValue(one, out var price) ? price : null));
    }

    /// <summary>Knows all there is before an answer; what the portfolio does not know of it is told.</summary>
    private async Task RefreshAsync(CancellationToken cancellationToken)
    {
        _isWanted = true;
        await TakeUpAsync(cancellationToken);
        await TellAsync(evenIfKnown: false);
    }

    /// <summary>Tells the portfolio what the day realised, if the books for it are kept. Not being heard is no failure: it asks again.</summary>
    private async Task TellAsync(bool evenIfKnown)
    {
        if (!_ledger.Keeps(Told))
        {
            return;
        }

        var today = UtcDay.Of(_readAt);
        var told = new RealizedDay(today, _ledger.Read(Told).Books.Days.RealizedSince(today), _currency, _readAt);
        if (!evenIfKnown && _told is { } before && (before.Day, before.Amount) == (told.Day, told.Amount))
        {
            return;
        }

        try
        {
            await this.GetStreamProvider(Names.Streams).GetStream<RealizedDay>(Names.RealizedDayStream(PortfolioId)).OnNextAsync(told);
            _told = told;
        }
        catch (Exception unheard) when (unheard is OrleansException or TimeoutException)
        {
            LogUnheard(PortfolioId, unheard);
        }
    }

    /// <summary>Takes up what was recorded since, and prices that were kept since.</summary>
    private async Task TakeUpAsync(CancellationToken cancellationToken)
    {
        var began = clock.GetUtcNow();
        var (recorded, next) = await records.ReadAsync(PortfolioId, _readSince, cancellationToken);
        _ledger.Take(recorded);
        (_readSince, _readAt) = (next, began);
        await TakePricesAsync(cancellationToken);
    }

    private async Task TakePricesAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var fresh = _ledger.Lines.Assets.Append(_currency).Except(_pricedAssets).ToList();
        var isDue = _priceLooks.IsDue(now);
        if (_ledger.Lines.Standing.Count == 0 || (fresh.Count == 0 && !isDue))
        {
            return;
        }

        var (begin, today) = (UtcDay.Of(_ledger.Lines.Standing[0].Transaction!.At).AddDays(-2), UtcDay.Of(now));
        _ledger.TakePrices(await records.ReadPricesAsync(isDue ? [.. _pricedAssets, .. fresh] : fresh, begin, today, cancellationToken));
        _pricedAssets.UnionWith(fresh);
        if (isDue)
        {
            _priceLooks.Done(now);
        }
    }

    /// <summary>
    /// What a unit is worth now, in dollars, by the markets of the user's venues; by the others, too, where something lies in no venue, so that nobody's markets are woken for a
    /// token that has no price anywhere.
    /// </summary>
    private async Task<Dictionary<Asset, decimal>> AskMarketsAsync(ImmutableArray<Asset> held)
    {
        Dictionary<Asset, decimal> usd = new() { [Asset.Usd] = 1m };
        var own = _ledger.Lines.Accounts.Select(AccountIds.VenueOf).ToHashSet(StringComparer.Ordinal);
        var asksOthers = _ledger.Lines.Accounts.Any(LedgerRecords.IsManual);
        foreach (var venue in adapters.Select(adapter => adapter.Venue.Id).OrderByDescending(own.Contains).Where(venue => asksOthers || own.Contains(venue)))
        {
            var wanted = held.Append(_currency).Where(asset => !usd.ContainsKey(asset)).Distinct().ToImmutableArray();
            if (wanted.IsEmpty)
            {
                break;
            }

            try
            {
                var tick = await GrainFactory.GetGrain<IMarketGrain>(venue).GetPricesAsync(wanted, []);
                foreach (var quote in tick.Assets.Where(quote => quote.Usd is not null))
                {
                    usd.TryAdd(quote.Asset, quote.Usd!.Value);
                }
            }
            catch (Exception silent) when (silent is OrleansException or TimeoutException)
            {
                LogSilent(PortfolioId, venue, silent);
            }
        }

        return usd;
    }

    private static bool Takes(LineQuery query, Transaction transaction) =>
        (query.Symbol is null || transaction.Trade?.Symbol == query.Symbol)
        && (query.Since is null || transaction.At >= query.Since)
        && (query.Until is null || transaction.At < query.Until);

    [LoggerMessage(LogLevel.Information, "The ledger of {PortfolioId} waits for the database: {Detail}")]
    private partial void LogUnread(string portfolioId, string detail);

    [LoggerMessage(LogLevel.Warning, "The ledger of {PortfolioId} could not tell its portfolio of the day; it will be asked again.")]
    private partial void LogUnheard(string portfolioId, Exception exception);

    [LoggerMessage(LogLevel.Warning, "The ledger of {PortfolioId} got no prices from {Venue}; what it holds may be unpriced.")]
    private partial void LogSilent(string portfolioId, string venue, Exception exception);
}
