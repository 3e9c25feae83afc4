using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Live;

namespace PortfolioOrleans.Exchanges.Tests.Live;

/// <summary>The smallest talk: greets, is told "ready", hears numbers.</summary>
internal sealed class PlainTalk(Func<Renewal>? renew = null) : ILiveTalk<LiveEvent>
{
    public const string ReadyText = """{"is":"ready"}""";

    public bool IsReadyAtOnce => false;

    public string? Ping => "ping";

    public Task<ExchangeReply<Uri>> LocateAsync(CancellationToken cancellationToken) =>
        Task.FromResult<ExchangeReply<Uri>>(new ExchangeReply<Uri>.Answer(new Uri("wss://venue.test/live"), default));

    public IReadOnlyList<string> Greet() => ["hello"];

    public Heard<LiveEvent> Hear(ReadOnlyMemory<byte> message) => Heard<LiveEvent>.Read(message, root => root.Text("is") switch
    {
        "ready" => Heard<LiveEvent>.Ready,
        "pong" => Heard<LiveEvent>.Nothing,
        "bye" => Heard<LiveEvent>.Replace,
        "forbidden" => Heard<LiveEvent>.Broken(new ExchangeFault(FaultKind.CredentialsRejected, "forbidden")),
        "question" => Heard<LiveEvent>.Reply("answer"),
        _ => Heard<LiveEvent>.Of(new LiveEvent.Stirred(DateTimeOffset.FromUnixTimeSeconds((long)root.RequiredNumber("number")), WalletKind.Spot)),
    });

    public Task<Renewal> RenewAsync(CancellationToken cancellationToken) => Task.FromResult(renew?.Invoke() ?? new Renewal(null));
}

internal static class PlainTalkWords
{
    public static string Number(int number) => $$"""{"number":{{number}}}""";

    /// <summary>The numbers heard, between the openings and the losses.</summary>
    public static string Story(this IEnumerable<LiveEvent> events) => string.Join(' ', events.Select(happened => happened switch
    {
        LiveEvent.Opened => "opened",
        LiveEvent.Lost lost => $"lost:{lost.Fault.Kind}",
        LiveEvent.Stirred stirred => stirred.At.ToUnixTimeSeconds() < 1_000 ? $"{stirred.At.ToUnixTimeSeconds()}" : "stirred",
        _ => happened.GetType().Name,
    }));
}
