using System.Collections.Immutable;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Domain.Holdings;

/// <summary>Everything one account holds, wallet by wallet.</summary>
/// <param name="AccountId">The account's id in this system.</param>
/// <param name="Venue">Where it is, e.g. "binance".</param>
/// <param name="Wallets">One entry for each wallet that is read, empty ones included: an empty wallet is a fact, an unread one is not.</param>
/// <param name="NetDeposits">
/// Deposits minus withdrawals of each asset since the account was first read; a running total, so that reading it twice changes nothing.
/// </param>
public sealed record AccountHoldings(
    string AccountId,
    string Venue,
    ImmutableArray<WalletHoldings> Wallets,
    ImmutableArray<Money> NetDeposits)
{
    public AccountDetails Details { get; init; } = AccountDetails.None;
}

/// <summary>What one wallet held when it was last read, and what went wrong since.</summary>
/// <param name="Wallet">Which wallet.</param>
/// <param name="Balances">As last read.</param>
/// <param name="Positions">As last read; empty for wallets that have none.</param>
/// <param name="AsOf">The venue's time of the oldest reading in it, UTC; null while it was never read.</param>
/// <param name="Fault">Why the last attempt failed, for the user's eyes; null when it did not.</param>
public sealed record WalletHoldings(
    WalletKind Wallet,
    ImmutableArray<AssetBalance> Balances,
    ImmutableArray<Position> Positions,
    DateTimeOffset? AsOf,
    string? Fault);

/// <summary>Money that came from outside the user's accounts, or left them. Neither gain nor loss.</summary>
/// <param name="Id">The venue's id; unique in the account.</param>
/// <param name="Change">Positive in, negative out; a withdrawal's network fee is part of what left.</param>
/// <param name="At">When it changed the balance, the venue's time, UTC.</param>
public sealed record ExternalFlow(string Id, Money Change, DateTimeOffset At);
