using System.Globalization;
using System.Text.Json;

namespace PortfolioOrleans.Exchanges.Tests.Fixtures;

/// <summary>What was read, under the names of the fixtures: texts, numbers, times, flags, lists, and more of these.</summary>
internal sealed class Said
{
    /// <summary>Members of an expectation that say something to people, or follow from the rest.</summary>
    private static readonly HashSet<string> ForPeople = new(StringComparer.Ordinal) { "note", "derived" };

    private readonly Dictionary<string, object?> _members = new(StringComparer.Ordinal);

    public Said(string name, object? value) => With(name, value);

    public Said With(string name, object? value)
    {
        _members[name] = value is IEnumerable<Said> rows ? rows.ToArray() : value;
        return this;
    }

    /// <summary>Where this differs from what was expected, in words; what was expected and never read is a difference.</summary>
    public IEnumerable<string> DifferencesFrom(JsonElement expected, string path = "")
    {
        foreach (var member in expected.EnumerateObject().Where(member => !ForPeople.Contains(member.Name)))
        {
            var here = path.Length == 0 ? member.Name : $"{path}.{member.Name}";
            var differences = _members.TryGetValue(member.Name, out var value)
                ? Differences(value, member.Value, here)
                : [$"{here} is not read"];
            foreach (var difference in differences)
            {
                yield return difference;
            }
        }
    }

    private static IEnumerable<string> Differences(object? value, JsonElement expected, string path) => (value, expected.ValueKind) switch
    {
        (Said said, JsonValueKind.Object) => said.DifferencesFrom(expected, path),
        (Said[] rows, JsonValueKind.Array) when rows.Length == expected.GetArrayLength() =>
            rows.Zip(expected.EnumerateArray()).SelectMany((pair, index) => pair.First.DifferencesFrom(pair.Second, $"{path}[{index}]")),
        (string[] texts, JsonValueKind.Array) when texts.SequenceEqual(expected.EnumerateArray().Select(text => text.GetString())) => [],
        (Said[] rows, _) => [$"{path} has {rows.Length} rows, expected {(expected.ValueKind == JsonValueKind.Array ? expected.GetArrayLength() : expected.GetRawText())}"],
        _ => IsSame(value, expected) ? [] : [$"{path} is {value ?? "null"}, expected {expected.GetRawText()}"],
    };

    private static bool IsSame(object? value, JsonElement expected) => (value, expected.ValueKind) switch
    {
        (null, JsonValueKind.Null) => true,
        (bool flag, JsonValueKind.True or JsonValueKind.False) => flag == expected.GetBoolean(),
        (decimal number, JsonValueKind.Number) => number == expected.GetDecimal(),
        (decimal number, JsonValueKind.String) =>
            decimal.TryParse(expected.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var other) && number == other,
        (DateTimeOffset time, JsonValueKind.String) =>
            DateTimeOffset.TryParse(expected.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var other) && time == other,
        (string text, JsonValueKind.String) => text == expected.GetString(),
        _ => false,
    };
}
