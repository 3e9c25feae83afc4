using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using PortfolioOrleans.Contracts.Accounts;
using PortfolioOrleans.Contracts.Portfolios;
using PortfolioOrleans.Gateway.Access;
using PortfolioOrleans.Silo.Commands;
using PortfolioOrleans.Silo.Hosting;
using PortfolioOrleans.Storage.Tokens;
using PortfolioOrleans.Storage.Users;
using PortfolioOrleans.VenueSimulator;
using PortfolioOrleans.VenueSimulator.Demo;

namespace PortfolioOrleans.Silo.Demo;

/// <summary>Settles the demo's users in a running service: themselves, their tokens, their accounts. Doing it again changes nothing.</summary>
internal sealed class DemoPeople(IServiceProvider services, ServiceSettings settings, DemoVenues venues)
{
    private const string Admin = "admin";

    private readonly IUserStore _users = services.GetRequiredService<IUserStore>();
    private readonly ITokenStore _tokens = services.GetRequiredService<ITokenStore>();

    private string CardFile => Path.Combine(settings.DataFolder, DemoCard.FileName);

    public async Task<DemoCard> SettleAsync(CancellationToken cancellationToken)
    {
        var before = settings.KeepsNothing ? null : ReadCard();
        var users = new List<DemoUser>();
        foreach (var id in venues.Accounts.Select(account => account.User).Distinct())
        {
            var known = before?.Users.FirstOrDefault(user => user.Id == id)?.Token;
            users.Add(new DemoUser(id, await TokenAsync(id, known, [Scopes.Read, Scopes.Write], cancellationToken)));
        }

        var admin = await TokenAsync(Admin, before?.AdminToken, [Scopes.Admin, Scopes.Read, Scopes.Write], cancellationToken);
        await Task.WhenAll([
            .. venues.Accounts.Select(account => AddAccountAsync(account, cancellationToken)),
            .. venues.Chains.Wallets.Select(wallet => AddAccountAsync(wallet, cancellationToken)),
        ]);

        var url = services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        var card = new DemoCard(url, users, admin, new DemoAddresses(venues.Binance, venues.Okx, venues.OkxWeb3, venues.Evm, venues.Control));
        if (!settings.KeepsNothing)
        {
            WriteCard(card);
        }

        return card;
    }

    /// <summary>The token of the last run while it is good, else a new one.</summary>
    private async Task<string> TokenAsync(string user, string? known, ImmutableArray<string> scopes, CancellationToken cancellationToken)
    {
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        if (await _users.FindAsync(user, cancellationToken) is null)
        {
            await _users.AddAsync(new User(user, char.ToUpperInvariant(user[0]) + user[1..], now), cancellationToken);
        }

        if (known is not null && await _tokens.FindAsync(NewApiToken.HashOf(known), cancellationToken) is { RevokedAt: null } kept && kept.UserId == user)
        {
            return known;
        }

        var made = NewApiToken.Create(user, "demo", scopes, now);
        await _tokens.AddAsync(made.Token, made.Hash, cancellationToken);
        return made.Text;
    }

    private Task<AccountSnapshot> AddAccountAsync(DemoAccount account, CancellationToken cancellationToken)
    {
        var credentials = ImmutableDictionary<string, string>.Empty.Add("api_key", account.Key).Add("api_secret", account.Secret);
        return services.GetRequiredService<IGrainFactory>().GetGrain<IPortfolioGrain>(account.User).AddAccountAsync(
            new NewAccount(
                account.Venue == SimulatedVenue.Binance ? "binance" : "okx",
                account.Label,
                account.Venue == SimulatedVenue.Okx ? credentials.Add("passphrase", account.Passphrase) : credentials,
                AllowPowerfulKey: false),
            cancellationToken);
    }

    private Task<AccountSnapshot> AddAccountAsync(VenueSimulator.Control.ChainWallet wallet, CancellationToken cancellationToken) =>
        services.GetRequiredService<IGrainFactory>().GetGrain<IPortfolioGrain>(wallet.Owner).AddAccountAsync(
            new NewAccount(
                wallet.ChainId is { } chain ? $"evm-{chain}" : "okx-web3",
                wallet.Label,
                ImmutableDictionary<string, string>.Empty.Add("address", wallet.Address),
                AllowPowerfulKey: false),
            cancellationToken);

    private DemoCard? ReadCard()
    {
        try
        {
            return File.Exists(CardFile) ? Output.ReadJson<DemoCard>(File.ReadAllText(CardFile)) : null;
        }
        catch (JsonException)
        {
            return null; // Cut off by a kill: new tokens are made.
        }
    }

    /// <summary>It holds tokens: for its owner's eyes alone, and whole or not at all.</summary>
    private void WriteCard(DemoCard card)
    {
        var draft = $"{CardFile}.new";
        File.Delete(draft);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var writer = new StreamWriter(draft, options))
        {
            writer.WriteLine(Output.Json(card));
        }

        File.Move(draft, CardFile, overwrite: true);
    }
}
