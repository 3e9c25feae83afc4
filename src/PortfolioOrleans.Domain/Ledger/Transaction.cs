using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Domain.Ledger;

/// <summary>
/// One thing that happened in an account, for ever: a fill, a deposit, a funding payment. Its legs say by how much each balance of the wallet changed, so that
/// the legs of all transactions of a wallet add up to its balances.
/// </summary>
/// <param name="Id">
/// Unique in the account, made of the history's name and the venue's own ids, e.g. "spot-fill:BTCUSDT:28457". The same event read twice has the same id;
/// two equal fills of the same second have two.
/// </param>
/// <param name="Kind">What it was.</param>
/// <param name="At">When it changed the balance, the venue's time, UTC.</param>
/// <param name="Wallet">Where it happened.</param>
/// <param name="Legs">What changed; never empty but for a trade of a derivative without profit and fee.</param>
/// <param name="Trade">What was traded at what price; null for what is no trade.</param>
/// <param name="Counterpart">The user's other wallet of the same account, for a transfer between two.</param>
/// <param name="Reference">The hash of a transfer on a chain, the id of an order: what another system knows it by; null where there is none.</param>
public sealed record Transaction(
    string Id,
    TransactionKind Kind,
    DateTimeOffset At,
    WalletKind Wallet,
    ImmutableArray<Leg> Legs,
    Trade? Trade = null,
    WalletKind? Counterpart = null,
    string? Reference = null);

/// <summary>The change of one balance.</summary>
/// <param name="Kind">What it was for.</param>
/// <param name="Change">Positive when it came in, negative when it left.</param>
public readonly record struct Leg(LegKind Kind, Money Change);

public enum LegKind
{
    /// <summary>What the transaction is about: what was bought, sold, received, sent.</summary>
    Principal,

    /// <summary>What was paid for it, negative; a rebate is positive.</summary>
    Fee,

    /// <summary>Profit of a closed derivative, positive or negative.</summary>
    RealizedPnl,
}

/// <summary>What was traded.</summary>
/// <param name="Instrument">The venue's own id.</param>
/// <param name="Symbol">Base and quote as the venue maps them.</param>
/// <param name="Side">Whether the user bought or sold.</param>
/// <param name="Quantity">Above zero; base units for spot, contracts for a derivative.</param>
/// <param name="Price">In the symbol's quote, above zero.</param>
/// <param name="Position">Which side of a hedged position it belongs to; null where the account has one position for each instrument.</param>
/// <param name="IsMaker">Null where the venue does not say.</param>
/// <param name="OrderId">The venue's id of the order; null where it does not say.</param>
public sealed record Trade(
    string Instrument,
    Symbol Symbol,
    TradeSide Side,
    decimal Quantity,
    decimal Price,
    PositionSide? Position = null,
    bool? IsMaker = null,
    string? OrderId = null);

public enum TradeSide
{
    Buy,
    Sell,
}
