using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using PortfolioOrleans.Contracts.Accounts;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Grains.Accounts;
using PortfolioOrleans.Storage.Accounts;

namespace PortfolioOrleans.Silo.Commands;

/// <summary>`portfolio account add|list|sync`.</summary>
internal static class AccountCommand
{
    private static readonly TimeSpan SyncPatience = TimeSpan.FromSeconds(30);

    public static Command Create() => new("account", "The exchange accounts.") { Add(), List(), Sync() };

    private static Command Add()
    {
        var user = new Argument<string>("user") { Description = "Whose it is." };
        var venue = new Argument<string>("venue") { Description = "binance, okx, or another that is set up; GET /api/venues lists them." };
        var label = new Option<string?>("--label") { Description = "The user's own name for it. Default: the venue." };
        var credentials = new Option<string?>("--credentials")
        {
            Description = "A JSON file with the credentials, e.g. {\"api_key\":\"...\",\"api_secret\":\"...\"}; - reads standard input. Without it they are asked for. They are never taken from the command line, which others can see.",
        };
        var powerful = new Option<bool>("--allow-powerful-key") { Description = "The key may trade or withdraw, and that is meant." };
        var command = new Command("add", "Prove an account's key at its venue and keep it, encrypted. A running service starts to sync it at once.")
        {
            user, venue, label, credentials, powerful, CommonOptions.Storage, CommonOptions.DataFolder, CommonOptions.Settings, CommonOptions.Json,
        };
        command.SetAction((parsed, cancellationToken) => Failures.GuardAsync(parsed, async output =>
        {
            await using var tools = await Tools.OpenAsync(parsed, cancellationToken);
            var (userId, venueId) = (parsed.GetRequiredValue(user), parsed.GetRequiredValue(venue));
            var account = new NewAccount(
                venueId,
                parsed.GetValue(label) ?? venueId,
                await ReadCredentialsAsync(parsed.GetValue(credentials), venueId, tools.Get<IEnumerable<IExchangeAdapter>>(), cancellationToken),
                parsed.GetValue(powerful));

            var registrar = tools.Get<AccountRegistrar>();
            var (id, isNew) = await registrar.IdForAsync(userId, account, cancellationToken);
            if (isNew)
            {
                await registrar.RegisterAsync(id, userId, account, cancellationToken);
                await tools.Get<IAccountSignals>().SendAsync(new AccountSignal(AccountSignalKind.Added, userId, id), cancellationToken);
            }

            output.Answer(
                new { Id = id, UserId = userId, Venue = venueId, account.Label, Added = isNew },
                isNew ? $"Added {id}." : $"This key is there already, as {id}.");
            return PortfolioCommand.Done;
        }));
        return command;
    }

    private static Command List()
    {
        var user = new Option<string?>("--user") { Description = "Only this user's." };
        var command = new Command("list", "List the accounts and how their last syncs went.")
        {
            user, CommonOptions.Storage, CommonOptions.DataFolder, CommonOptions.Settings, CommonOptions.Json,
        };
        command.SetAction((parsed, cancellationToken) => Failures.GuardAsync(parsed, async output =>
        {
            await using var tools = await Tools.OpenAsync(parsed, cancellationToken);
            var accounts = await AllAsync(tools.Get<IAccountStore>(), parsed.GetValue(user), cancellationToken);
            output.Answer(
                accounts.Select(account => new
                {
                    account.Id,
                    account.UserId,
                    account.Venue,
                    account.Label,
                    account.CanTrade,
                    account.CanWithdraw,
                    account.CreatedAt,
                    account.LastSyncAt,
                    account.SyncStatus,
                    account.SyncError,
                }),
                Output.Table(
                    ["ID", "USER", "VENUE", "LABEL", "LAST SYNC", "STATUS"],
                    accounts.Select(account => new[]
                    {
                        account.Id, account.UserId, account.Venue, account.Label, account.LastSyncAt is { } at ? $"{at:u}" : "-", account.SyncError ?? account.SyncStatus ?? "-",
                    })));
            return PortfolioCommand.Done;
        }));
        return command;
    }

