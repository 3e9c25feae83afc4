using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using PortfolioOrleans.Gateway.Access;
using PortfolioOrleans.Grains.Accounts;
using PortfolioOrleans.Storage;
using PortfolioOrleans.Storage.Accounts;
using PortfolioOrleans.Storage.Credentials;
using PortfolioOrleans.Storage.Tokens;
using PortfolioOrleans.Storage.Users;
using PortfolioOrleans.VenueSimulator;
using PortfolioOrleans.VenueSimulator.Control;
using PortfolioOrleans.VenueSimulator.Demo;

namespace PortfolioOrleans.Benchmarks.Running;

/// <summary>
/// Writes users, tokens and accounts straight into a data folder that no service uses: a thousand at once, without asking venues about each key. A service
/// that is started then wakes them all.
/// </summary>
internal static class Settler
{
    private static readonly TimeProvider Clock = TimeProvider.System;

    /// <summary>The demo's users with their accounts at both venues; their tokens.</summary>
    public static Task<IReadOnlyList<string>> SettleDemoAsync(Stage stage) => SettleAsync(stage, DemoWorld.Populate(stage.World));

    /// <summary>So many users, each with an OKX account of a thousand USDT and one coin; their tokens, in the order of their numbers.</summary>
    /// <param name="coinOf">Which coin the user of a number holds.</param>
    public static Task<IReadOnlyList<string>> SettleCrowdAsync(Stage stage, int from, int count, Func<int, string> coinOf)
    {
        var accounts = Enumerable.Range(from, count).Select(number =>
        {
            var user = string.Create(CultureInfo.InvariantCulture, $"user{number:0000}");
            var account = stage.World.OpenAccount(new NewAccount { Venue = SimulatedVenue.Okx, Label = user, Owner = user });
            stage.World.Deposit(account.AccountId, new FundsOrder { Asset = "USDT", Amount = 1000m });
            stage.World.Deposit(account.AccountId, new FundsOrder { Asset = coinOf(number), Amount = 1m + number });
            return new DemoAccount(user, account.Venue, user, account.AccountId, account.Key, account.Secret, account.Passphrase);
        }).ToList();
        return SettleAsync(stage, accounts);
    }

    private static async Task<IReadOnlyList<string>> SettleAsync(Stage stage, IReadOnlyList<DemoAccount> accounts)
    {
        await using var storage = await PostgresStorage.OpenAsync(new() { DataFolder = stage.DataFolder }, CancellationToken.None);
        await using var services = new ServiceCollection().AddPostgresStorage(storage).BuildServiceProvider();
        var tokens = new List<string>();
        foreach (var user in accounts.Select(account => account.User).Distinct())
        {
            await services.GetRequiredService<IUserStore>().AddAsync(new User(user, user, Clock.GetUtcNow()), CancellationToken.None);
            var made = NewApiToken.Create(user, "benchmark", [Scopes.Read], Clock.GetUtcNow());
            await services.GetRequiredService<ITokenStore>().AddAsync(made.Token, made.Hash, CancellationToken.None);
            tokens.Add(made.Text);
        }

        foreach (var account in accounts)
        {
            await AddAsync(services, account);
        }

        return tokens;
    }

    private static async Task AddAsync(IServiceProvider services, DemoAccount account)
    {
        var vault = services.GetRequiredService<CredentialVault>();
        var venue = account.Venue == SimulatedVenue.Binance ? "binance" : "okx";
        var id = AccountIds.New(venue);
        var credentials = new Dictionary<string, string> { ["api_key"] = account.Key, ["api_secret"] = account.Secret };
        if (account.Venue == SimulatedVenue.Okx)
        {
            credentials["passphrase"] = account.Passphrase;
        }

        await services.GetRequiredService<IAccountStore>().AddAsync(
            new Account(id, account.User, venue, account.Label, vault.Fingerprint(venue, account.Key), false, false, Clock.GetUtcNow()),
            vault.Encrypt(id, credentials),
            CancellationToken.None);
    }
}
