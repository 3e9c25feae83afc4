namespace PortfolioOrleans.VenueSimulator.Control;

public enum FaultKind
{
    /// <summary>Answers with <see cref="FaultOrder.Status"/> instead of the answer: 429, 418 or any 4xx and 5xx.</summary>
    HttpStatus,

    /// <summary>Answers <see cref="FaultOrder.Delay"/> late.</summary>
    Slow,

    /// <summary>Ends the connection in the middle of the body.</summary>
    Cut,

    /// <summary>Spoils the body as <see cref="FaultOrder.Spoil"/> says.</summary>
    Malformed,

    /// <summary>The venue's clock is <see cref="FaultOrder.Delay"/> ahead (negative: behind) of what it was.</summary>
    ClockSkew,

    /// <summary>The venue says it is down for maintenance; its status endpoint still answers.</summary>
    Maintenance,

    /// <summary>Keys are unknown to the venue.</summary>
    RevokedKey,

    /// <summary>The key lacks the permission for these paths: -2015 at Binance, 50120 at OKX.</summary>
    Forbidden,

    /// <summary>Every connection is cut, those that are open too.</summary>
    Down,

    /// <summary>Pushed events come twice.</summary>
    DuplicateEvents,

    /// <summary>Pushed events come in pairs, the later one first.</summary>
    ReorderEvents,

    /// <summary>Pushed events do not come.</summary>
    DropEvents,

    /// <summary>Sockets stay open and say nothing at all, not even pong.</summary>
    SilentSockets,
}

public enum SpoilKind
{
    /// <summary>Ends half way.</summary>
    Truncated,

    /// <summary>Strings become objects, objects become arrays.</summary>
    WrongTypes,

    /// <summary>Numbers in strings become 1e40.</summary>
    HugeNumbers,

    /// <summary>Numbers in strings become NaN.</summary>
    NotNumbers,

    /// <summary>A proxy's error page with status 200.</summary>
    Html,

    Empty,

    /// <summary>Every object has a member more that nobody has heard of. Nothing is wrong with the answer.</summary>
    ExtraMembers,
}

/// <summary>Something that shall go wrong, for the requests or pushes it matches, until its count or time is used up or it is cleared.</summary>
public sealed record FaultOrder
{
    public required FaultKind Kind { get; init; }

    public required SimulatedVenue Venue { get; init; }

    /// <summary>Only paths that start so (for sockets: the path of the connection). Default: all.</summary>
    public string? Path { get; init; }

    /// <summary>Only requests with this API key, only pushes about its account. Default: all.</summary>
    public string? Key { get; init; }

    /// <summary>Only pushes on this socket, by its id. Default: all.</summary>
    public string? Socket { get; init; }

    /// <summary>How many requests or pushes it spoils. Default: no end.</summary>
    public int? Count { get; init; }

    /// <summary>How long it lasts, by the simulator's clock. Default: no end.</summary>
    public double? Seconds { get; init; }

    /// <summary>For <see cref="FaultKind.HttpStatus"/>.</summary>
    public int? Status { get; init; }

    /// <summary>Header Retry-After in seconds, with 429 and 418. Default: no such header.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>Seconds, for <see cref="FaultKind.Slow"/> and <see cref="FaultKind.ClockSkew"/>.</summary>
    public double? Delay { get; init; }

    /// <summary>For <see cref="FaultKind.Malformed"/>.</summary>
    public SpoilKind Spoil { get; init; }
}

/// <param name="Left">How many more it will spoil; null: no end.</param>
/// <param name="Until">When it ends; null: never.</param>
public sealed record FaultSummary(string Id, FaultOrder Order, int? Left, DateTimeOffset? Until, int Hits);