    private static Command Sync()
    {
        var id = new Argument<string>("id") { Description = "As `portfolio account list` shows it." };
        var command = new Command("sync", "Ask the running service to read an account from its venue now, and wait until it did.")
        {
            id, CommonOptions.Storage, CommonOptions.DataFolder, CommonOptions.Settings, CommonOptions.Json,
        };
        command.SetAction((parsed, cancellationToken) => Failures.GuardAsync(parsed, async output =>
        {
            await using var tools = await Tools.OpenAsync(parsed, cancellationToken);
            var store = tools.Get<IAccountStore>();
            var before = await store.FindAsync(parsed.GetRequiredValue(id), cancellationToken)
                ?? throw new KeyNotFoundException($"There is no account \"{parsed.GetRequiredValue(id)}\". `portfolio account list` shows them.");
            await tools.Get<IAccountSignals>().SendAsync(new AccountSignal(AccountSignalKind.SyncWanted, before.UserId, before.Id), cancellationToken);

            if (await WaitAsync(store, before, cancellationToken) is not { } after)
            {
                output.Fail($"No running service synced it within {SyncPatience.TotalSeconds} s: none runs on this database, or it was synced a moment ago.");
                return PortfolioCommand.Failed;
            }

            output.Answer(
                new { after.Id, after.LastSyncAt, after.SyncStatus, after.SyncError },
                after.SyncError is { } error ? $"Synced in part ({after.SyncStatus}): {error}" : $"Synced at {after.LastSyncAt:u}.");
            return after.SyncError is null ? PortfolioCommand.Done : PortfolioCommand.Failed;
        }));
        return command;
    }

    private static async Task<Account?> WaitAsync(IAccountStore store, Account before, CancellationToken cancellationToken)
    {
        var until = TimeProvider.System.GetUtcNow() + SyncPatience;
        while (TimeProvider.System.GetUtcNow() < until)
        {
            if (await store.FindAsync(before.Id, cancellationToken) is { } now && now.LastSyncAt > (before.LastSyncAt ?? DateTimeOffset.MinValue))
            {
                return now;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken);
        }

        return null;
    }

    private static async Task<List<Account>> AllAsync(IAccountStore store, string? user, CancellationToken cancellationToken)
    {
        const int pageSize = 1000;
        if (user is not null)
        {
            return [.. await store.ListAsync(user, cancellationToken)];
        }

        var all = new List<Account>();
        string? last = null;
        while (await store.ListOwnersAsync(pageSize, last, cancellationToken) is { Count: > 0 } owners)
        {
            foreach (var owner in owners)
            {
                all.AddRange(await store.ListAsync(owner, cancellationToken));
            }

            last = owners[^1];
        }

        return all;
    }

    private static async Task<ImmutableDictionary<string, string>> ReadCredentialsAsync(
        string? source, string venue, IEnumerable<IExchangeAdapter> adapters, CancellationToken cancellationToken)
    {
        if (source is null && !Console.IsInputRedirected)
        {
            return Ask(adapters.FirstOrDefault(adapter => adapter.Venue.Id == venue)?.Venue.Credentials ?? []);
        }

        var text = source is null or "-" ? await Console.In.ReadToEndAsync(cancellationToken) : await File.ReadAllTextAsync(source, cancellationToken);
        try
        {
            return JsonSerializer.Deserialize<ImmutableDictionary<string, string>>(text) ?? throw new UsageException("The credentials read null.");
        }
        catch (JsonException malformed)
        {
            // The text itself is secret; only the place is shown.
            throw new UsageException(
                $"The credentials are no JSON object of strings (line {(malformed.LineNumber ?? 0) + 1}, byte {malformed.BytePositionInLine ?? 0}).");
        }
    }

    private static ImmutableDictionary<string, string> Ask(ImmutableArray<CredentialField> fields)
    {
        var given = ImmutableDictionary.CreateBuilder<string, string>();
        foreach (var field in fields)
        {
            Console.Error.Write($"{field.Name} ({field.Help}): ");
            given[field.Name] = (field.Secret ? ReadHidden() : Console.ReadLine() ?? "").Trim();
        }

        return given.ToImmutable();
    }

    private static string ReadHidden()
    {
        var typed = new List<char>();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                typed.RemoveRange(Math.Max(0, typed.Count - 1), Math.Min(1, typed.Count));
            }
            else if (!char.IsControl(key.KeyChar))
            {
                typed.Add(key.KeyChar);
            }
        }

        Console.Error.WriteLine();
        return new string([.. typed]);
    }
}
