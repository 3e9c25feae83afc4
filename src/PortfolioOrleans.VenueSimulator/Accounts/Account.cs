using PortfolioOrleans.VenueSimulator.Control;

namespace PortfolioOrleans.VenueSimulator.Accounts;

/// <summary>One customer of a venue: keys, wallets, positions and everything that ever happened to them. Saved as it is.</summary>
internal sealed class Account
{
    public required string Id { get; init; }

    public required SimulatedVenue Venue { get; init; }

    public required string Label { get; init; }

    public string? Owner { get; init; }

    public required long Uid { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required string Key { get; init; }

    public required string Secret { get; init; }

    /// <summary>OKX only; "" at Binance.</summary>
    public required string Passphrase { get; init; }

    public KeyEnvironment Environment { get; init; }

    public HashSet<KeyPermission> Permissions { get; set; } = [];

    /// <summary>Empty: any address may use the key.</summary>
    public List<string> AllowedIps { get; set; } = [];

    public bool Revoked { get; set; }

    /// <summary>Long and short kept apart: Binance's hedge mode, OKX's long_short_mode.</summary>
    public bool Hedged { get; set; }

    /// <summary>OKX's account mode: 1 spot, 2 futures, 3 multi-currency margin, 4 portfolio margin.</summary>
    public int Level { get; set; } = 2;

    /// <summary>OKX, modes 3 and 4: a currency of the trading account may go below zero, which is a debt.</summary>
    public bool AutoLoan { get; set; }

    /// <summary>Binance: margin, USD-M and COIN-M are one, and /papi serves them.</summary>
    public bool PortfolioMargin { get; set; }

    /// <summary>Binance: any asset of the USD-M wallet is margin for any position.</summary>
    public bool MultiAssets { get; set; }

    /// <summary>Wallets that the customer never opened: their endpoints say so.</summary>
    public HashSet<Wallet> Unopened { get; set; } = [];

    /// <summary>By wallet, and by <see cref="Pocket"/> in it.</summary>
    public Dictionary<Wallet, SortedDictionary<string, Balance>> Wallets { get; init; } = [];

    /// <summary>What is owed at Binance, keyed as <see cref="Wallets"/> are. At OKX a balance below zero is the debt.</summary>
    public Dictionary<Wallet, SortedDictionary<string, Debt>> Debts { get; init; } = [];

    public List<Position> Positions { get; init; } = [];

    /// <summary>By market id; a market without an entry has the venue's default.</summary>
    public Dictionary<string, LeverageSetting> Leverage { get; init; } = [];

    public List<Fill> Fills { get; init; } = [];

    public List<Movement> Movements { get; init; } = [];

    public List<FundsMove> FundsMoves { get; init; } = [];

    public List<WalletTransfer> Transfers { get; init; } = [];

    public List<Conversion> Conversions { get; init; } = [];

    public List<EarnPosition> EarnPositions { get; init; } = [];

    public List<EarnRecord> EarnRecords { get; init; } = [];

    public List<LoanRecord> Loans { get; init; } = [];

    public List<InterestRecord> Interests { get; init; } = [];

    public List<Distribution> Distributions { get; init; } = [];

    public List<FiatRecord> FiatRecords { get; init; } = [];

    public List<ClosedPosition> ClosedPositions { get; init; } = [];

    private readonly FillIndex _index = new();

    /// <summary>Binance futures' keys to user data streams, while they are valid: one each for USD-M, COIN-M and portfolio margin.</summary>
    public Dictionary<string, ListenKey> ListenKeys { get; init; } = [];

    public bool MayFrom(string ip) => AllowedIps.Count == 0 || AllowedIps.Contains(ip);

    /// <summary>When anything last happened to it.</summary>
    public DateTimeOffset LastEventAt => new[] { Movements.LastOrDefault()?.At, Fills.LastOrDefault()?.At, Conversions.LastOrDefault()?.At }
        .Max() ?? DateTimeOffset.MinValue;

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<Fill> FillsIn(string market, bool spot) => _index.Of(Fills, market, spot);

    /// <param name="pocket">The asset's code, or what <see cref="Pocket"/> makes of pair and asset.</param>
    public Balance BalanceOf(Wallet wallet, string pocket) =>
        Wallets.TryGetValue(wallet, out var balances) && balances.TryGetValue(pocket, out var balance) ? balance : Balance.None;

    public Debt DebtOf(Wallet wallet, string pocket) =>
        Debts.TryGetValue(wallet, out var debts) && debts.TryGetValue(pocket, out var debt) ? debt : default;

    public void Owe(Wallet wallet, string pocket, Debt debt)
    {
        if (!Debts.TryGetValue(wallet, out var debts))
        {
            Debts.Add(wallet, debts = new SortedDictionary<string, Debt>(StringComparer.Ordinal));
        }

        debts[pocket] = debt;
    }

    /// <summary>In the order of the codes; assets whose balance is zero again stay listed.</summary>
    public IEnumerable<KeyValuePair<string, Balance>> BalancesIn(Wallet wallet) =>
        Wallets.TryGetValue(wallet, out var balances) ? balances : [];

    public void Put(Wallet wallet, string asset, Balance balance)
    {
        if (!Wallets.TryGetValue(wallet, out var balances))
        {
            Wallets.Add(wallet, balances = new SortedDictionary<string, Balance>(StringComparer.Ordinal));
        }

        balances[asset] = balance;
    }

    public LeverageSetting LeverageOf(string market) => Leverage.GetValueOrDefault(market, LeverageSetting.Default);
}

/// <param name="Free">May be spent.</param>
/// <param name="Held">Belongs to the account but is on its way out (a withdrawal not yet sent).</param>
/// <param name="ChangedAt">Null: it was never anything but zero.</param>
internal readonly record struct Balance(decimal Free, decimal Held, DateTimeOffset? ChangedAt)
{
    public static Balance None => default;

    public decimal Total => Free + Held;
}

/// <param name="Borrowed">Principal.</param>
/// <param name="Interest">Accrued and not yet paid, in the same asset.</param>
internal readonly record struct Debt(decimal Borrowed, decimal Interest)
{
    public decimal Total => Borrowed + Interest;
}

internal sealed record ListenKey(string Key, DateTimeOffset Until);

/// <param name="Isolated">Isolated margin instead of cross.</param>
internal sealed record LeverageSetting(int Leverage, bool Isolated)
{
    public static LeverageSetting Default { get; } = new(10, false);
}
