using System.Collections.Immutable;

namespace PortfolioOrleans.Exchanges.Evm;

internal static class EvmAddresses
{
    public const string Nobody = "0x0000000000000000000000000000000000000000";

    /// <summary>Addresses separated by commas, each once, in lower case.</summary>
    public static ImmutableArray<string> List(string text) =>
        [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(address => address.ToLowerInvariant()).Distinct()];
}
