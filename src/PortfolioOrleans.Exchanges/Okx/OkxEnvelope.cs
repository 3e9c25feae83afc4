using System.Collections.Immutable;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Okx;

internal static class OkxEnvelope
{
    /// <summary>The rows of a successful answer; there may be none.</summary>
    public static ImmutableArray<T> Rows<T>(WireNode root, Func<WireNode, T> read) => root.Object().RequiredRows("data", read);

    /// <summary>The one row of an answer that has one.</summary>
    public static T Row<T>(WireNode root, Func<WireNode, T> read) =>
        Rows(root, read) is [var row, ..] ? row : throw new WireException("data", "is empty");
}
