using System.Collections.Immutable;

namespace PortfolioOrleans.Gateway.Access;

/// <summary>What a token may be used for. None holds another.</summary>
public static class Scopes
{
    public const string Read = "portfolio:read";

    /// <summary>Percentages only: every amount is withheld.</summary>
    public const string ReadShares = "portfolio:read:shares";
    public const string Write = "portfolio:write";
    public const string WriteEvents = "events:write";
    public const string Trade = "trade:execute";
    public const string Admin = "admin";

    public static ImmutableArray<string> All { get; } = [Read, ReadShares, Write, WriteEvents, Trade, Admin];
}
