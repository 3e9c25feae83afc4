using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace PortfolioOrleans.Silo.Commands;

/// <summary>What is wrong with the settings, in a sentence that names the key and never repeats a value that may be secret.</summary>
internal static partial class WrongSettings
{
    private static readonly Dictionary<string, string> Sections = new(StringComparer.Ordinal)
    {
        ["PortfolioOptions"] = "Portfolio",
        ["PerformanceOptions"] = "Performance",
        ["GatewayOptions"] = "Gateway",
        ["BinanceOptions"] = "Venues:binance",
        ["OkxOptions"] = "Venues:okx",
        ["OkxWeb3Options"] = "Venues:okx-web3",
    };

    /// <summary>Null for what is no wrong setting.</summary>
    public static string? Sentence(Exception failure) => failure switch
    {
        OptionsValidationException invalid => $"a setting is wrong: {string.Join(" ", invalid.Failures.Select(words => Named(words, invalid)))}",
        AggregateException { InnerExceptions: { Count: > 0 } several } when several.All(one => one is OptionsValidationException) =>
            string.Join("; ", several.Select(Sentence).Distinct()),
        InvalidOperationException { Source: "Microsoft.Extensions.Configuration.Binder" } unread when Unreadable().Match(unread.Message) is { Success: true } parts =>
            $"a setting is wrong: {parts.Groups["key"].Value} cannot be read as {parts.Groups["type"].Value}.",
        InvalidOperationException { Source: "Microsoft.Extensions.Logging.Configuration" } unread => $"a setting is wrong: Logging: {unread.Message}",
        _ => null,
    };

    /// <summary>The validator names a class and its member; an operator knows keys.</summary>
    private static string Named(string words, OptionsValidationException invalid)
    {
        var parts = Annotated().Match(words);
        return parts.Success
            ? $"{Sections.GetValueOrDefault(parts.Groups["class"].Value, $"Venues:{invalid.OptionsName}")}:{parts.Groups["member"].Value}: {parts.Groups["error"].Value}"
            : words;
    }

    [GeneratedRegex("^DataAnnotation validation failed for '(?<class>\\w+)' members: '(?<member>\\w+)' with the error: '(?<error>.*)'\\.$", RegexOptions.Singleline)]
    private static partial Regex Annotated();

    [GeneratedRegex("^Failed to convert configuration value '.*' at '(?<key>[^']+)' to type '(?:System\\.)?(?<type>[^']+)'\\.$", RegexOptions.Singleline)]
    private static partial Regex Unreadable();
}
