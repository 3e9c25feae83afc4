using System.Net;
using PortfolioOrleans.VenueSimulator.Accounts;
using PortfolioOrleans.VenueSimulator.Control;
using PortfolioOrleans.VenueSimulator.Markets;

namespace PortfolioOrleans.VenueSimulator;

public sealed partial class SimulatedWorld
{
    public IReadOnlyList<AccountSummary> Accounts
    {
        get
        {
            lock (_gate)
            {
                return [.. _state.Accounts.Select(Summary)];
            }
        }
    }

    public AccountSummary OpenAccount(NewAccount order) => Change(() =>
    {
        ControlException.ThrowUnless(order.Venue != SimulatedVenue.Evm, "bad_value", "A node of a chain has no accounts.");
        ControlException.ThrowUnless(order.Label.Length is > 0 and <= 100, "bad_value", "A label has 1 to 100 characters.");
        ControlException.ThrowUnless(_state.Accounts.TrueForAll(account => account.Label != order.Label), "taken", $"There is an account '{order.Label}' already.");
        ControlException.ThrowUnless(order.Environment == KeyEnvironment.Live || order.Venue == SimulatedVenue.Okx, "bad_value", "Only OKX has other environments.");
        var account = NewAccount(order);
        ControlException.ThrowUnless(
            account.Key.Length is > 0 and <= 128 && account.Key.All(c => char.IsAsciiLetterOrDigit(c) || (c == '-' && order.Venue != SimulatedVenue.Binance)),
            "bad_value", "A key has up to 128 letters and digits.");
        ControlException.ThrowUnless(account.Secret.Length > 0, "bad_value", "A secret is not empty.");
        ControlException.ThrowUnless(_state.Accounts.TrueForAll(other => other.Key != account.Key), "taken", "There is an account with this key already.");
        _state.Accounts.Add(account);
        return Summary(account);
    });

    /// <summary>The venue forgets the key, at once and on open sockets too. The account stays.</summary>
    /// <param name="revoked">False gives the key back.</param>
    public AccountSummary RevokeKey(string accountId, bool revoked = true) => Change(() =>
    {
        var account = Find(accountId);
        account.Revoked = revoked;
        if (revoked)
        {
            account.ListenKeys.Clear();
            Publish(new KeyRevoked(account, DeskOf(account.Venue).Context.VenueTime), isNews: true);
        }

        return Summary(account);
    });

    public AccountSummary SetPermissions(string accountId, IReadOnlyList<KeyPermission> permissions) => Change(() =>
    {
        var account = Find(accountId);
        account.Permissions = [.. permissions];
        return Summary(account);
    });

    /// <param name="ips">Addresses that may use the key; empty: all.</param>
    public AccountSummary SetAllowedIps(string accountId, IReadOnlyList<string> ips) => Change(() =>
    {
        RequireIps(ips);
        var account = Find(accountId);
        account.AllowedIps = [.. ips];
        return Summary(account);
    });

    /// <summary>What the account owns. Its formula is said at <see cref="AccountStatement"/>.</summary>
    /// <param name="pricesAt">The moment whose prices are used; what is held is what is held now. Default: now.</param>
    public AccountStatement State(string accountId, DateTimeOffset? pricesAt = null)
    {
        lock (_gate)
        {
            return Statements.Of(Find(accountId), _prices, pricesAt ?? _binance.Context.Now);
        }
    }

    /// <summary>All accounts of one owner, and the wallets on chains, at one moment.</summary>
    public OwnerStatement StateOwner(string owner, DateTimeOffset? pricesAt = null)
    {
        lock (_gate)
        {
            var at = pricesAt ?? _binance.Context.Now;
            var accounts = _state.Accounts.Where(account => account.Owner == owner).Select(account => Statements.Of(account, _prices, at)).ToList();
            var wallets = _wallets.Where(wallet => wallet.Owner == owner).Select(StateWallet).ToList();
            ControlException.ThrowUnless(accounts.Count + wallets.Count > 0, "unknown_owner", $"Nobody called '{owner}' owns an account.");
            return new OwnerStatement(owner, accounts.Sum(account => account.EquityUsd) + wallets.Sum(wallet => wallet.EquityUsd), accounts, wallets);
        }
    }

    private Account NewAccount(NewAccount order)
    {
        RequireIps(order.AllowedIps);
        var (seed, line) = (_state.Seed, $"{order.Venue}/{order.Label}");
        var number = _state.Accounts.Count + 1;
        var binance = order.Venue == SimulatedVenue.Binance;
        return new Account
        {
            Id = $"{(binance ? "binance" : "okx")}-{number}",
            Venue = order.Venue,
            Label = order.Label,
            Owner = order.Owner,
            Uid = binance ? 354_000_000 + number : 610_000_000_000_000_000 + number * 65_537L,
            CreatedAt = DeskOf(order.Venue).Context.VenueTime,
            Key = order.Key ?? (binance ? Walk.Letters(seed, $"key/{line}", 64) : OkxKey(seed, line)),
            Secret = order.Secret ?? (binance ? Walk.Letters(seed, $"secret/{line}", 64) : Walk.Hex(seed, $"secret/{line}", 32).ToUpperInvariant()),
            Passphrase = binance ? "" : order.Passphrase ?? Walk.Letters(seed, $"passphrase/{line}", 12),
            Environment = order.Environment,
            Permissions = [.. order.Permissions],
            AllowedIps = [.. order.AllowedIps],
            Hedged = order.Hedged,
        };
    }

    /// <summary>Shaped like a UUID.</summary>
    private static string OkxKey(int seed, string line)
    {
        var digits = Walk.Hex(seed, $"key/{line}", 32);
        return $"{digits[..8]}-{digits[8..12]}-{digits[12..16]}-{digits[16..20]}-{digits[20..]}";
    }

    private static void RequireIps(IReadOnlyList<string> ips)
    {
        foreach (var ip in ips)
        {
            ControlException.ThrowUnless(IPAddress.TryParse(ip, out _), "bad_value", $"'{ip}' is no IP address.");
        }
    }

    private static AccountSummary Summary(Account account) => new(
        account.Id, account.Label, account.Owner, account.Venue, account.Key, account.Secret, account.Passphrase, account.Environment,
        [.. account.Permissions.Order()], [.. account.AllowedIps], account.Revoked, account.Hedged);

    /// <param name="accountId">Its id or its label.</param>
    private Account Find(string accountId)
    {
        var account = _state.Accounts.Find(one => one.Id == accountId || one.Label == accountId);
        ControlException.ThrowUnless(account is not null, "unknown_account", $"There is no account '{accountId}'.");
        return account;
    }
}
