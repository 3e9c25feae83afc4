using System.Text.Json;
using PortfolioOrleans.VenueSimulator.Accounts;
using PortfolioOrleans.VenueSimulator.Control;
using PortfolioOrleans.VenueSimulator.Sockets;
using PortfolioOrleans.VenueSimulator.Traffic;

namespace PortfolioOrleans.VenueSimulator.Binance;

/// <summary>A stream connection: subscriptions come with the address or as messages; futures user data comes with a listen key as stream name.</summary>
internal sealed class BinanceStreamSession : SocketSession
{
    private readonly BinanceRoute _route;
    private readonly bool _combined;
    private readonly List<string> _streams = [];
    private readonly BinanceStreams _market;
    private readonly HashSet<string> _listening = new(StringComparer.Ordinal);
    private readonly MessageRate _rate;

    public BinanceStreamSession(VenueContext context, string path, BinanceRoute route, bool combined, IEnumerable<string> streams)
        : base(context, path)
    {
        _route = route;
        _combined = combined;
        _market = new BinanceStreams(context, route);
        var messages = route == BinanceRoute.Spot ? "spot_messages" : "futures_messages";
        _rate = new MessageRate(() => BinanceLimiter.LimitOf(context.Limits, messages));
        _streams.AddRange(streams.Where(stream => stream.Length > 0).Distinct(StringComparer.Ordinal).Take(MaxStreams));
    }

    public override IReadOnlyList<string> Listening => [.. _streams];

    public override IReadOnlyList<string> Keys => Api is { } api ? [.. _streams.Select(stream => Context.ListensWith(api, stream)?.Key).OfType<string>()] : [];

    private int MaxStreams => BinanceLimiter.LimitOf(Context.Limits, "streams");

    /// <summary>Where listen keys for this route come from; null: it carries no user data.</summary>
    private string? Api => _route switch
    {
        BinanceRoute.Private => "fapi",
        BinanceRoute.Coin => "dapi",
        BinanceRoute.PortfolioMargin => "papi",
        _ => null,
    };

    public override (TimeSpan Every, TimeSpan Patience) Ping => _route == BinanceRoute.Spot
        ? (TimeSpan.FromSeconds(20), TimeSpan.FromMinutes(1))
        : (TimeSpan.FromMinutes(3), TimeSpan.FromMinutes(10));

    public override void AnnounceShutdown() => PushStream("!serverShutdown", new Fields { ["e"] = "serverShutdown", ["E"] = Context.VenueMs });

    public override void Observe(AccountChange change)
    {
        if (Api is not { } api || change.Account.ListenKeys.GetValueOrDefault(api) is not { Key: var key } held || !_streams.Contains(key) || held.Until <= Context.Now)
        {
            return;
        }

        var messages = api switch
        {
            "fapi" => BinanceUserEvents.Futures(Context, change, Wallet.Futures),
            "dapi" => BinanceUserEvents.Futures(Context, change, Wallet.CoinFutures),
            _ => BinanceUserEvents.PortfolioMargin(Context, change),
        };
        foreach (var message in messages)
        {
            PushStream(key, message, change.Account.Key);
        }
    }

    protected override void Pulse()
    {
        foreach (var stream in _streams)
        {
            if (_market.News(stream) is { } news)
            {
                PushStream(stream, news);
            }
        }

        if (Api is { } api)
        {
            WatchListenKeys(api);
        }
    }

    protected override void Handle(string text)
    {
        if (!_rate.Allows(Context.Now))
        {
            Close(1008, "Too many requests");
            return;
        }

        JsonElement request;
        try
        {
            request = JsonSerializer.Deserialize<JsonElement>(text);
        }
        catch (JsonException e)
        {
            Reply(new { error = new { code = 3, msg = $"Invalid JSON: {e.Message}" } });
            return;
        }

        if (request.ValueKind != JsonValueKind.Object || !request.TryGetProperty("method", out var method) || method.ValueKind != JsonValueKind.String)
        {
            Reply(new { error = new { code = 2, msg = "Invalid request: missing field `method`" } });
            return;
        }

        object? id = request.TryGetProperty("id", out var given) ? given : null;
        var names = request.TryGetProperty("params", out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Select(name => name.ToString()).ToList()
            : [];
        switch (method.GetString())
        {
            case "SUBSCRIBE" when _streams.Union(names).Count() > MaxStreams:
                Close(1008, "Too many streams");
                break;
            case "SUBSCRIBE":
                _streams.AddRange(names.Except(_streams).ToList());
                Reply(new { result = (object?)null, id });
                break;
            case "UNSUBSCRIBE":
                _streams.RemoveAll(names.Contains);
                Reply(new { result = (object?)null, id });
                break;
            case "LIST_SUBSCRIPTIONS":
                Reply(new { result = _streams, id });
                break;
            default:
                Reply(new { error = new { code = 2, msg = $"Invalid request: unknown variant `{method.GetString()}`" }, id });
                break;
        }
    }

    /// <summary>Says once of each key that it has ended.</summary>
    private void WatchListenKeys(string api)
    {
        foreach (var key in _streams)
        {
            if (Context.ListensWith(api, key) is not null)
            {
                _listening.Add(key);
            }
            else if (_listening.Remove(key))
            {
                PushStream(key, new Fields { ["e"] = "listenKeyExpired", ["E"] = Context.VenueMs, ["listenKey"] = key });
            }
        }
    }

    private void PushStream(string stream, object data, string? key = null) => Push(_combined ? new { stream, data } : data, key);
}
