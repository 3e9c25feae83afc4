using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using PortfolioOrleans.VenueSimulator.Demo;

namespace PortfolioOrleans.VenueSimulator.Tests;

/// <summary>The README's commands, typed in one after the other.</summary>
public sealed partial class ReadmeTests : IAsyncLifetime
{
    private Hosted _hosted = null!;

    public async Task InitializeAsync() => _hosted = await Hosted.StartAsync();

    public async Task DisposeAsync() => await _hosted.DisposeAsync();

    [Fact]
    public void Every_command_does_what_it_says()
    {
        DemoWorld.Populate(_hosted.World);
        var refused = new List<string>();
        var tried = 0;
        foreach (var line in File.ReadLines(Readme()).Where(line => line.StartsWith("curl ", StringComparison.Ordinal)))
        {
            var command = Command().Match(line);
            Assert.True(command.Success, line);
            if (command.Groups["path"].Value.Split('/').Any(part => part is "DEPOSIT" or "WITHDRAWAL"))
            {
                continue; // The id of something that the reader has done.
            }

            tried++;
            var reply = Ask(command.Groups["method"].Value, command.Groups["path"].Value, command.Groups["body"].Value);
            var unknownSocket = reply.Status == HttpStatusCode.NotFound && reply.Text.Contains("unknown_socket", StringComparison.Ordinal);
            if (reply.Status != HttpStatusCode.OK && !unknownSocket)
            {
                refused.Add($"{line}\n  {reply.Text}");
            }

            _hosted.World.ClearFaults();
        }

        Assert.True(refused.Count == 0, string.Join('\n', refused));
        Assert.True(tried >= 49, $"Only {tried} commands were found.");
    }

    private Reply Ask(string method, string path, string body)
    {
        var content = new StringContent(body, MediaTypeHeaderValue.Parse("application/json"));
        return _hosted.Control.Ask(new HttpRequestMessage(new HttpMethod(method.Length == 0 ? "GET" : method), $"/control/{path}") { Content = content });
    }

    private static string Readme([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "../../src/PortfolioOrleans.VenueSimulator/README.md");

    [GeneratedRegex("""^curl (-X +(?<method>[A-Z]+) +)?"?\$C/(?<path>[^" ]+)"?( -d '(?<body>[^']*)')?( +#.*)?$""")]
    private static partial Regex Command();
}
