using System.CommandLine;
using PortfolioOrleans.Silo.Hosting;

namespace PortfolioOrleans.Silo.Commands;

/// <summary>`portfolio health`: whether the service on this machine is ready; what container health checks call.</summary>
internal static class HealthCommand
{
    public static Command Create()
    {
        var url = new Option<string?>("--url") { Description = "The service's address. Default: the one this configuration would serve on." };
        var command = new Command("health", "Ask a running service whether it is ready: exit code 0 when it is, 1 when not.")
        {
            url, CommonOptions.Storage, CommonOptions.DataFolder, CommonOptions.Settings, CommonOptions.Json,
        };
        command.SetAction((parsed, cancellationToken) => Failures.GuardAsync(parsed, async output =>
        {
            var text = parsed.GetValue(url) ?? ServiceSettings.Read(parsed).Urls.Split(';')[0].Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal);
            var address = Uri.TryCreate(text, UriKind.Absolute, out var uri) ? uri : throw new UsageException($"\"{text}\" is no address; write it as http://127.0.0.1:8000.");
            using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(4) };
            try
            {
                using var answer = await http.GetAsync(new Uri(address, "/health/ready"), cancellationToken);
                var body = await answer.Content.ReadAsStringAsync(cancellationToken);
                output.Answer(new { Ready = answer.IsSuccessStatusCode, Status = (int)answer.StatusCode }, answer.IsSuccessStatusCode ? "ready" : $"not ready: {body}");
                return answer.IsSuccessStatusCode ? PortfolioCommand.Done : PortfolioCommand.Failed;
            }
            catch (Exception silent) when (silent is HttpRequestException or TaskCanceledException)
            {
                output.Fail($"Nothing answers at {address}.");
                return PortfolioCommand.Failed;
            }
        }));
        return command;
    }
}
