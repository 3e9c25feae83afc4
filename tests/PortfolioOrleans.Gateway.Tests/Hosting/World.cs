using System.Collections.Concurrent;
using System.Collections.Immutable;
using PortfolioOrleans.Contracts.Accounts;
using PortfolioOrleans.Contracts.Ledger;
using PortfolioOrleans.Contracts.Performance;
using PortfolioOrleans.Contracts.Portfolios;
using PortfolioOrleans.Contracts.Venues;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Storage;

namespace PortfolioOrleans.Gateway.Tests.Hosting;

/// <summary>What the grains behind the gateway say, as the test wants it.</summary>
public sealed class World
{
    private readonly ConcurrentDictionary<string, FakePortfolio> _portfolios = new(StringComparer.Ordinal);

    public ImmutableArray<VenueInfo> Venues { get; set; } =
    [
        new("binance", "Binance", ["spot", "futures"], [new("api_key", false, "In its settings."), new("api_secret", true, "In its settings.")]),
        new("okx", "OKX", ["trading", "funding"], [new("api_key", false, "In its settings.")]),
    ];

    public ConcurrentDictionary<string, FeedStatus> Feeds { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, VenueStatus> Adapters { get; } = new(StringComparer.Ordinal);

    /// <summary>What the markets say now, in dollars.</summary>
    public ConcurrentDictionary<Asset, decimal> Usd { get; } = new();

    /// <summary>While set, every grain fails with it.</summary>
    public Func<Exception>? Failure { get; set; }

    /// <summary>While set, the database cannot be asked.</summary>
    public bool DatabaseIsDown { get; set; }

    /// <summary>How often tokens were asked for.</summary>
    public int TokenLookups;

    public FakePortfolio this[string portfolioId] => _portfolios.GetOrAdd(portfolioId, id => new FakePortfolio(Given.Unvalued(id)));

    public void ThrowIfFailing()
    {
        if (Failure is { } failure)
        {
            throw failure();
        }
    }

    public void ThrowIfDatabaseIsDown()
    {
        if (DatabaseIsDown)
        {
            throw new StorageUnavailableException("The database cannot be asked now: connection refused by 10.1.2.3:5432.");
        }
    }
}

public sealed class FakePortfolio(PortfolioSnapshot snapshot)
{
    public PortfolioSnapshot Snapshot { get; set; } = snapshot;

    public ImmutableArray<AccountSnapshot> Accounts { get; set; } = [];

    public FakeLedger Ledger { get; } = new();

    /// <summary>Who made what.</summary>
    public AttributionReport Attribution { get; set; } = Given.Attribution;

    /// <summary>What was asked of it.</summary>
    public List<AttributionQuery> Attributed { get; } = [];

    /// <summary>What adding an account does.</summary>
    public Func<NewAccount, AccountSnapshot> Add { get; set; } = account => Given.Account("new-1", account.Venue, account.Label);

    /// <summary>What syncing an account does.</summary>
    public Func<AccountSnapshot, AccountSnapshot> Sync { get; set; } = account => account;

    /// <summary>How often the snapshot was asked for.</summary>
    public int Asked;
}

/// <summary>What a ledger says, and what it was asked and given.</summary>
public sealed class FakeLedger
{
    public PnlStatement Pnl { get; set; } = GivenLedger.Pnl;

    public PnlStatement PnlBySymbol { get; set; } = GivenLedger.PnlBySymbol;

    public PnlStatement PnlByAccount { get; set; } = GivenLedger.PnlByAccount;

    public PnlHistory PnlHistory { get; set; } = GivenLedger.PnlHistory;

    public ImmutableArray<ClosedTrip> Trips { get; set; } = [];

    public LinePage Lines { get; set; } = GivenLedger.Lines;

    public TaxStatement Tax { get; set; } = GivenLedger.Tax;

    public ImmutableArray<ReconciledRow> Reconciled { get; set; } = GivenLedger.Reconciled;

    public List<LedgerView> Views { get; } = [];

    public List<LineQuery> Queries { get; } = [];

    public List<PnlHistoryQuery> Periods { get; } = [];

    public List<(ImmutableArray<GivenLine> Lines, RecordRules Rules)> Given { get; } = [];

    public ImmutableArray<HeldBalance> Balances { get; set; } = [];

    /// <summary>What recording does: by default every line is new.</summary>
    public Func<ImmutableArray<GivenLine>, RecordRules, RecordedLines> Record { get; set; } = (lines, rules) => new RecordedLines(
        [
            .. lines.Select(line => new RecordedLine(
                LineOutcome.Added, line.Account ?? "manual-alice", line.Transaction.Id, rules.DryRun ? null : Hosting.Given.Noon, LineFault.None, null)),
        ],
        !rules.DryRun);
}
