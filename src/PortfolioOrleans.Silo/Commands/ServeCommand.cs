using System.CommandLine;
using PortfolioOrleans.Silo.Hosting;

namespace PortfolioOrleans.Silo.Commands;

/// <summary>`portfolio serve`: the service, until it is told to stop.</summary>
internal static class ServeCommand
{
    private static readonly Option<ServiceRole> Role = new Option<ServiceRole>("--role")
    {
        Description = "all: grains and gateway in this process; silo: grains alone; gateway: the gateway alone, for silos elsewhere.",
        DefaultValueFactory = _ => ServiceRole.All,
    }.AcceptOnlyFromAmong("all", "silo", "gateway");

    public static Command Create()
    {
        var command = new Command("serve", "Run the service with whatever is configured.")
        {
            Role, CommonOptions.Urls, CommonOptions.Storage, CommonOptions.DataFolder, CommonOptions.Settings, CommonOptions.Json,
        };
        command.SetAction((parsed, cancellationToken) => Failures.GuardAsync(parsed, async output =>
        {
            var settings = ServiceSettings.Read(parsed);
            await using var host = await PortfolioHost.StartAsync(settings, parsed.GetValue(Role), cancellationToken);
            var addresses = host.App.Urls.ToArray();
            output.Answer(new { Status = "ready", Urls = addresses }, $"Ready on {string.Join(", ", addresses)}. Ctrl-C stops it.");

            await host.WaitForShutdownAsync(cancellationToken);
            return PortfolioCommand.Done;
        }));
        return command;
    }
}
