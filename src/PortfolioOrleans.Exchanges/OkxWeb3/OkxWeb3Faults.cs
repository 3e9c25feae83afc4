using System.Net;
using System.Net.Http.Headers;
using PortfolioOrleans.Exchanges.Okx;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.OkxWeb3;

/// <summary>What OKX Web3's refusals mean: OKX's own table, but for what only this API says.</summary>
internal static class OkxWeb3Faults
{
    /// <summary>A spent quota comes back with the next period of the plan, which no answer names; asking once an hour costs nothing.</summary>
    private static readonly TimeSpan PauseWithoutQuota = TimeSpan.FromHours(1);

    public static ExchangeFault? Judge(HttpStatusCode status, HttpResponseHeaders headers, WireNode? root, DateTimeOffset venueTime)
    {
        if (status == HttpStatusCode.PaymentRequired)
        {
            // The answer holds an offer to pay by itself. It is not read, let alone taken.
            return new ExchangeFault(FaultKind.RateLimited, "HTTP 402: the plan's free quota is used up; nothing is paid for automatically", PauseWithoutQuota);
        }

        var fault = OkxFaults.Judge(status, headers, root, venueTime);
        return fault is not null && CodeOf(root) is "50125" or "80001"
            ? fault! with { Kind = FaultKind.PermissionMissing } // Not offered where this service is; there may well be money.
            : fault;
    }

    private static string? CodeOf(WireNode? root)
    {
        try
        {
            return root?.Text("code");
        }
        catch (WireException)
        {
            return null;
        }
    }
}
