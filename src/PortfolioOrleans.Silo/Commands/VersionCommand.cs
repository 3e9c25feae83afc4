using System.CommandLine;
using PortfolioOrleans.Silo.Engine;
using PortfolioOrleans.Silo.Hosting;

namespace PortfolioOrleans.Silo.Commands;

/// <summary>`portfolio version`: what this is.</summary>
internal static class VersionCommand
{
    public static Command Create()
    {
        var command = new Command("version", "Print version and grain engine.") { CommonOptions.Json };
        command.SetAction(parsed =>
        {
            Output.For(parsed).Answer(
                new { Version = ProductVersion.Text, Engine = EngineHosting.Name, EngineVersion = EngineHosting.Version, Runtime = Environment.Version.ToString() },
                $"portfolio {ProductVersion.Text} on the {EngineHosting.Name} engine {EngineHosting.Version}, .NET {Environment.Version}");
            return PortfolioCommand.Done;
        });
        return command;
    }
}
