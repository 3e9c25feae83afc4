using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PortfolioOrleans.VenueSimulator.Control;
using PortfolioOrleans.VenueSimulator.Sockets;
using PortfolioOrleans.VenueSimulator.Traffic;

namespace PortfolioOrleans.VenueSimulator.Evm;

/// <summary>Nodes of chains: JSON-RPC over POST, one call or a list of them, each chain at /rpc/ and its number.</summary>
internal sealed class EvmDesk(VenueContext context, IReadOnlyDictionary<long, SimulatedChain> chains) : VenueDesk(context)
{
    public const string CallLimit = "calls";
    public const string BatchLimit = "batch";
    public const string LogRangeLimit = "log_range";
    public const string HistoryLimit = "history";

    public static IEnumerable<string> LimitNames => [CallLimit, BatchLimit, LogRangeLimit, HistoryLimit];

    private readonly Dictionary<string, (DateTimeOffset Since, int Used)> _windows = new(StringComparer.Ordinal);

    protected override VenueResponse Respond(VenueRequest request)
    {
        var response = Node(request);
        Context.Traffic.Add(response.Status == 404 ? "(unknown path)" : request.Path, response.Status, 1);
        return response;
    }

    protected override (SocketSession? Session, VenueResponse? Refusal) Open(VenueRequest request) => (null, Plain(404, "not found"));

    protected override VenueResponse Failure(int status, DateTimeOffset retryAt) => status switch
    {
        429 => VenueResponse.Of(429, Error(null, -32005, "daily request count exceeded, request rate limited")),
        403 or 418 or >= 500 => Plain(status, $"{status}"),
        _ => VenueResponse.Of(status, Error(null, -32600, "invalid request")),
    };

    protected override VenueResponse Maintenance() => Plain(503, "Service Unavailable");

    protected override VenueResponse Forbidden() => Plain(403, "Forbidden");

    protected override bool AnswersInMaintenance(VenueRequest request) => false;

    protected override string? KeyOf(VenueRequest request) => null;

    /// <summary>Numbers are in hexadecimal here, and so is what becomes of them.</summary>
    protected override VenueResponse Spoil(VenueResponse response, SpoilKind kind)
    {
        string? instead = kind switch
        {
            SpoilKind.HugeNumbers => "0x" + new string('f', 90),
            SpoilKind.NotNumbers => "NaN",
            _ => null,
        };
        return instead is null
            ? base.Spoil(response, kind)
            : response with { Body = Encoding.UTF8.GetBytes(Replaced(JsonNode.Parse(response.Body), instead)?.ToJsonString() ?? "null") };
    }

    private static JsonNode? Replaced(JsonNode? node, string instead) => node switch
    {
        JsonArray rows => new JsonArray([.. rows.Select(row => Replaced(row, instead))]),
        JsonObject members => new JsonObject(members.Select(member => KeyValuePair.Create(member.Key, Replaced(member.Value, instead)))),
        JsonValue leaf when leaf.TryGetValue<string>(out var text) && text.StartsWith("0x", StringComparison.Ordinal) => JsonValue.Create(instead),
        _ => node?.DeepClone(),
    };

    private VenueResponse Node(VenueRequest request)
    {
        if (request.Method != "POST" || !request.Path.StartsWith("/rpc/", StringComparison.Ordinal)
            || !long.TryParse(request.Path["/rpc/".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var id) || !chains.TryGetValue(id, out var chain))
        {
            return Plain(404, "not found");
        }

        if (Context.Faults.Take(FaultKind.RevokedKey, Context.Venue, request.Path, null) is not null)
        {
            return VenueResponse.Of(401, Error(null, -32000, "invalid project id"));
        }

        JsonElement body;
        try
        {
            body = JsonDocument.Parse(request.Body).RootElement;
        }
        catch (JsonException)
        {
            return VenueResponse.Of(200, Error(null, -32700, "parse error"));
        }

        var isBatch = body.ValueKind == JsonValueKind.Array;
        var count = isBatch ? body.GetArrayLength() : 1;
        if (isBatch && (count == 0 || count > Limit(BatchLimit, 1_000)))
        {
            return VenueResponse.Of(200, Error(null, -32600, count == 0 ? "empty batch" : "batch too large"));
        }

        if (!Charge(request.Ip, count))
        {
            return VenueResponse.Of(429, Error(null, -32005, "request rate limited")).With("Retry-After", "1");
        }

        var limits = new NodeLimits(Limit(LogRangeLimit, int.MaxValue), Limit(HistoryLimit, int.MaxValue));
        return VenueResponse.Of(200, isBatch
            ? body.EnumerateArray().Select(call => EvmNode.Answer(chain, call, limits)).ToList()
            : EvmNode.Answer(chain, body, limits));
    }

    private int Limit(string name, int usual) => Context.Limits.Of(SimulatedVenue.Evm, name, usual);

    private bool Charge(string who, int calls)
    {
        var window = _windows.GetValueOrDefault(who);
        if (Context.Now - window.Since >= TimeSpan.FromSeconds(1) || Context.Now < window.Since)
        {
            window = (Context.Now, 0);
        }

        if (window.Used + calls > Limit(CallLimit, 1_000_000))
        {
            return false;
        }

        _windows[who] = window with { Used = window.Used + calls };
        return true;
    }

    private static VenueResponse Plain(int status, string words) => new(status, "text/plain", Encoding.UTF8.GetBytes(words));

    internal static object Error(JsonElement? id, int code, string message) => new { jsonrpc = "2.0", id, error = new { code, message } };
}
