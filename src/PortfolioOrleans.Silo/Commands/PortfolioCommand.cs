using System.CommandLine;
using System.CommandLine.Parsing;

namespace PortfolioOrleans.Silo.Commands;

/// <summary>The executable: its commands, and what its exit codes mean.</summary>
internal static class PortfolioCommand
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int WrongUsage = 2;

    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("Portfolios of crypto accounts, kept live. Without a command: serve.");
        foreach (var command in new Command[]
        {
            ServeCommand.Create(),
            DemoCommand.Create(),
            MigrateCommand.Create(),
            UserCommand.Create(),
            TokenCommand.Create(),
            AccountCommand.Create(),
            HealthCommand.Create(),
            SimulateCommand.Create(),
            VersionCommand.Create(),
        })
        {
            root.Subcommands.Add(command);
        }

        // Bare words and options alone mean the service, as in `portfolio --urls http://127.0.0.1:9000`.
        var isCommand = args.Length > 0 && (!args[0].StartsWith('-') || args[0] is "--help" or "-h" or "-?" or "--version");
        var parsed = root.Parse(isCommand ? args : ["serve", .. args]);
        if (parsed.Errors.Count == 0)
        {
            // Ctrl-C belongs to the hosts that run; a command without one simply ends.
            return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
        }

        foreach (var error in parsed.Errors)
        {
            await Console.Error.WriteLineAsync($"error: {error.Message}");
        }

        await Console.Error.WriteLineAsync($"Run `{Typed(parsed.CommandResult)} --help` for what there is.");
        return WrongUsage;
    }

    /// <summary>The command as it is typed, e.g. "portfolio user add".</summary>
    private static string Typed(CommandResult command) => command.Parent is CommandResult parent ? $"{Typed(parent)} {command.Command.Name}" : "portfolio";
}
