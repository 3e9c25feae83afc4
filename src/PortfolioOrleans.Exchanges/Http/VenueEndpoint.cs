using PortfolioOrleans.Exchanges.Gate;

namespace PortfolioOrleans.Exchanges.Http;

/// <summary>A limit as the venue states it.</summary>
/// <param name="Bucket">Its name in the gate.</param>
/// <param name="Max">How much one window holds.</param>
/// <param name="Window">Length of the window.</param>
/// <param name="PerKey">True where the venue counts each account on its own, not the address.</param>
internal sealed record RequestLimit(string Bucket, int Max, TimeSpan Window, bool PerKey = false);

/// <summary>One thing a venue can be asked.</summary>
/// <param name="Method">How it is asked.</param>
/// <param name="Root">Where it is asked; the venue's address without a path of its own, or with one that is not signed.</param>
/// <param name="Path">The path alone, which may be logged.</param>
/// <param name="Limit">Which limit it counts against.</param>
/// <param name="Weight">How much it counts there.</param>
/// <param name="Priority">What it may wait for.</param>
/// <param name="IsUnsigned">True where the account's key is sent, and nothing is signed with its secret.</param>
internal sealed record VenueEndpoint(
    HttpMethod Method, Uri Root, string Path, RequestLimit Limit, int Weight, RequestPriority Priority, bool IsUnsigned = false)
{
    public string Host { get; } = Root.Authority;
}

/// <summary>An endpoint asked with parameters, by an account or by nobody.</summary>
/// <param name="Query">Percent-encoded, without what signing adds; "" where there is none. It may name what an account holds, so it is never logged.</param>
/// <param name="Credentials">What signs it; null where it is public.</param>
internal sealed record VenueCall(VenueEndpoint Endpoint, string Query = "", ExchangeCredentials? Credentials = null)
{
    /// <summary>JSON that goes with it, to the letter; null where there is none. It may say what an account holds, so it is never logged.</summary>
    public string? Body { get; init; }

    public RequestCost Cost { get; } = new(
        Endpoint.Host,
        Endpoint.Limit.PerKey && Credentials is not null ? $"{Endpoint.Limit.Bucket}#{Credentials.Fingerprint}" : Endpoint.Limit.Bucket,
        Endpoint.Weight,
        Endpoint.Limit.Max,
        Endpoint.Limit.Window,
        Endpoint.Priority);
}
