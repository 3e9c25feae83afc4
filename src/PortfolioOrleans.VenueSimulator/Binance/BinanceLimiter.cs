using PortfolioOrleans.VenueSimulator.Sockets;
using PortfolioOrleans.VenueSimulator.Traffic;

namespace PortfolioOrleans.VenueSimulator.Binance;

/// <summary>
/// Weights counted in whole minutes. Over the limit: 429 until the minute ends; a caller that goes on all the same is banned with 418, for two minutes
/// first and twice as long each further time, three days at most.
/// </summary>
internal sealed class BinanceLimiter(LimitBook limits)
{
    private const int MinuteMs = 60_000;
    private static readonly TimeSpan FirstBan = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LongestBan = TimeSpan.FromDays(3);

    private readonly Dictionary<(string Budget, string Who), Window> _windows = [];
    private readonly Dictionary<(string Host, string Ip), Ban> _bans = [];
    private readonly Dictionary<string, int> _busiest = new(StringComparer.Ordinal);

    /// <summary>For each budget the most that was used of it in a minute.</summary>
    public IReadOnlyDictionary<string, int> Busiest => _busiest;

    private static readonly TimeSpan ConnectionWindow = TimeSpan.FromMinutes(5);

    private readonly Dictionary<string, MessageRate> _connections = [];

    /// <summary>
    /// The budgets and what the venue allows in each minute; "ban_after" is how many refusals are borne before a ban, "connections" are new sockets in
    /// five minutes, messages those of a client in a second, streams those of a connection, and "socket_lifetime" is in seconds.
    /// </summary>
    public static IReadOnlyDictionary<string, int> Usual { get; } = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["api"] = 6000,
        ["fapi"] = 2400,
        ["papi"] = 6000,
        ["sapi_ip"] = 12000,
        ["sapi_uid"] = 180000,
        ["ban_after"] = 10,
        ["connections"] = 300,
        ["spot_messages"] = 5,
        ["futures_messages"] = 10,
        ["streams"] = 1024,
        ["socket_lifetime"] = SocketSession.UsualLifetime,
    };

    public static int LimitOf(LimitBook limits, string budget) => limits.Of(SimulatedVenue.Binance, budget, Usual[budget]);

    /// <param name="budget">One of <see cref="Usual"/>, for SAPI followed by a colon and the path: each path has its own.</param>
    /// <param name="who">An address or a customer number.</param>
    /// <returns>Weight used in this minute, this request included.</returns>
    /// <exception cref="BinanceRefusal">-1003 with 429 or 418.</exception>
    public int Charge(string budget, string who, string ip, int weight, DateTimeOffset now)
    {
        var name = budget.Split(':')[0];
        var host = name is "fapi" or "papi" ? name : "api";
        if (_bans.TryGetValue((host, ip), out var ban) && ban.Until > now)
        {
            throw BinanceRefusal.Banned(ban.Until, ban.Until - now);
        }

        var minute = now.ToUnixTimeMilliseconds() / MinuteMs;
        var window = _windows.GetValueOrDefault((budget, who));
        window = window.Minute == minute ? window : new Window(minute, 0, 0);
        var limit = LimitOf(limits, name);
        if (window.Used + weight <= limit)
        {
            _busiest[name] = Math.Max(_busiest.GetValueOrDefault(name), window.Used + weight);
            _windows[(budget, who)] = window with { Used = window.Used + weight };
            return window.Used + weight;
        }

        window = window with { Refused = window.Refused + 1 };
        _windows[(budget, who)] = window;
        if (window.Refused <= LimitOf(limits, "ban_after"))
        {
            throw BinanceRefusal.TooMuchWeight(limit, DateTimeOffset.FromUnixTimeMilliseconds((minute + 1) * MinuteMs) - now);
        }

        var length = ban.Length == TimeSpan.Zero ? FirstBan : TimeSpan.FromTicks(Math.Min(ban.Length.Ticks * 2, LongestBan.Ticks));
        _bans[(host, ip)] = new Ban(now + length, length);
        throw BinanceRefusal.Banned(now + length, length);
    }

    /// <exception cref="BinanceRefusal">-1034 with 429: too many new sockets.</exception>
    public void ChargeConnection(string ip, DateTimeOffset now)
    {
        if (!_connections.TryGetValue(ip, out var rate))
        {
            _connections.Add(ip, rate = new MessageRate(() => LimitOf(limits, "connections"), ConnectionWindow));
        }

        if (!rate.Allows(now))
        {
            throw new BinanceRefusal(-1034, "Too many connection attempts.", 429) { RetryAfter = ConnectionWindow };
        }
    }

    public int Used(string budget, string who, DateTimeOffset now) =>
        _windows.GetValueOrDefault((budget, who)) is var window && window.Minute == now.ToUnixTimeMilliseconds() / MinuteMs ? window.Used : 0;

    private readonly record struct Window(long Minute, int Used, int Refused);

    private readonly record struct Ban(DateTimeOffset Until, TimeSpan Length);
}
