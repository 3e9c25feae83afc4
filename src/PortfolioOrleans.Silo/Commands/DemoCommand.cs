using System.CommandLine;
using PortfolioOrleans.Silo.Demo;
using PortfolioOrleans.Silo.Hosting;

namespace PortfolioOrleans.Silo.Commands;

/// <summary>`portfolio demo`: the service with simulated venues and two users, from nothing.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var command = new Command("demo", "Run the service with simulated venues and the demo users alice and bob; a second run finds its data again.")
        {
            CommonOptions.Urls, CommonOptions.Storage, CommonOptions.DataFolder, CommonOptions.Settings, CommonOptions.Json,
        };
        command.SetAction((parsed, cancellationToken) => Failures.GuardAsync(parsed, async output =>
        {
            await using var venues = await DemoVenues.StartAsync(parsed, cancellationToken);
            var settings = ServiceSettings.Read(parsed, venues.Settings);
            await using var host = await PortfolioHost.StartAsync(settings, ServiceRole.All, cancellationToken);
            var demo = await new DemoPeople(host.App.Services, settings, venues).SettleAsync(cancellationToken);

            output.Answer(demo, demo.ToText());
            await host.WaitForShutdownAsync(cancellationToken);
            return PortfolioCommand.Done;
        }));
        return command;
    }
}
