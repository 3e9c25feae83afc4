using System.CommandLine;

namespace PortfolioOrleans.Silo.Commands;

/// <summary>`portfolio migrate`: brings the database to this program's version.</summary>
internal static class MigrateCommand
{
    public static Command Create()
    {
        var command = new Command("migrate", "Bring the database to this version: our tables and roles, and those of the Orleans providers.")
        {
            CommonOptions.Storage, CommonOptions.DataFolder, CommonOptions.Settings, CommonOptions.Json,
        };
        command.SetAction((parsed, cancellationToken) => Failures.GuardAsync(parsed, async output =>
        {
            await using var tools = await Tools.OpenAsync(parsed, cancellationToken);
            output.Answer(new { Status = "up to date" }, "The database is up to date.");
            return PortfolioCommand.Done;
        }));
        return command;
    }
}
