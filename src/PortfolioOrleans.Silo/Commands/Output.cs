using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PortfolioOrleans.Silo.Commands;

/// <summary>What a command prints: sentences and tables for people, or one JSON document for machines.</summary>
internal sealed class Output(bool json)
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public static Output For(ParseResult parsed) => new(parsed.GetValue(CommonOptions.Json));

    /// <summary>The command's answer.</summary>
    /// <param name="value">For machines.</param>
    /// <param name="text">For people; nothing where it is empty.</param>
    public void Answer(object value, string text)
    {
        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(value, Options));
        }
        else if (text.Length > 0)
        {
            Console.Out.WriteLine(text);
        }
    }

    /// <summary>What is going on meanwhile; never part of the answer.</summary>
    public static void Progress(string sentence) => Console.Error.WriteLine(sentence);

    public void Fail(string message)
    {
        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(new { Error = message }, Options));
        }

        Console.Error.WriteLine($"error: {message}");
    }

    /// <summary>Rows under headings, as wide as they need to be.</summary>
    public static string Table(IReadOnlyList<string> headings, IEnumerable<IReadOnlyList<string>> rows)
    {
        var all = rows.Prepend(headings).ToList();
        var widths = headings.Select((_, column) => all.Max(row => row[column].Length)).ToArray();
        return string.Join(Environment.NewLine, all.Select(row =>
            string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd()));
    }

    public static string Json(object value) => JsonSerializer.Serialize(value, Options);

    /// <exception cref="JsonException">The text is no such document.</exception>
    public static T? ReadJson<T>(string text) => JsonSerializer.Deserialize<T>(text, Options);
}
