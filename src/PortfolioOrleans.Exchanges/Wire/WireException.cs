namespace PortfolioOrleans.Exchanges.Wire;

/// <summary>
/// An answer cannot be read, or says something impossible. It never leaves this assembly: the request pipeline turns it into
/// <see cref="FaultKind.Unreadable"/>. It names members, never what stood in them.
/// </summary>
internal sealed class WireException(string path, string problem) : Exception($"{(path.Length == 0 ? "the answer" : path)} {problem}")
{
    /// <summary>The same trouble, seen from one level further out.</summary>
    public WireException Under(string outer) =>
        new(path.Length == 0 ? outer : path[0] == '[' ? outer + path : $"{outer}.{path}", problem);
}
