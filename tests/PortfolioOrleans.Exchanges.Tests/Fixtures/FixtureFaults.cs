using System.Net;
using System.Text.Json;
using PortfolioOrleans.Exchanges.Binance;
using PortfolioOrleans.Exchanges.Okx;
using PortfolioOrleans.Exchanges.OkxWeb3;
using PortfolioOrleans.Exchanges.Tests.Support;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Tests.Fixtures;

/// <summary>Refusals among the fixtures: judged as the adapters judge them, and called as the fixtures call them.</summary>
internal static class FixtureFaults
{
    private static readonly Dictionary<string, FaultKind[]> ByClass = new(StringComparer.Ordinal)
    {
        ["invalid_symbol"] = [FaultKind.UnknownSymbol],
        ["unknown_symbol"] = [FaultKind.UnknownSymbol],
        ["ip_banned"] = [FaultKind.Banned],
        ["banned"] = [FaultKind.Banned],
        ["rate_limit"] = [FaultKind.RateLimited],
        ["rate_limited"] = [FaultKind.RateLimited],
        ["credentials"] = [FaultKind.CredentialsRejected],
        ["invalid_credentials"] = [FaultKind.CredentialsRejected],
        ["auth"] = [FaultKind.CredentialsRejected],
        ["permission"] = [FaultKind.PermissionMissing],
        ["clock"] = [FaultKind.ClockSkew],
        ["timestamp"] = [FaultKind.ClockSkew],
        ["maintenance"] = [FaultKind.Maintenance],
        ["unavailable"] = [FaultKind.Unreachable, FaultKind.Maintenance, FaultKind.RateLimited],
        ["payment_required"] = [FaultKind.RateLimited],
        ["retry_later"] = [FaultKind.Unreachable, FaultKind.Maintenance],
        ["unknown"] = [FaultKind.Unreachable],
        ["inactive"] = [FaultKind.NotAvailable],
        ["unsupported"] = [FaultKind.NotAvailable, FaultKind.PermissionMissing],
        ["bad_request"] = [FaultKind.BadRequest],
        ["parameter"] = [FaultKind.BadRequest],
        ["bug"] = [FaultKind.BadRequest],
    };

    /// <summary>Null where the adapters see no refusal in the answer.</summary>
    public static ExchangeFault? Judge(Fixture fixture)
    {
        using var response = ScriptedVenue.Json("", (HttpStatusCode)fixture.Status);
        var root = new WireNode(fixture.Response);
        return fixture.Path.StartsWith("/api/v6", StringComparison.Ordinal)
            ? OkxWeb3Faults.Judge(response.StatusCode, response.Headers, root, ManualClock.Noon)
            : fixture.Path.StartsWith("/api/v5", StringComparison.Ordinal)
            ? OkxFaults.Judge(response.StatusCode, response.Headers, root, ManualClock.Noon)
            : BinanceFaults.Judge(response.StatusCode, response.Headers, root, ManualClock.Noon);
    }

    public static IEnumerable<string> Differences(ExchangeFault fault, JsonElement expected)
    {
        var code = expected.TryGetProperty("exchange_code", out var stated) ? stated.GetString() : null;
        if (code is not null && !fault.Detail.Contains($"code {code}", StringComparison.Ordinal))
        {
            yield return $"error.exchange_code is not in \"{fault.Detail}\", expected {code}";
        }

        var meaning = expected.GetProperty("class").GetString()!;
        if (!ByClass.TryGetValue(meaning, out var kinds) || !kinds.Contains(fault.Kind))
        {
            yield return $"error.class is {fault.Kind}, expected {meaning}";
        }
    }
}
