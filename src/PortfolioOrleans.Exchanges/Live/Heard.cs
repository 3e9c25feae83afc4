using System.Collections.Immutable;
using System.Text.Json;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Live;

internal enum HeardKind
{
    /// <summary>An acknowledgement, a pong, something this system does not care for.</summary>
    Nothing,

    /// <summary>Something happened.</summary>
    Events,

    /// <summary>From here on everything that was asked for is heard.</summary>
    Ready,

    /// <summary>The venue waits for more to be said.</summary>
    Reply,

    /// <summary>The venue will end this connection soon; until then it is good.</summary>
    Replace,

    /// <summary>This connection is good for nothing any more.</summary>
    Broken,

    /// <summary>Something was said that cannot be read; what it was is missed.</summary>
    Unreadable,
}

/// <summary>What one message means.</summary>
/// <param name="Events">What happened, in order; may come with any kind.</param>
/// <param name="Say">What to answer with.</param>
/// <param name="Fault">Why the connection is <see cref="HeardKind.Broken"/> or the message <see cref="HeardKind.Unreadable"/>.</param>
internal readonly record struct Heard<T>(HeardKind Kind, ImmutableArray<T> Events, ImmutableArray<string> Say, ExchangeFault? Fault)
{
    public static Heard<T> Nothing { get; } = new(HeardKind.Nothing, [], [], null);

    public static Heard<T> Ready { get; } = new(HeardKind.Ready, [], [], null);

    public static Heard<T> Replace { get; } = new(HeardKind.Replace, [], [], null);

    public static Heard<T> Of(params ImmutableArray<T> events) => events.IsEmpty ? Nothing : new(HeardKind.Events, events, [], null);

    public static Heard<T> Reply(params ImmutableArray<string> say) => new(HeardKind.Reply, [], say, null);

    public static Heard<T> Broken(ExchangeFault fault) => new(HeardKind.Broken, [], [], fault);

    /// <summary>Reads a message that should be JSON; one that is none, or lacks what it must have, is <see cref="HeardKind.Unreadable"/>.</summary>
    public static Heard<T> Read(ReadOnlyMemory<byte> message, Func<WireNode, Heard<T>> read)
    {
        try
        {
            using var document = JsonDocument.Parse(message);
            return read(new WireNode(document.RootElement));
        }
        catch (JsonException)
        {
            return Unreadable("a message is not JSON"); // The parser's own words would quote it.
        }
        catch (WireException unreadable)
        {
            return Unreadable(unreadable.Message);
        }
        catch (ArithmeticException)
        {
            return Unreadable("a message's numbers add up to more than can be held");
        }

        static Heard<T> Unreadable(string detail) => new(HeardKind.Unreadable, [], [], new ExchangeFault(FaultKind.Unreadable, detail));
    }
}
