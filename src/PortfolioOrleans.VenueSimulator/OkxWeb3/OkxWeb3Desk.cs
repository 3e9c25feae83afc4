using System.Text.Json;
using PortfolioOrleans.VenueSimulator.Okx;
using PortfolioOrleans.VenueSimulator.Sockets;
using PortfolioOrleans.VenueSimulator.Traffic;

namespace PortfolioOrleans.VenueSimulator.OkxWeb3;

/// <summary>OKX Web3: checks the project's signature, counts its requests against its plan, answers about any address.</summary>
internal sealed class OkxWeb3Desk(VenueContext context, Web3Book book) : VenueDesk(context)
{
    public const string RequestLimit = "requests";
    public const string Quota = "quota";

    private const string TimePath = "/api/v5/public/time";

    public static IEnumerable<string> LimitNames => [RequestLimit, Quota];

    private readonly OkxLimiter _limiter = new(context.Limits, SimulatedVenue.OkxWeb3);
    private readonly Dictionary<string, int> _used = new(StringComparer.Ordinal);

    protected override VenueResponse Respond(VenueRequest request)
    {
        VenueResponse response;
        try
        {
            response = request is { Method: "GET", Path: TimePath }
                ? Answer([new { ts = WireJson.MsText(Context.VenueTime) }])
                : AnswerProject(request);
        }
        catch (OkxRefusal refusal)
        {
            response = refusal.Response;
        }

        Context.Traffic.Add(response.Status == 404 ? "(unknown path)" : request.Path, response.Status, 1);
        return response;
    }

    protected override (SocketSession? Session, VenueResponse? Refusal) Open(VenueRequest request) =>
        (null, new OkxRefusal("404", "Invalid request path", 404).Response);

    protected override VenueResponse Failure(int status, DateTimeOffset retryAt) => status switch
    {
        402 => PaymentWanted(),
        429 => OkxRefusal.TooMany().Response,
        403 or 418 => new VenueResponse(status, "text/html", Spoiler.Page($"{status} Forbidden")),
        502 or 504 => new VenueResponse(status, "text/html", Spoiler.Page($"{status} Bad Gateway")),
        503 => OkxRefusal.Unavailable().Response,
        >= 500 => new OkxRefusal("50026", "System error. Try again later", status).Response,
        _ => new OkxRefusal("50000", "Bad request", status).Response,
    };

    protected override VenueResponse Maintenance() => OkxRefusal.Unavailable().Response;

    protected override VenueResponse Forbidden() => OkxRefusal.Unauthorized("50120", "This API key doesn't have permission to use this function").Response;

    protected override bool AnswersInMaintenance(VenueRequest request) => false;

    protected override string? KeyOf(VenueRequest request) => request.Header("OK-ACCESS-KEY");

    private VenueResponse AnswerProject(VenueRequest request)
    {
        var answer = (request.Method, request.Path) switch
        {
            ("GET", "/api/v6/dex/balance/supported/chain") => _ => OkxWeb3Answers.Chains(),
            ("GET", "/api/v6/dex/balance/total-value-by-address") => call => OkxWeb3Answers.TotalValue(book, call),
            ("GET", "/api/v6/dex/balance/all-token-balances-by-address") => call => OkxWeb3Answers.AllTokens(book, call),
            ("POST", "/api/v6/dex/balance/token-balances-by-address") => _ => OkxWeb3Answers.SomeTokens(book, Body(request)),
            ("POST", "/api/v6/dex/market/price") => _ => OkxWeb3Answers.Prices(book, Body(request), Context.VenueTime),
            ("POST", "/api/v6/dex/market/token/basic-info") => _ => OkxWeb3Answers.TokenInfo(book, Body(request)),
            ("GET", "/api/v6/dex/market/candles") => call => OkxWeb3Answers.Candles(book, call, Context.VenueTime),
            ("GET", "/api/v6/dex/post-transaction/transactions-by-address") => call => OkxWeb3Answers.Transfers(book, call),
            _ => (Func<OkxCall, IEnumerable<object>>?)null,
        };
        if (answer is null)
        {
            throw new OkxRefusal("404", "Invalid request path", 404);
        }

        var project = OkxSignature.Require(Context, request);
        _limiter.Charge(RequestLimit, project.Key, 1, TimeSpan.FromSeconds(1), Context.Now);
        if (_used.GetValueOrDefault(project.Key) >= Context.Limits.Of(SimulatedVenue.OkxWeb3, Quota, int.MaxValue))
        {
            return PaymentWanted();
        }

        _used[project.Key] = _used.GetValueOrDefault(project.Key) + 1;
        return Answer(answer(new OkxCall(Context, OkxCall.Parse(request.Query), project)));
    }

    private static VenueResponse Answer(IEnumerable<object> data) => VenueResponse.Of(200, new { code = "0", data = data.ToList(), msg = "" });

    /// <summary>The free plan is used up: the venue offers to take money for each request.</summary>
    private static VenueResponse PaymentWanted() => VenueResponse
        .Of(402, new { x402Version = 1, error = "payment required", accepts = new[] { new { scheme = "exact", network = "eip155:196", maxAmountRequired = "1000" } } })
        .With("PAYMENT-REQUIRED", "eyJ4NDAyVmVyc2lvbiI6MX0=");

    /// <exception cref="OkxRefusal">50014 or 51000.</exception>
    private static JsonElement Body(VenueRequest request)
    {
        try
        {
            return JsonDocument.Parse(request.Body).RootElement;
        }
        catch (JsonException)
        {
            throw OkxRefusal.Wrong("body");
        }
    }
}
