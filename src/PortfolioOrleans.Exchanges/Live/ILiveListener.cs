namespace PortfolioOrleans.Exchanges.Live;

/// <summary>Who is told what a <see cref="LiveLine{T}"/> hears. Waiting here holds the line up, and in time the venue.</summary>
internal interface ILiveListener<in T>
{
    /// <summary>From here on everything is heard; before it anything may have been missed.</summary>
    ValueTask OpenedAsync(CancellationToken cancellationToken);

    /// <summary>Nothing is heard any more, until it is opened again.</summary>
    ValueTask LostAsync(ExchangeFault fault, CancellationToken cancellationToken);

    ValueTask HearAsync(T happened, CancellationToken cancellationToken);

    /// <summary>One message could not be read.</summary>
    ValueTask MissedAsync(ExchangeFault fault, CancellationToken cancellationToken);
}
