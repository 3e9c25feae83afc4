using System.Diagnostics.CodeAnalysis;

namespace PortfolioOrleans.VenueSimulator.Control;

/// <summary>A control order that cannot be carried out: the one who gave it has to change it. Nothing was changed.</summary>
/// <param name="code">Stable, for programs: unknown_account, unknown_symbol, bad_value, off_tick, insufficient_funds ...</param>
public sealed class ControlException(string code, string message) : Exception(message)
{
    public string Code { get; } = code;

    internal static void ThrowUnless([DoesNotReturnIf(false)] bool holds, string code, string message)
    {
        if (!holds)
        {
            throw new ControlException(code, message);
        }
    }
}
