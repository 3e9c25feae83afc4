using System.Collections.Frozen;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using PortfolioOrleans.Exchanges.Gate;
using PortfolioOrleans.Exchanges.Http;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Binance;

/// <summary>What Binance's refusals mean: by the code in the body, else by the HTTP status.</summary>
internal static partial class BinanceFaults
{
    private static readonly FrozenDictionary<int, FaultKind> ByCode = new Dictionary<int, FaultKind>
    {
        [-1000] = FaultKind.Unreachable, // unknown trouble inside
        [-1001] = FaultKind.Unreachable, // disconnected inside
        [-1002] = FaultKind.CredentialsRejected,
        [-1003] = FaultKind.RateLimited,
        [-1006] = FaultKind.Unreachable, // outcome unknown; a question may be asked again
        [-1007] = FaultKind.Unreachable, // timed out inside
        [-1008] = FaultKind.Unreachable, // overloaded
        [-1015] = FaultKind.RateLimited,
        [-1016] = FaultKind.Maintenance, // "This service is no longer available": closed, until it is not
        [-1021] = FaultKind.ClockSkew,
        [-1022] = FaultKind.CredentialsRejected,
        [-1034] = FaultKind.RateLimited,
        [-1121] = FaultKind.UnknownSymbol,
        [-1125] = FaultKind.NotAvailable, // no such listen key
        [-2008] = FaultKind.CredentialsRejected,
        [-2014] = FaultKind.CredentialsRejected,
        [-2015] = FaultKind.CredentialsRejected,
        [-3003] = FaultKind.NotAvailable, // no margin account
        [-4109] = FaultKind.NotAvailable, // no futures account
        [-11001] = FaultKind.NotAvailable, // no isolated margin account
        [-21001] = FaultKind.NotAvailable, // no portfolio margin account
    }.ToFrozenDictionary();

    public static ExchangeFault? Judge(HttpStatusCode status, HttpResponseHeaders headers, WireNode? root, DateTimeOffset venueTime)
    {
        var code = CodeIn(root);
        if (status is >= HttpStatusCode.OK and < HttpStatusCode.MultipleChoices && code is null or >= 0)
        {
            return null;
        }

        var words = code is null ? null : WordsIn(root);
        var kind = KindOf(status, code);
        if (kind == FaultKind.RateLimited && BannedUntil(words) is { } until)
        {
            return new ExchangeFault(FaultKind.Banned, Describe(), HttpFaults.Bounded(until > venueTime ? until - venueTime : TimeSpan.Zero));
        }

        var retryAfter = kind is FaultKind.RateLimited or FaultKind.Banned ? HttpFaults.RetryAfter(headers, venueTime) : (TimeSpan?)null;
        return new ExchangeFault(kind, Describe(), retryAfter);

        string Describe() => HttpFaults.Describe(status, code?.ToString(CultureInfo.InvariantCulture), words);
    }

    /// <summary>What the WebSocket API's refusals mean: the status and code are in the message, and so is the moment to come back at.</summary>
    /// <param name="error">The reply's "error"; null where there is none.</param>
    public static ExchangeFault? JudgeReply(int status, WireNode? error, DateTimeOffset venueTime)
    {
        if (error is null && status is >= 200 and < 300)
        {
            return null;
        }

        var code = CodeIn(error);
        var words = WordsIn(error);
        var kind = status is 418 or 429 ? HttpFaults.KindOf((HttpStatusCode)status) : KindOf((HttpStatusCode)status, code);
        var until = error is { } known ? RetryAt(known) : null;
        var wait = kind is FaultKind.RateLimited or FaultKind.Banned
            ? until > venueTime ? HttpFaults.Bounded(until.Value - venueTime) : RetryTimes.UntilNextMinute(venueTime)
            : (TimeSpan?)null;
        return new ExchangeFault(kind, HttpFaults.Describe((HttpStatusCode)status, code?.ToString(CultureInfo.InvariantCulture), words), wait);
    }

    private static DateTimeOffset? RetryAt(WireNode error)
    {
        try
        {
            return error.Inner("data")?.Time("retryAfter");
        }
        catch (WireException)
        {
            return null;
        }
    }

    private static FaultKind KindOf(HttpStatusCode status, int? code) => (int)status switch
    {
        418 or 429 => HttpFaults.KindOf(status), // Said by the status, whatever the code.
        _ when code is { } known && ByCode.TryGetValue(known, out var kind) => kind,
        >= 500 => FaultKind.Unreachable,
        _ when code is < 0 => FaultKind.BadRequest,
        _ => HttpFaults.KindOf(status),
    };

    /// <summary>Answers that are data have no code, or one that is not negative.</summary>
    private static int? CodeIn(WireNode? root)
    {
        try
        {
            return root is { IsObject: true } body && body.Number("code") is { } code and >= int.MinValue and <= int.MaxValue ? (int)code : null;
        }
        catch (WireException)
        {
            return null; // An answer may well have a "code" of its own that is no number.
        }
    }

    private static string? WordsIn(WireNode? root)
    {
        try
        {
            return root?.Text("msg");
        }
        catch (WireException)
        {
            return null;
        }
    }

    /// <summary>-1003 says in its words alone that the address is locked out, and until when, in milliseconds.</summary>
    private static DateTimeOffset? BannedUntil(string? words) =>
        words is not null && BanWords().Match(words) is { Success: true } match
            && long.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : null;

    [GeneratedRegex(@"banned until (\d{13})", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex BanWords();
}
