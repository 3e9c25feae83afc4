namespace PortfolioOrleans.Exchanges.Http;

internal static class KeyText
{
    /// <summary>Whether it can be a key, a secret or a passphrase at all: it goes into a header, where only printable ASCII may stand.</summary>
    public static bool IsPossible(string? text) => !string.IsNullOrWhiteSpace(text) && text.All(letter => letter is > ' ' and <= '~');
}
