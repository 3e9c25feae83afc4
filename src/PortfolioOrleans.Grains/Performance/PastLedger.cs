using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Performance;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Grains.Ledger;
using PortfolioOrleans.Storage.Accounts;
using PortfolioOrleans.Storage.Holdings;
using PortfolioOrleans.Storage.Ledger;

namespace PortfolioOrleans.Grains.Performance;

/// <summary>A portfolio's ledger as past days are made from it: how far it was read, what it leads to, how far it can be believed.</summary>
internal sealed class PastLedger(
    IEnumerable<IExchangeAdapter> adapters, IAccountStore accounts, IHoldingStore holdings, ITransactionStore ledger, TimeProvider clock)
{
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

        return oldest is { } known ? UtcDay.Of(known) : null;
    }

    /// <summary>False for an account whose venue keeps no histories, as a chain.</summary>
    public bool IsKeptFor(Account account) => !HistoriesOf(account).IsEmpty;

    /// <summary>How many lines there are.</summary>
    public async Task<long> CountAsync(IReadOnlyList<Account> mine, CancellationToken cancellationToken)
    {
        var lines = 0L;
        foreach (var account in mine)
        {
            lines += await ledger.CountAsync(account.Id, cancellationToken);
        }

        return lines;
    }

    /// <summary>Whether every history was read to its end, and the oldest line of any.</summary>
    public async Task<(bool IsComplete, DateTimeOffset? Oldest)> OldestAsync(IReadOnlyList<Account> mine, CancellationToken cancellationToken)
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

    /// <summary>The ledger and what it leads to; null while a wallet was never read.</summary>
    public async Task<LedgerReading?> ReadAsync(string portfolioId, IReadOnlyList<Account> mine, CancellationToken cancellationToken)
    {
        var entries = new List<LedgerEntry>();
        var others = new HashSet<string>(StringComparer.Ordinal);
        var ids = mine.Select(account => account.Id).ToHashSet(StringComparer.Ordinal);
        await foreach (var row in ledger.ReadRecordedAsync(portfolioId, DateTimeOffset.UnixEpoch, cancellationToken))
        {
            if (ids.Contains(row.AccountId))
            {
                entries.Add(row.ToEntry());
            }
            else
            {
                others.Add(row.AccountId);
            }
        }

        return await ReadAsync(mine, LedgerHistory.Known(entries), others, cancellationToken);
    }

    /// <summary>What a ledger that is known leads to; null while a wallet was never read.</summary>
    /// <param name="known">Lines of these accounts alone, in the ledger's order.</param>
    /// <param name="others">All other accounts that lines of the user lie in.</param>
    public async Task<LedgerReading?> ReadAsync(
        IReadOnlyList<Account> mine, ImmutableArray<LedgerEntry> known, IEnumerable<string> others, CancellationToken cancellationToken)
    {
        var held = new List<(string AccountId, Money Money)>();
        var open = new List<(string AccountId, Position Position)>();
        foreach (var account in mine)
        {
            var wallets = await holdings.LoadAsync(account.Id, cancellationToken);
            if (wallets.IsEmpty || wallets.Any(wallet => wallet.AsOf is null))
            {
                return null;
            }

            held.AddRange(wallets.SelectMany(wallet => wallet.Balances).Select(balance => (account.Id, new Money(balance.Total, balance.Asset))));
            open.AddRange(wallets.SelectMany(wallet => wallet.Positions).Where(position => position.AddsToEquity).Select(position => (account.Id, position)));
        }

        var reach = mine.SelectMany(account => HistoriesOf(account).Select(history => history.Reach)).Where(back => back is not null).DefaultIfEmpty(null).Min();
        return new LedgerReading(
            known,
            [.. held],
            [.. open],
            await TermsAsync(mine, known, cancellationToken),
            OpeningOf(known, held),
            reach is { } back ? UtcDay.Of(clock.GetUtcNow() - back).AddDays(1) : DateOnly.MinValue,
            await NotBeforeAsync(others, cancellationToken));
    }

    /// <summary>What one contract is, by the venues' lists. An option has no such terms: its price follows from more than that of what is underneath.</summary>
    private async Task<Func<string, string, ContractTerms?>> TermsAsync(
        IReadOnlyList<Account> mine, ImmutableArray<LedgerEntry> known, CancellationToken cancellationToken)
    {
        var traded = known.Where(entry => entry.Transaction!.Kind is TransactionKind.FuturesTrade or TransactionKind.Liquidation)
            .Select(entry => entry.AccountId).ToHashSet(StringComparer.Ordinal);
        var terms = new Dictionary<(string Venue, string Instrument), ContractTerms?>();
        var venueOf = mine.ToDictionary(account => account.Id, account => account.Venue, StringComparer.Ordinal);
        foreach (var venue in mine.Where(account => traded.Contains(account.Id)).Select(account => account.Venue).Distinct(StringComparer.Ordinal))
        {
            var reply = await adapters.First(adapter => adapter.Venue.Id == venue).GetInstrumentsAsync(cancellationToken);
            if (reply is ExchangeReply<ImmutableArray<Instrument>>.Answer { Value: var listed })
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
            since = await accounts.FindAsync(id, cancellationToken) is { RemovedAt: { } at } && UtcDay.Of(at).AddDays(1) is var next && next > since ? next : since;
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
}

/// <summary>What is held now, and the ledger that leads to it.</summary>
/// <param name="Known">In the ledger's order.</param>
/// <param name="Opening">What is held and no line explains; "" where everything is explained.</param>
/// <param name="Reach">The first day of which no venue has forgotten a line.</param>
/// <param name="NotBefore">The first day since when no account was removed.</param>
internal sealed record LedgerReading(
    ImmutableArray<LedgerEntry> Known,
    ImmutableArray<(string AccountId, Money Money)> Held,
    ImmutableArray<(string AccountId, Position Position)> Positions,
    Func<string, string, ContractTerms?> TermsOf,
    string Opening,
    DateOnly Reach,
    DateOnly NotBefore)
{
    public bool IsExplained => Opening.Length == 0;

    /// <summary>What is open, as past positions are made from it.</summary>
    public ImmutableArray<OpenContracts> Open =>
        [.. Positions.Select(one => new OpenContracts(one.AccountId, one.Position.Instrument, one.Position.Side, one.Position.Contracts))];

    /// <summary>All that has to have a price for a day to be made.</summary>
    public IEnumerable<Asset> Assets => Held.Select(one => one.Money.Asset)
        .Concat(Known.SelectMany(entry => entry.Transaction!.Legs).Select(leg => leg.Change.Asset))
        .Concat(Known.Select(entry => entry.Transaction!.Trade).OfType<Trade>().SelectMany(trade => new[] { trade.Symbol.Base, trade.Symbol.Quote }))
        .Distinct();
}
