using System.Collections.Immutable;
using PortfolioOrleans.Contracts;
using PortfolioOrleans.Contracts.Accounts;
using PortfolioOrleans.Contracts.Ledger;
using PortfolioOrleans.Contracts.Performance;
using PortfolioOrleans.Contracts.Portfolios;
using PortfolioOrleans.Contracts.Venues;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Gateway.Tests.Hosting;

internal sealed class FakePortfolioGrain(World world) : Grain, IPortfolioGrain
{
    private FakePortfolio Portfolio
    {
        get
        {
            world.ThrowIfFailing();
            return world[this.GetPrimaryKeyString()];
        }
    }

    public Task<PortfolioSnapshot> GetSnapshotAsync()
    {
        Interlocked.Increment(ref Portfolio.Asked);
        return Task.FromResult(Portfolio.Snapshot);
    }

    public Task<ImmutableArray<AccountSnapshot>> GetAccountsAsync() => Task.FromResult(Portfolio.Accounts);

    public Task<AccountSnapshot> AddAccountAsync(NewAccount account, CancellationToken cancellationToken)
    {
        var added = Portfolio.Add(account);
        if (Portfolio.Accounts.All(known => known.AccountId != added.AccountId))
        {
            Portfolio.Accounts = Portfolio.Accounts.Add(added);
        }

        return Task.FromResult(added);
    }

    public Task RemoveAccountAsync(string accountId, CancellationToken cancellationToken)
    {
        Portfolio.Accounts = Portfolio.Accounts.Remove(Find(accountId));
        return Task.CompletedTask;
    }

    public Task<AccountSnapshot> SyncAccountAsync(string accountId, CancellationToken cancellationToken) =>
        Task.FromResult(Portfolio.Sync(Find(accountId)));

    public Task RefreshAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private AccountSnapshot Find(string accountId) => Portfolio.Accounts.FirstOrDefault(account => account.AccountId == accountId)
        ?? throw new AccountNotFoundException($"There is no account \"{accountId}\" in this portfolio.");
}

/// <summary>Knows the accounts of the one portfolio that a test gives them to: "alice".</summary>
internal sealed class FakeAccountGrain(World world) : Grain, IExchangeAccountGrain
{
    public Task<AccountSnapshot> OpenAsync(string portfolioId, NewAccount account, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<AccountSnapshot> GetSnapshotAsync() => Task.FromResult(Find());

    public Task<AccountSnapshot> SyncAsync(CancellationToken cancellationToken) => Task.FromResult(world["alice"].Sync(Find()));

    public Task CloseAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private AccountSnapshot Find() => world["alice"].Accounts.FirstOrDefault(account => account.AccountId == this.GetPrimaryKeyString())
        ?? throw new AccountNotFoundException($"There is no account \"{this.GetPrimaryKeyString()}\".");
}

/// <summary>Says what the test wants, and keeps what it was given.</summary>
internal sealed class FakeLedgerGrain(World world) : Grain, ILedgerGrain
{
    private FakeLedger Ledger
    {
        get
        {
            world.ThrowIfFailing();
            return world[this.GetPrimaryKeyString()].Ledger;
        }
    }

    public Task<PnlStatement> GetPnlAsync(LedgerView view, CancellationToken cancellationToken)
    {
        Ledger.Views.Add(view);
        return Task.FromResult(Ledger.Pnl);
    }

    public Task<PnlStatement> GetPnlBySymbolAsync(LedgerView view, CancellationToken cancellationToken)
    {
        Ledger.Views.Add(view);
        return Task.FromResult(Ledger.PnlBySymbol);
    }

    public Task<PnlStatement> GetPnlByAccountAsync(LedgerView view, CancellationToken cancellationToken)
    {
        Ledger.Views.Add(view);
        return Task.FromResult(Ledger.PnlByAccount);
    }

    public Task<PnlHistory> GetPnlHistoryAsync(PnlHistoryQuery query, CancellationToken cancellationToken)
    {
        Ledger.Views.Add(query.View);
        Ledger.Periods.Add(query);
        return Task.FromResult(Ledger.PnlHistory);
    }

    public Task LookAsync(bool isNews) => Task.CompletedTask;

    public Task<TripPage> GetTripsAsync(LedgerView view, DateTimeOffset? since, int most, CancellationToken cancellationToken)
    {
        Ledger.Views.Add(view);
        var left = Ledger.Trips.Where(trip => since is null || trip.ClosedAt >= since).ToList();
        return Task.FromResult(new TripPage(Asset.Usd, [.. left.Take(most)], left.Count > most ? left[most].ClosedAt : null));
    }

    public Task<LinePage> GetLinesAsync(LineQuery query, CancellationToken cancellationToken)
    {
        Ledger.Queries.Add(query);
        return Task.FromResult(Ledger.Lines);
    }

    public Task<TaxStatement> GetTaxAsync(int year, HoldingRule holding, LedgerView view, CancellationToken cancellationToken)
    {
        Ledger.Views.Add(view);
        return Task.FromResult(Ledger.Tax with { Year = year });
    }

    public Task<ImmutableArray<ReconciledRow>> ReconcileAsync(ImmutableArray<HeldBalance> balances, CancellationToken cancellationToken)
    {
        Ledger.Balances = balances;
        return Task.FromResult(Ledger.Reconciled);
    }

    public Task<RecordedLines> RecordAsync(ImmutableArray<GivenLine> lines, RecordRules rules, CancellationToken cancellationToken)
    {
        Ledger.Given.Add((lines, rules));
        return Task.FromResult(Ledger.Record(lines, rules));
    }
}

/// <summary>Says what the test wants, and keeps what it was asked.</summary>
internal sealed class FakeAttributionGrain(World world) : Grain, IAttributionGrain
{
    public Task<AttributionReport> AttributeAsync(AttributionQuery query, CancellationToken cancellationToken)
    {
        world.ThrowIfFailing();
        var portfolio = world[this.GetPrimaryKeyString()];
        portfolio.Attributed.Add(query);
        return Task.FromResult(portfolio.Attribution);
    }
}

internal sealed class FakeCatalogGrain(World world) : Grain, IVenueCatalogGrain
{
    public Task<ImmutableArray<VenueInfo>> GetVenuesAsync()
    {
        world.ThrowIfFailing();
        return Task.FromResult(world.Venues);
    }
}

internal sealed class FakeAdapterGrain(World world) : Grain, IExchangeAdapterGrain
{
    public Task<VenueStatus> GetStatusAsync() =>
        Task.FromResult(world.Adapters.GetValueOrDefault(this.GetPrimaryKeyString()) ?? new VenueStatus(this.GetPrimaryKeyString(), [], []));
}

internal sealed class FakeMarketGrain(World world) : Grain, IMarketGrain
{
    public Task<PriceTick> GetPricesAsync(ImmutableArray<Asset> assets, ImmutableArray<string> instruments) => Task.FromResult(new PriceTick(
        this.GetPrimaryKeyString(), 1, Given.Noon, [.. assets.Where(world.Usd.ContainsKey).Select(asset => new AssetQuote(asset, world.Usd[asset]))], []));

    public Task<FeedStatus> GetStatusAsync() => Task.FromResult(
        world.Feeds.GetValueOrDefault(this.GetPrimaryKeyString()) ?? new FeedStatus(this.GetPrimaryKeyString(), Given.Noon, 3, 0, null));
}
