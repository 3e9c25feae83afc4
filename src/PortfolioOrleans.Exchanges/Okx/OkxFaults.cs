using System.Collections.Frozen;
using System.Net;
using System.Net.Http.Headers;
using PortfolioOrleans.Exchanges.Http;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Okx;

/// <summary>
/// What OKX's refusals mean. Every answer is an envelope with a code, "0" for success, and HTTP 200 may carry any of them. Sources disagree about single
/// codes, so unknown ones go by their class: 501xx is about the key.
/// </summary>
internal static class OkxFaults
{
    private const string Success = "0";

    /// <summary>OKX says no time with a refused rate; its windows are two seconds long.</summary>
    private static readonly TimeSpan PauseWhenLimited = TimeSpan.FromSeconds(2);

    private static readonly FrozenDictionary<string, FaultKind> ByCode = Table(
        (FaultKind.Unreachable, "50001 50004 50013 50026"),
        (FaultKind.Maintenance, "50005"),
        (FaultKind.RateLimited, "50011 50040 50061 58102 60014 60023"),
        (FaultKind.CredentialsRejected, "50007 50009 50027 50035 50100 50101 50103 50104 50105 50106 50107 50110 50111 50113 50119 60005 60007 60009 60024 60032"),
        // Not offered in the user's region: money may well be there, so the wallet is not to be taken for an empty one.
        (FaultKind.PermissionMissing, "50030 50051 50052 50114 50120 60029"),
        (FaultKind.ClockSkew, "50102 50112 60004 60006"),
        // The account's level has no such thing: no derivatives in a spot account.
        (FaultKind.NotAvailable, "51010"),
        (FaultKind.UnknownSymbol, "51001"),
        (FaultKind.BadRequest, "51000"));

    public static ExchangeFault? Judge(HttpStatusCode status, HttpResponseHeaders headers, WireNode? root, DateTimeOffset venueTime)
    {
        var isSuccess = status is >= HttpStatusCode.OK and < HttpStatusCode.MultipleChoices;
        var code = Member(root, "code");
        if (isSuccess && code == Success)
        {
            return null;
        }

        if (isSuccess && !(code is not null && code.All(char.IsAsciiDigit)))
        {
            return root is null ? null : new ExchangeFault(FaultKind.Unreadable, $"code is {(code is null ? "missing" : "not a number")}");
        }

        var kind = KindOf(status, isSuccess, code);
        var detail = HttpFaults.Describe(status, code, Member(root, "msg"));
        return new ExchangeFault(kind, detail, kind switch
        {
            FaultKind.RateLimited when headers.RetryAfter is null => PauseWhenLimited,
            FaultKind.RateLimited or FaultKind.Banned => HttpFaults.RetryAfter(headers, venueTime),
            _ => null,
        });
    }

    /// <summary>
    /// What a live feed's refusal means; null where its number alone does not say it. The words are left out: some repeat what was sent, and a login is sent.
    /// </summary>
    public static ExchangeFault? OfFeed(string? code) => code is not null && ByCode.TryGetValue(code, out var kind)
        ? new ExchangeFault(kind, $"the feed was refused, code {code}", kind == FaultKind.RateLimited ? PauseWhenLimited : null)
        : null;

    private static FaultKind KindOf(HttpStatusCode status, bool isSuccess, string? code)
    {
        if (code is not null && code != Success)
        {
            if (ByCode.TryGetValue(code, out var kind))
            {
                return kind;
            }

            if (code.Length == 5 && code.StartsWith("501", StringComparison.Ordinal))
            {
                return FaultKind.CredentialsRejected;
            }
        }

        return isSuccess ? FaultKind.BadRequest : HttpFaults.KindOf(status);
    }

    /// <summary>A member of the envelope, whatever else is broken in it.</summary>
    private static string? Member(WireNode? root, string name)
    {
        try
        {
            return root?.Text(name);
        }
        catch (WireException)
        {
            return null;
        }
    }

    private static FrozenDictionary<string, FaultKind> Table(params ReadOnlySpan<(FaultKind Kind, string Codes)> rows)
    {
        var table = new Dictionary<string, FaultKind>(StringComparer.Ordinal);
        foreach (var (kind, codes) in rows)
        {
            foreach (var code in codes.Split(' '))
            {
                table.Add(code, kind);
            }
        }

        return table.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
