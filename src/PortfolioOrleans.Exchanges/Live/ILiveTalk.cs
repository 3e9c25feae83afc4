namespace PortfolioOrleans.Exchanges.Live;

/// <summary>
/// What makes a venue's live connection its own: where it leads, what is said first, what its messages mean. Made anew for each connection, so it may
/// remember how far a login has come. Nothing here throws for what a venue does.
/// </summary>
/// <typeparam name="T">What is heard.</typeparam>
internal interface ILiveTalk<T>
{
    /// <summary>Where to connect, which may have to be asked for first.</summary>
    Task<ExchangeReply<Uri>> LocateAsync(CancellationToken cancellationToken);

    /// <summary>What is said first once the connection is open, in order; empty where the address says it all.</summary>
    IReadOnlyList<string> Greet();

    /// <summary>True where the connection is good as soon as it is open; else <see cref="Hear"/> says when, with <see cref="HeardKind.Ready"/>.</summary>
    bool IsReadyAtOnce { get; }

    /// <summary>What a message means.</summary>
    /// <param name="message">Good only during the call.</param>
    Heard<T> Hear(ReadOnlyMemory<byte> message);

    /// <summary>A question that any answer to shows that the connection lives; null where the venue speaks often enough, or takes none.</summary>
    string? Ping { get; }

    /// <summary>Tells the venue elsewhere that this connection is still wanted; see <see cref="LivePace.RenewEvery"/>.</summary>
    Task<Renewal> RenewAsync(CancellationToken cancellationToken);
}

/// <summary>How a renewal went.</summary>
/// <param name="Fault">Null when it is renewed. One that passes is tried again soon; another ends the connection.</param>
/// <param name="IsOver">True where the venue has forgotten this connection: it is made anew at once.</param>
internal readonly record struct Renewal(ExchangeFault? Fault, bool IsOver = false);
