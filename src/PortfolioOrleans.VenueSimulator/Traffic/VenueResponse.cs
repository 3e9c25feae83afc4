namespace PortfolioOrleans.VenueSimulator.Traffic;

internal enum Cut
{
    None,

    /// <summary>The connection ends before a byte of the answer.</summary>
    BeforeAnswer,

    /// <summary>The connection ends in the middle of the body.</summary>
    InBody,
}

/// <summary>What goes back. Delay and cut are carried out by whoever holds the connection.</summary>
internal sealed record VenueResponse(int Status, string ContentType, byte[] Body)
{
    public const string Json = "application/json;charset=UTF-8";

    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    public TimeSpan Delay { get; init; }

    public Cut Cut { get; init; }

    public static VenueResponse Of(int status, object body) => new(status, Json, WireJson.Bytes(body));

    public VenueResponse With(string name, string value) => this with { Headers = [.. Headers, (name, value)] };
}
