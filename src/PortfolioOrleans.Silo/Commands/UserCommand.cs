using System.CommandLine;
using PortfolioOrleans.Storage.Users;

namespace PortfolioOrleans.Silo.Commands;

/// <summary>`portfolio user add|list`.</summary>
internal static class UserCommand
{
    private const int PageSize = 1000;

    public static Command Create() => new("user", "The people whose portfolios these are.") { Add(), List() };

    private static Command Add()
    {
        var id = new Argument<string>("id") { Description = "1 to 64 of a-z, 0-9, '.', '_', '-'." };
        var name = new Option<string?>("--name") { Description = "For people. Default: the id." };
        var command = new Command("add", "Add a user.") { id, name, CommonOptions.Storage, CommonOptions.DataFolder, CommonOptions.Settings, CommonOptions.Json };
        command.SetAction((parsed, cancellationToken) => Failures.GuardAsync(parsed, async output =>
        {
            if (!User.IsId(parsed.GetRequiredValue(id)))
            {
                throw new UsageException($"\"{parsed.GetRequiredValue(id)}\" is not a user id: it must be {id.Description} It starts with a letter or digit.");
            }

            await using var tools = await Tools.OpenAsync(parsed, cancellationToken);
            var user = new User(parsed.GetRequiredValue(id), parsed.GetValue(name) ?? parsed.GetRequiredValue(id), TimeProvider.System.GetUtcNow());
            await tools.Get<IUserStore>().AddAsync(user, cancellationToken);
            output.Answer(user, $"Added {user.Id}. A token for it: portfolio token create {user.Id} --scope portfolio:read");
            return PortfolioCommand.Done;
        }));
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "List the users.") { CommonOptions.Storage, CommonOptions.DataFolder, CommonOptions.Settings, CommonOptions.Json };
        command.SetAction((parsed, cancellationToken) => Failures.GuardAsync(parsed, async output =>
        {
            await using var tools = await Tools.OpenAsync(parsed, cancellationToken);
            var users = await AllAsync(tools.Get<IUserStore>(), cancellationToken);
            output.Answer(users, Output.Table(["ID", "NAME", "SINCE"], users.Select(user => new[] { user.Id, user.Name, $"{user.CreatedAt:u}" })));
            return PortfolioCommand.Done;
        }));
        return command;
    }

    private static async Task<List<User>> AllAsync(IUserStore store, CancellationToken cancellationToken)
    {
        var all = new List<User>();
        while (await store.ListAsync(PageSize, all.LastOrDefault()?.Id, cancellationToken) is { Count: > 0 } page)
        {
            all.AddRange(page);
        }

        return all;
    }
}
