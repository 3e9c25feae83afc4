using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using PortfolioOrleans.Exchanges.Gate;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Http;

/// <summary>What a refusal means by its HTTP status alone: the same for every venue, and all there is when the body is a web page.</summary>
internal static class HttpFaults
{
    /// <summary>The longest lockout any venue threatens with; a header that says more is not believed.</summary>
    private static readonly TimeSpan LongestBan = TimeSpan.FromDays(3);

    public static FaultKind KindOf(HttpStatusCode status) => (int)status switch
    {
        401 or 451 => FaultKind.CredentialsRejected, // 451: refused for where this address is; only the user can mend that.
        403 or 418 => FaultKind.Banned, // 403 without a code is the venue's firewall.
        408 or (>= 300 and < 400) or >= 500 => FaultKind.Unreachable, // A redirect is not followed with a key in hand.
        429 => FaultKind.RateLimited,
        >= 400 => FaultKind.BadRequest,
        _ => FaultKind.Unreadable,
    };

    /// <summary>The header's word on when to come back; the next full minute where it is missing or zero.</summary>
    public static TimeSpan RetryAfter(HttpResponseHeaders headers, DateTimeOffset venueTime)
    {
        var stated = headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - venueTime,
            _ => TimeSpan.Zero,
        };
        return stated <= TimeSpan.Zero ? RetryTimes.UntilNextMinute(venueTime) : Bounded(stated);
    }

    public static TimeSpan Bounded(TimeSpan wait) => wait < LongestBan ? wait : LongestBan;

    /// <summary>"HTTP 400, code -1121: Invalid symbol."</summary>
    public static string Describe(HttpStatusCode status, string? code, string? words)
    {
        var plain = WireText.Plain(words);
        var coded = code is null ? "" : $", code {WireText.Plain(code)}";
        return string.Create(CultureInfo.InvariantCulture, $"HTTP {(int)status}{coded}{(plain.Length == 0 ? "" : $": {plain}")}");
    }
}
