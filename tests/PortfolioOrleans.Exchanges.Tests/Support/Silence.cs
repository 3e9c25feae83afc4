namespace PortfolioOrleans.Exchanges.Tests.Support;

/// <summary>Waits for nothing but the end of the caller's patience, and then goes on at once, on the thread that ended it.</summary>
internal static class Silence
{
    public static Task<T> Until<T>(CancellationToken tooLate)
    {
        var never = new TaskCompletionSource<T>();
        tooLate.Register(() => never.TrySetCanceled(tooLate));
        return never.Task;
    }
}

/// <summary>A venue that answers, until it is silenced.</summary>
internal sealed class MuteableHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    public bool IsMute { get; set; }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        IsMute ? Silence.Until<HttpResponseMessage>(cancellationToken) : base.SendAsync(request, cancellationToken);
}
