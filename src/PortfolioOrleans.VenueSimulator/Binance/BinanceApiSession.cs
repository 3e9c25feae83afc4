using System.Text.Json;
using PortfolioOrleans.VenueSimulator.Accounts;
using PortfolioOrleans.VenueSimulator.Sockets;
using PortfolioOrleans.VenueSimulator.Traffic;

namespace PortfolioOrleans.VenueSimulator.Binance;

/// <summary>The spot WebSocket API, as far as user data streams need it.</summary>
internal sealed class BinanceApiSession(VenueContext context, BinanceLimiter limiter, string ip) : SocketSession(context, Route)
{
    public const string Route = "/ws-api/v3";

    private readonly SortedDictionary<int, Account> _subscriptions = [];
    private int _nextSubscription;

    public override (TimeSpan Every, TimeSpan Patience) Ping => (TimeSpan.FromSeconds(20), TimeSpan.FromMinutes(1));

    public override IReadOnlyList<string> Listening => [.. _subscriptions.Keys.Select(id => $"userData {id}")];

    public override IReadOnlyList<string> Keys => [.. _subscriptions.Values.Select(account => account.Key)];

    public override void AnnounceShutdown() => Push(new { @event = new Fields { ["e"] = "serverShutdown", ["E"] = Context.VenueMs } });

    public override void Observe(AccountChange change)
    {
        foreach (var (subscriptionId, _) in _subscriptions.Where(subscription => subscription.Value == change.Account).ToList())
        {
            foreach (var @event in BinanceUserEvents.Spot(Context, change))
            {
                Push(new { subscriptionId, @event }, change.Account.Key);
            }

            if (change is KeyRevoked or StreamsTerminated)
            {
                _subscriptions.Remove(subscriptionId);
                Push(new { subscriptionId, @event = new Fields { ["e"] = "eventStreamTerminated", ["E"] = Context.VenueMs } }, change.Account.Key);
            }
        }
    }

    protected override void Pulse()
    {
    }

    protected override void Handle(string text)
    {
        object? id = null;
        try
        {
            var request = Parse(text);
            id = request.TryGetProperty("id", out var given) ? given : null;
            var method = request.TryGetProperty("method", out var name) && name.ValueKind == JsonValueKind.String
                ? name.GetString()!
                : throw BinanceRefusal.Missing("method");
            var weight = method == "userDataStream.subscribe.signature" ? 2 : 1;
            limiter.Charge("api", ip, ip, weight, Context.VenueTime);
            Context.Traffic.Add($"{Route} {(Methods.Contains(method) ? method : "(unknown method)")}", 200, weight);
            var result = Answer(method, Parameters(request));
            Reply(new { id, status = 200, result, rateLimits = RateLimits });
        }
        catch (BinanceRefusal refusal)
        {
            Context.Traffic.Add(Route, refusal.Status, 0);
            Reply(new { id, status = refusal.Status, error = Error(refusal), rateLimits = RateLimits });
        }
    }

    private static readonly string[] Methods =
        ["ping", "time", "userDataStream.subscribe.signature", "userDataStream.unsubscribe", "session.subscriptions", "session.logon", "userDataStream.subscribe"];

    private object[] RateLimits =>
    [
        new
        {
            rateLimitType = "REQUEST_WEIGHT", interval = "MINUTE", intervalNum = 1, limit = BinanceLimiter.LimitOf(Context.Limits, "api"),
            count = limiter.Used("api", ip, Context.VenueTime),
        },
    ];

    private object Answer(string method, BinanceParameters parameters) => method switch
    {
        "ping" => new { },
        "time" => new { serverTime = Context.VenueMs },
        "userDataStream.subscribe.signature" => Subscribe(parameters),
        "userDataStream.unsubscribe" => Unsubscribe(parameters.Text("subscriptionId")),
        "session.subscriptions" => _subscriptions.Keys.Select(subscriptionId => new { subscriptionId }).ToList(),
        "session.logon" => throw new BinanceRefusal(-4056, "HMAC_SHA256 API key is not supported."),
        "userDataStream.subscribe" => throw new BinanceRefusal(-2015, "Session is not logged on: it takes an Ed25519 key.", 401),
        _ => throw new BinanceRefusal(-1020, "This operation is not supported."),
    };

    private object Subscribe(BinanceParameters parameters)
    {
        var account = BinanceSignature.RequireKey(Context, parameters.Text("apiKey") ?? throw BinanceRefusal.Missing("apiKey"), ip);
        BinanceSignature.RequireTimely(Context, parameters.Text("timestamp"), parameters.Text("recvWindow"));

        // Sorted by name and, unlike on the REST side, not percent-encoded.
        var payload = string.Join('&', parameters.Sorted.Where(pair => pair.Key != "signature").Select(pair => $"{pair.Key}={pair.Value}"));
        BinanceSignature.RequireSigned(account.Secret, payload, parameters.Text("signature"));
        if (_subscriptions.ContainsValue(account))
        {
            throw new BinanceRefusal(-2035, "User Data Stream subscription already active.");
        }

        _subscriptions.Add(_nextSubscription, account);
        return new { subscriptionId = _nextSubscription++ };
    }

    private object Unsubscribe(string? subscriptionId)
    {
        if (subscriptionId is null)
        {
            _subscriptions.Clear();
        }
        else if (!int.TryParse(subscriptionId, out var id) || !_subscriptions.Remove(id))
        {
            throw BinanceRefusal.Invalid("subscriptionId");
        }

        return new { };
    }

    private object Error(BinanceRefusal refusal) => refusal.RetryAfter is { } pause
        ? new { code = refusal.Code, msg = refusal.Message, data = new { serverTime = Context.VenueMs, retryAfter = WireJson.Ms(Context.VenueTime + pause) } }
        : new { code = refusal.Code, msg = refusal.Message };

    private static JsonElement Parse(string text)
    {
        try
        {
            var request = JsonSerializer.Deserialize<JsonElement>(text);
            return request.ValueKind == JsonValueKind.Object ? request : throw new BinanceRefusal(-1135, "Invalid JSON Request");
        }
        catch (JsonException)
        {
            throw new BinanceRefusal(-1135, "Invalid JSON Request");
        }
    }

    /// <summary>As text, the way they are signed.</summary>
    private static BinanceParameters Parameters(JsonElement request)
    {
        var parameters = new BinanceParameters();
        if (request.TryGetProperty("params", out var given) && given.ValueKind == JsonValueKind.Object)
        {
            foreach (var pair in given.EnumerateObject())
            {
                parameters.Add(pair.Name, pair.Value.ValueKind == JsonValueKind.String ? pair.Value.GetString()! : pair.Value.GetRawText());
            }
        }

        return parameters;
    }
}
