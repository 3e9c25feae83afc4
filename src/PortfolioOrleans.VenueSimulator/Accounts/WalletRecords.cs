using PortfolioOrleans.VenueSimulator.Control;

namespace PortfolioOrleans.VenueSimulator.Accounts;

/// <summary>One asset changed into another outside any market.</summary>
/// <param name="Group">Small balances swept together share it; 0 for a convert.</param>
/// <param name="ToAmount">Net of <paramref name="Fee"/>, which is in the same asset.</param>
internal sealed record Conversion(
    long Id, long Group, DateTimeOffset At, Wallet Wallet, string From, decimal FromAmount, string To, decimal ToAmount, decimal Fee);

/// <summary>Money in an earn product: one position for each flexible asset, one for each locked subscription.</summary>
/// <param name="LockDays">0: flexible.</param>
/// <param name="Rewards">Received so far.</param>
internal sealed record EarnPosition(
    long Id, Wallet Wallet, string Asset, decimal Amount, DateTimeOffset Since, int LockDays, decimal Rewards);

internal enum EarnEvent
{
    Subscribed,
    Redeemed,
    Rewarded,
}

/// <param name="Bonus">A reward on top, paid to where the money came from; others stay in the product if it is flexible.</param>
/// <param name="Principal">What was in the product then.</param>
internal sealed record EarnRecord(
    long Id, DateTimeOffset At, Wallet Wallet, long PositionId, int LockDays, string Asset, decimal Amount, EarnEvent Event, bool Bonus, decimal Principal);

/// <param name="Pair">Isolated margin only.</param>
internal sealed record LoanRecord(
    long Id, DateTimeOffset At, Wallet Wallet, string? Pair, string Asset, decimal Principal, decimal Interest, bool Repaid);

/// <param name="Principal">What the interest is on.</param>
internal sealed record InterestRecord(
    long Id, DateTimeOffset At, Wallet Wallet, string? Pair, string Asset, decimal Principal, decimal Interest, decimal Rate);

/// <param name="TranId">Shared by all that came in one go.</param>
internal sealed record Distribution(long Id, long TranId, DateTimeOffset At, string Asset, decimal Amount, string Info);

/// <summary>Money of a bank or a card.</summary>
/// <param name="Payment">Crypto bought or sold for it; otherwise the money itself was paid in or out.</param>
/// <param name="Amount">In <paramref name="Currency"/>, before the fee.</param>
/// <param name="Crypto">"" unless a payment.</param>
internal sealed record FiatRecord(
    string OrderNo, DateTimeOffset At, bool Payment, bool Incoming, string Currency, decimal Amount, decimal Fee, string Status, string Method, string Crypto,
    decimal Obtained)
{
    public bool Counts => Status is "Successful" or "Completed" or "Finished";
}

/// <summary>A position that is no more, as OKX remembers it.</summary>
internal sealed record ClosedPosition(Position Last, decimal ClosePrice, decimal MostSize, decimal RealizedPnl, decimal Fees, ForcedTrade Forced, DateTimeOffset At);
