using System.Collections.Frozen;
using PortfolioOrleans.VenueSimulator.Sockets;
using PortfolioOrleans.VenueSimulator.Traffic;

namespace PortfolioOrleans.VenueSimulator.Okx;

/// <summary>OKX: finds the endpoint, checks headers and signature, counts the request, answers in the envelope.</summary>
internal sealed class OkxDesk(VenueContext context) : VenueDesk(context)
{
    /// <summary>Control name of the limit on new sockets; three in a second for each address.</summary>
    public const string ConnectionLimit = "connections";

    /// <summary>Control name of the limit on login, subscribe and unsubscribe requests in an hour of one socket.</summary>
    public const string RequestLimit = "requests_per_hour";

    private static readonly FrozenDictionary<string, OkxEndpoint> Endpoints =
        OkxMarket.Endpoints.Concat(OkxAccount.Endpoints).Concat(OkxHistory.Endpoints).Concat(OkxRecords.Endpoints).ToFrozenDictionary(endpoint => endpoint.Path, StringComparer.Ordinal);

    public static IEnumerable<string> LimitNames => Endpoints.Keys.Concat([ConnectionLimit, RequestLimit, "socket_lifetime"]);

    private readonly OkxLimiter _limiter = new(context.Limits);

    protected override VenueResponse Respond(VenueRequest request)
    {
        if (request.Method != "GET" || !Endpoints.TryGetValue(request.Path, out var endpoint))
        {
            Context.Traffic.Add("(unknown path)", 404, 0);
            return new OkxRefusal("404", "Invalid request path", 404).Response;
        }

        VenueResponse response;
        try
        {
            var account = endpoint.Private ? OkxSignature.Require(Context, request) : null;
            _limiter.Charge(endpoint.Path, account?.Key ?? request.Ip, endpoint.Limit, TimeSpan.FromSeconds(endpoint.Seconds), Context.Now);
            var data = endpoint.Answer(new OkxCall(Context, OkxCall.Parse(request.Query), account)).ToList();
            response = VenueResponse.Of(200, new { code = "0", msg = "", data });
        }
        catch (OkxRefusal refusal)
        {
            response = refusal.Response;
        }

        Context.Traffic.Add(request.Path, response.Status, 1);
        return response;
    }

    protected override (SocketSession? Session, VenueResponse? Refusal) Open(VenueRequest request)
    {
        OkxRoute? route = request.Path switch
        {
            "/ws/v5/public" => OkxRoute.Public,
            "/ws/v5/private" => OkxRoute.Private,
            "/ws/v5/business" => OkxRoute.Business,
            _ => null,
        };
        if (route is null)
        {
            return (null, new OkxRefusal("404", "Invalid request path", 404).Response);
        }

        try
        {
            _limiter.Charge(ConnectionLimit, request.Ip, 3, TimeSpan.FromSeconds(1), Context.Now);
            return (new OkxSession(Context, request, route.Value), null);
        }
        catch (OkxRefusal refusal)
        {
            return (null, refusal.Response);
        }
    }

    protected override VenueResponse Failure(int status, DateTimeOffset retryAt) => status switch
    {
        429 => OkxRefusal.TooMany().Response,
        502 or 504 => new VenueResponse(status, "text/html", Spoiler.Page(status == 502 ? "502 Bad Gateway" : "504 Gateway Time-out")),
        403 or 418 => new VenueResponse(status, "text/html", Spoiler.Page($"{status} Forbidden")),
        503 => OkxRefusal.Unavailable().Response,
        >= 500 => new OkxRefusal("50026", "System error. Try again later", status).Response,
        _ => new OkxRefusal("50000", "Bad request", status).Response,
    };

    protected override VenueResponse Maintenance() => OkxRefusal.Unavailable().Response;

    protected override VenueResponse Forbidden() => OkxRefusal.Unauthorized("50120", "This API key doesn't have permission to use this function").Response;

    protected override bool AnswersInMaintenance(VenueRequest request) => request.Path == OkxMarket.StatusPath;

    protected override string? KeyOf(VenueRequest request) => request.Header("OK-ACCESS-KEY");
}
