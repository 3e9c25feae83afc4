using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges;

/// <summary>What an exchange answered. Outages and refusals are ordinary, so they come back as values.</summary>
public abstract record ExchangeReply<T>
{
    private ExchangeReply()
    {
        // Closed: these two cases are all there are.
    }

    /// <param name="Value">What was asked for.</param>
    /// <param name="AsOf">The exchange's own time for it, UTC.</param>
    public sealed record Answer(T Value, DateTimeOffset AsOf) : ExchangeReply<T>;

    public sealed record Failure(ExchangeFault Fault) : ExchangeReply<T>;

    /// <summary>The same reply about something derived from the value.</summary>
    /// <remarks>A number that proves impossible only while deriving makes the answer unreadable, as it would have while parsing.</remarks>
    internal ExchangeReply<TResult> Select<TResult>(Func<T, TResult> derive) => Select((value, _) => derive(value));

    /// <summary>As <see cref="Select{TResult}(Func{T, TResult})"/>, for what carries the reply's time.</summary>
    internal ExchangeReply<TResult> Select<TResult>(Func<T, DateTimeOffset, TResult> derive)
    {
        try
        {
            return this switch
            {
                Answer answer => new ExchangeReply<TResult>.Answer(derive(answer.Value, answer.AsOf), answer.AsOf),
                Failure failure => new ExchangeReply<TResult>.Failure(failure.Fault),
                _ => throw new InvalidOperationException("There is no third kind of reply."),
            };
        }
        catch (WireException impossible)
        {
            return new ExchangeReply<TResult>.Failure(new ExchangeFault(FaultKind.Unreadable, impossible.Message));
        }
        catch (ArithmeticException)
        {
            return new ExchangeReply<TResult>.Failure(new ExchangeFault(FaultKind.Unreadable, "the answer's numbers add up to more than can be held"));
        }
    }
}

/// <param name="Kind">What the caller can do about it.</param>
/// <param name="Detail">For the user and the log: the exchange's own code and words; no keys, no signatures, no query strings.</param>
/// <param name="RetryAfter">How long to wait, where the exchange or the budget says so.</param>
public sealed record ExchangeFault(FaultKind Kind, string Detail, TimeSpan? RetryAfter = null)
{
    /// <summary>True when the same request may succeed later without anybody doing anything.</summary>
    public bool IsTransient => Kind is
        FaultKind.Unreachable or FaultKind.Maintenance or FaultKind.RateLimited or FaultKind.Banned or
        FaultKind.Deferred or FaultKind.BreakerOpen or FaultKind.ClockSkew or FaultKind.Unreadable;

    /// <summary>True when the exchange itself is the trouble, not this account or this request; only these count against it.</summary>
    public bool BlamesExchange => Kind is FaultKind.Unreachable or FaultKind.Maintenance or FaultKind.Unreadable;
}

/// <summary>What went wrong, divided by what the caller can do about it.</summary>
public enum FaultKind
{
    /// <summary>No connection, no answer in time, or a server error. Try again later.</summary>
    Unreachable,

    /// <summary>The exchange says it is closed for work. Try again later.</summary>
    Maintenance,

    /// <summary>The exchange refused for too many requests. Wait as long as it says.</summary>
    RateLimited,

    /// <summary>The exchange has locked this address out. Nothing may be sent to that host until then.</summary>
    Banned,

    /// <summary>Not sent: the shared budget has no room for it now. Nothing is wrong.</summary>
    Deferred,

    /// <summary>Not sent: the exchange failed too often just now and is left alone for a while.</summary>
    BreakerOpen,

    /// <summary>The request's time was refused even after measuring the exchange's clock again.</summary>
    ClockSkew,

    /// <summary>Key, secret, passphrase, address or IP is refused. Only the user can mend it.</summary>
    CredentialsRejected,

    /// <summary>The key is good but may not see this. Only the user can mend it; other wallets go on.</summary>
    PermissionMissing,

    /// <summary>The symbol is unknown or delisted. Skip it.</summary>
    UnknownSymbol,

    /// <summary>The account has no such wallet, or the exchange does not offer this here. Treat it as empty.</summary>
    NotAvailable,

    /// <summary>The exchange calls the request wrong: a defect of ours.</summary>
    BadRequest,

    /// <summary>The answer cannot be read, or says something impossible. Never half-read.</summary>
    Unreadable,
}
