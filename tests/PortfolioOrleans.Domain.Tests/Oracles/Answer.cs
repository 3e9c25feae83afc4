using System.Collections;
using System.Globalization;
using System.Text.Json;

namespace PortfolioOrleans.Domain.Tests.Oracles;

/// <summary>What we say to a case, member by member, in the case's own words. Only what the case expects is looked at.</summary>
internal sealed class Answer : IEnumerable
{
    private readonly Dictionary<string, object?> _members = new(StringComparer.Ordinal);

    public static Answer Of(object? value) => new() { { "value", value } };

    public void Add(string name, object? value) => _members[name] = value;

    public IEnumerator GetEnumerator() => _members.GetEnumerator();

    public IEnumerable<string> DifferencesFrom(JsonElement expected, double absolute, double relative) => Differences("", this, expected, absolute, relative);

    private static IEnumerable<string> Differences(string path, object? ours, JsonElement expected, double absolute, double relative) => (ours, expected.ValueKind) switch
    {
        (null, JsonValueKind.Null) => [],
        (Answer answer, JsonValueKind.Object) => expected.EnumerateObject().SelectMany(member => answer._members.TryGetValue(member.Name, out var mine)
            ? Differences(path.Length == 0 ? member.Name : $"{path}.{member.Name}", mine, member.Value, absolute, relative)
            : [$"{path}.{member.Name} is not given"]),
        (IEnumerable list and not string and not Answer, JsonValueKind.Array) => ListDifferences(path, [.. list.Cast<object?>()], expected, absolute, relative),
        (bool truth, JsonValueKind.True or JsonValueKind.False) => truth == expected.GetBoolean() ? [] : [Say(path, ours, expected)],
        (not null, JsonValueKind.Number or JsonValueKind.String) when IsNumber(ours) =>
            IsNear(ours, expected, absolute, relative) ? [] : [Say(path, ours, expected)],
        (string text, JsonValueKind.String) => text == expected.GetString() ? [] : [Say(path, ours, expected)],
        _ => [Say(path, ours, expected)],
    };

    private static IEnumerable<string> ListDifferences(string path, List<object?> ours, JsonElement expected, double absolute, double relative) =>
        ours.Count != expected.GetArrayLength()
            ? [$"{path} has {ours.Count} rows, expected {expected.GetArrayLength()}"]
            : expected.EnumerateArray().SelectMany((row, i) => Differences($"{path}[{i}]", ours[i], row, absolute, relative));

    private static bool IsNumber(object value) => value is decimal or double or int or long;

    private static bool IsNear(object ours, JsonElement expected, double absolute, double relative)
    {
        var text = expected.ValueKind == JsonValueKind.String ? expected.GetString()! : expected.GetRawText();
        if (ours is decimal exact && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var exactly))
        {
            return (double)Math.Abs(exact - exactly) <= Math.Max(absolute, relative * (double)Math.Abs(exactly));
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && Convert.ToDouble(ours, CultureInfo.InvariantCulture) is var mine
            && (mine.Equals(number) || Math.Abs(mine - number) <= Math.Max(absolute, relative * Math.Abs(number)));
    }

    private static string Say(string path, object? ours, JsonElement expected) => string.Create(
        CultureInfo.InvariantCulture, $"{path} is {(ours is IEnumerable and not string ? "a list" : ours ?? "undefined")}, expected {expected.GetRawText()}");
}
