namespace PortfolioOrleans.Exchanges.Http;

/// <summary>When a request left and when its answer began, by our clock: what waiting for leave and for the body took is not in it.</summary>
internal sealed class Journey
{
    private DateTimeOffset _sentAt;
    private DateTimeOffset _heardAt;

    public TimeSpan Length => _heardAt - _sentAt;

    /// <summary>When the venue most likely answered; it errs by half the length at most.</summary>
    public DateTimeOffset Middle => _sentAt + (Length / 2);

    public void Began(DateTimeOffset at) => _sentAt = at;

    public void Ended(DateTimeOffset at) => _heardAt = at;
}
