using System.Globalization;
using System.Text.Json;
using Xunit.Abstractions;

namespace PortfolioOrleans.Domain.Tests.Oracles;

/// <summary>
/// Cases out of other people's test suites, in a folder named by the environment variable PORTFOLIO_ORACLES. Prints what failed, what is not offered, and
/// last "oracles: N passed, N failed, N not offered"; a runner shows a passing test's words with <c>--logger "console;verbosity=detailed"</c>.
/// </summary>
[Trait("Category", "Oracles")]
public sealed class OracleTests(ITestOutputHelper output)
{
    private const string Variable = "PORTFOLIO_ORACLES";

    [Fact]
    public void Figures_agree_with_other_peoples()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } folder)
        {
            output.WriteLine($"oracles: none given ({Variable} names no folder)");
            return;
        }

        var results = Oracle.LoadAll(folder).Select(oracle => (Oracle: oracle, Outcome: Run(oracle))).ToList();
        var failed = results.Where(result => result.Outcome is Outcome.Failed).ToList();
        var notOffered = results.Where(result => result.Outcome is Outcome.NotOffered).ToList();

        failed.ForEach(result => output.WriteLine($"failed: {result.Oracle.Id} ({result.Oracle.Kind}): {result.Outcome.Why}"));
        notOffered.ForEach(result => output.WriteLine($"not offered: {result.Oracle.Id} ({result.Oracle.Kind}, {result.Oracle.Fit}): {result.Outcome.Why}"));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"oracles: {results.Count - failed.Count - notOffered.Count} passed, {failed.Count} failed, {notOffered.Count} not offered"));

        Assert.Empty(failed.Select(result => result.Oracle.Id));
    }

    [Fact]
    public void A_difference_is_noticed()
    {
        var expected = JsonDocument.Parse("""{"cost":"10.5","rows":[{"n":1},{"n":2}],"rate":null,"whole":true}""").RootElement;

        Answer Say(decimal cost, double second, object? rate) => new()
        {
            { "cost", cost },
            { "rows", new[] { new Answer { { "n", 1 } }, new Answer { { "n", second } } } },
            { "rate", rate },
            { "whole", true },
        };

        Assert.Empty(Say(10.5m, 2.0000001, null).DifferencesFrom(expected, 1e-6, 0));
        Assert.Equal(["cost is 10.6, expected \"10.5\""], Say(10.6m, 2, null).DifferencesFrom(expected, 0.05, 0));
        Assert.Equal(["rows[1].n is 2.5, expected 2"], Say(10.5m, 2.5, null).DifferencesFrom(expected, 0, 0.2));
        Assert.Equal(["rate is 0, expected null"], Say(10.5m, 2, 0d).DifferencesFrom(expected, 1, 1));
        Assert.Equal([".cost is not given", ".rows is not given", ".rate is not given", ".whole is not given"], new Answer().DifferencesFrom(expected, 1, 1));
    }

    /// <summary>
    /// A variant binds only who offers it: where ours is the textbook's and theirs is not, the difference is worth reading and no failure.
    /// </summary>
    private static Outcome Run(Oracle oracle)
    {
        if (Kinds.Find(oracle.Kind) is not { } answer)
        {
            return new Outcome.NotOffered("there is no such figure");
        }

        try
        {
            var differences = answer(oracle.Input).DifferencesFrom(oracle.Expected, oracle.Absolute, oracle.Relative).ToList();
            return differences.Count == 0 ? new Outcome.Passed()
                : oracle.IsVariant ? new Outcome.NotOffered("the peer defines it otherwise: " + string.Join("; ", differences.Take(3)))
                : new Outcome.Failed(string.Join("; ", differences.Take(5)));
        }
        catch (NotSupportedException beyond)
        {
            return new Outcome.NotOffered(beyond.Message);
        }
        catch (Exception wrong) when (wrong is ArgumentException or ArithmeticException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return new Outcome.Failed(wrong.Message);
        }
    }

    private abstract record Outcome(string Why)
    {
        public sealed record Passed() : Outcome("");

        public sealed record Failed(string Why) : Outcome(Why);

        public sealed record NotOffered(string Why) : Outcome(Why);
    }
}
