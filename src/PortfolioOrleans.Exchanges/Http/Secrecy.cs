namespace PortfolioOrleans.Exchanges.Http;

/// <summary>Keeps secrets out of faults: a venue may repeat in its words whatever it was sent.</summary>
internal static class Secrecy
{
    /// <summary>The fault, without the venue's words where they hold a secret of this call or its query.</summary>
    public static ExchangeFault Guard(ExchangeFault fault, VenueCall call, string? signature) =>
        Guard(fault, call.Credentials?.ApiKey, call.Credentials?.Secret, call.Credentials?.Passphrase, call.Credentials?.Address, signature, call.Query, call.Body);

    /// <summary>The fault, without the venue's words where they hold one of these.</summary>
    public static ExchangeFault Guard(ExchangeFault fault, params ReadOnlySpan<string?> secrets)
    {
        foreach (var secret in secrets)
        {
            if (!string.IsNullOrEmpty(secret) && (Holds(fault.Detail, secret) || Holds(fault.Detail, Uri.EscapeDataString(secret))))
            {
                return fault with { Detail = $"the exchange refused ({fault.Kind}); its words repeat what it was sent and are withheld" };
            }
        }

        return fault;
    }

    private static bool Holds(string text, string secret) => text.Contains(secret, StringComparison.OrdinalIgnoreCase);
}
