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

    public Dictionary<Wallet, SortedDictionary<string, Balance>> Wallets { get; init; } = [];

    public List<Position> Positions { get; init; } = [];

    /// <summary>By market id; a market without an entry has the venue's default.</summary>
    public Dictionary<string, LeverageSetting> Leverage { get; init; } = [];

    public List<Fill> Fills { get; init; } = [];

    public List<Movement> Movements { get; init; } = [];

    public List<FundsMove> FundsMoves { get; init; } = [];

    public List<WalletTransfer> Transfers { get; init; } = [];

    /// <summary>Binance futures' key to the user data stream, while one is valid.</summary>
    public string? ListenKey { get; set; }

    public DateTimeOffset ListenKeyUntil { get; set; }

    public bool MayFrom(string ip) => AllowedIps.Count == 0 || AllowedIps.Contains(ip);

    public Balance BalanceOf(Wallet wallet, string asset) =>
        Wallets.TryGetValue(wallet, out var balances) && balances.TryGetValue(asset, out var balance) ? balance : Balance.None;

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

/// <param name="Isolated">Isolated margin instead of cross; Binance only.</param>
internal sealed record LeverageSetting(int Leverage, bool Isolated)
{
    public static LeverageSetting Default { get; } = new(10, false);
}
