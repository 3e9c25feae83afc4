using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Tests.Support;

namespace PortfolioOrleans.Exchanges.Tests.Conformance;

/// <summary>What may go wrong at a venue.</summary>
public enum Trouble
{
    ServerError,
    Maintenance,
    ConnectionCut,
    NoAnswer,
    WebPage,
    EmptyBody,
    TruncatedBody,
    WrongTypes,
    HugeNumbers,
    NotNumbers,
    RateLimited,
    Banned,
    RevokedKey,

    /// <summary>The key is good, and may not read wallets.</summary>
    NoPermission,
}

/// <summary>
/// A venue, real in its protocol and not in its money, with an adapter in front of it and one account whose holdings are known. An adapter for another
/// venue is held to <see cref="ExchangeAdapterConformance"/> by writing one of these.
/// </summary>
internal abstract class VenueBench
{
    public ManualClock Clock { get; } = ManualClock.AtNoon();

    public abstract IExchangeAdapter Adapter { get; }

    public abstract ExchangeCredentials Credentials { get; }

    /// <summary>False where an address is all that an account needs.</summary>
    public virtual bool HasKey => true;

    /// <summary>An account, or a wallet, in which nothing ever was.</summary>
    public abstract ExchangeCredentials Empty { get; }

    /// <summary>What must be in no text that comes out of the adapter.</summary>
    public virtual IEnumerable<string> Secrets => ((string?[])[Credentials.ApiKey, Credentials.Secret, Credentials.Passphrase]).OfType<string>().Where(text => text.Length > 0);

    /// <summary>What each wallet of the account owns, without the PnL of positions.</summary>
    public abstract IReadOnlyDictionary<WalletKind, Money[]> Owned { get; }

    /// <summary>Wallets of the venue that the account does not have; most have all.</summary>
    public virtual IReadOnlySet<WalletKind> Unopened { get; } = new HashSet<WalletKind>();

    /// <summary>The account's open positions: instrument, side, contracts.</summary>
    public abstract (string Instrument, PositionSide Side, decimal Contracts)[] Positions { get; }

    /// <summary>What came from outside and what left, fees included, oldest first.</summary>
    public abstract Money[] Flows { get; }

    /// <summary>From now on every request meets this, until <see cref="Mend"/>.</summary>
    public abstract void Break(Trouble trouble);

    public abstract void Mend();

    /// <summary>Puts the venue's clock ahead of ours.</summary>
    public abstract void SetClock(TimeSpan ahead);

    /// <summary>Asks, moving the clock to whatever the answer waits for.</summary>
    public ExchangeReply<T> Ask<T>(Func<Task<ExchangeReply<T>>> question) => Clock.Finish(question);
}
