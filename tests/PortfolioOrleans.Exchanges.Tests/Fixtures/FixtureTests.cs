using System.Globalization;
using System.Text.Json;
using PortfolioOrleans.Exchanges.Wire;
using Xunit.Abstractions;

namespace PortfolioOrleans.Exchanges.Tests.Fixtures;

/// <summary>
/// Real messages of a folder named by the environment variable PORTFOLIO_FIXTURES, fed to the parsers that the adapters use for their paths. Prints what
/// failed, what is not offered, and last "fixtures: N passed, N failed, N not offered"; a runner shows a passing test's words with
/// <c>--logger "console;verbosity=detailed"</c>.
/// </summary>
[Trait("Category", "Fixtures")]
public sealed class FixtureTests(ITestOutputHelper output)
{
    private const string Variable = "PORTFOLIO_FIXTURES";

    [Fact]
    public void Real_messages_are_read_as_they_are_meant()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } folder)
        {
            output.WriteLine($"fixtures: none given ({Variable} names no folder)");
            return;
        }

        var results = Fixture.LoadAll(folder).Select(fixture => (fixture.Name, fixture.Path, Outcome: Run(fixture))).ToList();
        var failed = results.Where(result => result.Outcome is { Count: > 0 }).ToList();
        var notOffered = results.Where(result => result.Outcome is null).ToList();

        failed.ForEach(result => output.WriteLine($"failed: {result.Name}: {string.Join("; ", result.Outcome!)}"));
        notOffered.ForEach(result => output.WriteLine($"not offered: {result.Name} ({result.Path})"));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"fixtures: {results.Count - failed.Count - notOffered.Count} passed, {failed.Count} failed, {notOffered.Count} not offered"));

        Assert.Empty(failed.Select(result => result.Name));
    }

    [Fact]
    public void A_difference_is_noticed()
    {
        var expected = JsonDocument.Parse("""{"scope":"spot","balances":[{"asset":"BTC","free":"1.0","new_field":"x"}],"note":"for people"}""").RootElement;

        var same = new Said("scope", "spot").With("balances", new[] { new Said("asset", "BTC").With("free", 1m).With("new_field", "x") });
        var wrong = new Said("scope", "spot").With("balances", new[] { new Said("asset", "BTC").With("free", 1.1m) });
        var missing = new Said("scope", "spot").With("balances", Array.Empty<Said>());

        Assert.Empty(same.DifferencesFrom(expected));
        Assert.Equal(["balances[0].free is 1.1, expected \"1.0\"", "balances[0].new_field is not read"], wrong.DifferencesFrom(expected));
        Assert.Equal(["balances has 0 rows, expected 1"], missing.DifferencesFrom(expected));
    }

    /// <summary>What differs; null where nothing reads such a message.</summary>
    private static List<string>? Run(Fixture fixture)
    {
        if (fixture.Kind == "rest" && fixture.Expected.TryGetProperty("error", out var error) && FixtureFaults.Judge(fixture) is { } fault)
        {
            return [.. FixtureFaults.Differences(fault, error)];
        }

        if (FixtureReaders.Find(fixture) is not { } read)
        {
            return null;
        }

        try
        {
            return [.. read(new WireNode(fixture.Response)).DifferencesFrom(fixture.Expected)];
        }
        catch (WireException unreadable)
        {
            return [unreadable.Message];
        }
    }
}
