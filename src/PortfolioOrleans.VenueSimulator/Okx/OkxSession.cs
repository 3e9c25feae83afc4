using System.Globalization;
using System.Text.Json;
using PortfolioOrleans.VenueSimulator.Accounts;
using PortfolioOrleans.VenueSimulator.Control;
using PortfolioOrleans.VenueSimulator.Markets;
using PortfolioOrleans.VenueSimulator.Sockets;
using PortfolioOrleans.VenueSimulator.Traffic;

namespace PortfolioOrleans.VenueSimulator.Okx;

internal enum OkxRoute
{
    Public,
    Private,
    Business,
}

/// <summary>One OKX connection: ping, login, subscriptions; closes after 30 seconds without a word either way.</summary>
internal sealed class OkxSession : SocketSession
{
    private const int RequestsPerHour = 480;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly OkxRoute _route;
    private readonly string _ip;
    private readonly bool _demo;
    private readonly string _connId;
    private readonly List<OkxSubscription> _subscriptions = [];
    private readonly MessageRate _rate;
    private Account? _account;

    public OkxSession(VenueContext context, VenueRequest request, OkxRoute route)
        : base(context, request.Path)
    {
        _route = route;
        _rate = new MessageRate(() => context.Limits.Of(SimulatedVenue.Okx, OkxDesk.RequestLimit, RequestsPerHour), TimeSpan.FromHours(1));
        _ip = request.Ip;
        _demo = request.Header("x-simulated-trading") == "1";
        _connId = Walk.Hex(context.Seed, $"connection/{context.Connections}", 8);
    }

    public override IReadOnlyList<string> Listening => [.. _subscriptions.Select(subscription => $"{subscription.Channel} {subscription.InstId}".TrimEnd())];

    public override IReadOnlyList<string> Keys => _account is null ? [] : [_account.Key];

    public override void AnnounceShutdown() =>
        Push(new { @event = "notice", code = "64008", msg = "The connection will soon be closed for a service upgrade. Please reconnect.", connId = _connId });

    public override void Observe(AccountChange change)
    {
        if (change.Account != _account)
        {
            return;
        }

        foreach (var subscription in _subscriptions)
        {
            foreach (var push in OkxChannels.Events(Context, subscription, change))
            {
                Push(push, _account.Key);
            }
        }

        if (change is KeyRevoked)
        {
            Close(4001, "login failed");
        }
    }

    protected override void Pulse()
    {
        if (Context.Now - LastFrameAt >= Patience)
        {
            Close(4004, "no data received in 30s");
            return;
        }

        foreach (var subscription in _subscriptions)
        {
            if (OkxChannels.News(Context, subscription, _account) is { } push)
            {
                Push(push, OkxChannels.IsPrivate(subscription.Channel) ? _account?.Key : null);
            }
        }
    }

    protected override void Handle(string text)
    {
        if (text == "ping")
        {
            Reply("pong");
            return;
        }

        JsonElement request;
        try
        {
            request = JsonSerializer.Deserialize<JsonElement>(text);
        }
        catch (JsonException)
        {
            Refuse("60012", $"Invalid request: {text}");
            return;
        }

        if (request.ValueKind != JsonValueKind.Object || !request.TryGetProperty("op", out var op)
            || !request.TryGetProperty("args", out var args) || args.ValueKind != JsonValueKind.Array)
        {
            Refuse("60012", $"Invalid request: {text}");
            return;
        }

        if (!_rate.Allows(Context.Now))
        {
            Refuse("60014", "Requests too frequent");
            return;
        }

        foreach (var arg in args.EnumerateArray())
        {
            switch (op.ToString())
            {
                case "login":
                    LogIn(arg);
                    break;
                case "subscribe":
                    Subscribe(arg);
                    break;
                case "unsubscribe":
                    _subscriptions.RemoveAll(subscription => subscription.Is(arg));
                    Reply(new { @event = "unsubscribe", arg, connId = _connId });
                    break;
                default:
                    Refuse("60012", $"Invalid request: {text}");
                    return;
            }
        }
    }

    private void LogIn(JsonElement arg)
    {
        var (key, passphrase, timestamp, sign) = (Text(arg, "apiKey"), Text(arg, "passphrase"), Text(arg, "timestamp"), Text(arg, "sign"));
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds > 253402300799)
        {
            Refuse("60004", "Invalid timestamp");
        }
        else if (!OkxSignature.IsTimely(Context, DateTimeOffset.FromUnixTimeSeconds(seconds)))
        {
            Refuse("60006", "Timestamp request expired");
        }
        else if (Context.AccountWith(key) is not { } account || account.Environment == KeyEnvironment.OtherRegion)
        {
            Refuse("60005", "Invalid apiKey");
        }
        else if (passphrase != account.Passphrase)
        {
            Refuse("60024", "Wrong passphrase");
        }
        else if (!OkxSignature.Matches(account.Secret, timestamp + "GET" + "/users/self/verify", sign))
        {
            Refuse("60007", "Invalid sign");
        }
        else if (!account.MayFrom(_ip) || !account.Permissions.Contains(KeyPermission.Read) || _demo != (account.Environment == KeyEnvironment.Demo))
        {
            Refuse("60009", "Login failed.");
        }
        else
        {
            _account = account;
            Reply(new { @event = "login", code = "0", msg = "", connId = _connId });
        }
    }

    private void Subscribe(JsonElement arg)
    {
        var subscription = new OkxSubscription(arg);
        if (!OkxChannels.Exists(_route, subscription))
        {
            Refuse(
                "60018",
                $"Wrong URL or channel:{subscription.Channel},instId:{subscription.InstId} doesn't exist. "
                + "Please use the correct URL, channel and parameters referring to API document.");
            return;
        }

        if (OkxChannels.IsPrivate(subscription.Channel) && _account is null)
        {
            Refuse("60011", "Please log in");
            return;
        }

        if (!_subscriptions.Exists(one => one.Is(arg)))
        {
            _subscriptions.Add(subscription);
        }

        Reply(new { @event = "subscribe", arg, connId = _connId });
        if (OkxChannels.News(Context, subscription, _account) is { } first)
        {
            Push(first, OkxChannels.IsPrivate(subscription.Channel) ? _account?.Key : null);
        }
    }

    private void Refuse(string code, string msg) => Reply(new { @event = "error", code, msg, connId = _connId });

    private static string Text(JsonElement arg, string name) =>
        arg.ValueKind == JsonValueKind.Object && arg.TryGetProperty(name, out var value) ? value.ToString() : "";
}
