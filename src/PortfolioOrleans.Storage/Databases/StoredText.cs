using System.Runtime.CompilerServices;
using System.Text;

namespace PortfolioOrleans.Storage.Databases;

/// <summary>What a text column can hold. Checked before a row joins a batch, so that a bad one is refused to its own caller at once.</summary>
internal static class StoredText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="ArgumentException">The text is empty, or holds a NUL character or half a surrogate pair.</exception>
    public static void CheckName(string text, [CallerArgumentExpression(nameof(text))] string? name = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(text, name);
        Check(text, name);
    }

    /// <exception cref="ArgumentException">The text holds a NUL character or half a surrogate pair.</exception>
    public static void Check(string? text, [CallerArgumentExpression(nameof(text))] string? name = null)
    {
        if (!IsStorable(text))
        {
            throw new ArgumentException("The text holds a NUL character or half a surrogate pair.", name);
        }
    }

    /// <summary>The order of a column that compares by bytes; for what is no surrogate it is the ordinal one.</summary>
    public static int CompareBytes(string left, string right) => Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right));

    /// <summary>False for a text that no row can hold, and that no row therefore equals.</summary>
    public static bool IsStorable(string? text)
    {
        if (text is null || Ascii.IsValid(text))
        {
            return text?.Contains('\0') != true;
        }

        try
        {
            Strict.GetByteCount(text);
            return !text.Contains('\0');
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }
}
