namespace PortfolioOrleans.Domain.Ledger;

/// <summary>What a transaction was. Kept by name in the ledger: a name is for ever.</summary>
public enum TransactionKind
{
    /// <summary>A fill that brought the base in and took the quote out.</summary>
    Buy,

    /// <summary>A fill that took the base out and brought the quote in.</summary>
    Sell,

    /// <summary>One asset for another at a quoted rate, outside the order book.</summary>
    Convert,

    /// <summary>Small remainders turned into one asset.</summary>
    Dust,

    /// <summary>From outside the venue; no gain.</summary>
    Deposit,

    /// <summary>To outside the venue; no loss. The network's fee is a leg of its own.</summary>
    Withdrawal,

    /// <summary>Government money from a bank or card.</summary>
    FiatDeposit,

    /// <summary>Government money to a bank or card.</summary>
    FiatWithdrawal,

    /// <summary>From another wallet of the user's own; neither cost nor income.</summary>
    TransferIn,

    /// <summary>To another wallet of the user's own; neither proceeds nor loss.</summary>
    TransferOut,

    /// <summary>A fill of a derivative: realised profit and commission move the balance, the contracts do not.</summary>
    FuturesTrade,

    /// <summary>As <see cref="FuturesTrade"/>, forced by the venue: liquidation, auto-deleveraging, settlement.</summary>
    Liquidation,

    /// <summary>Paid or received for holding a perpetual position.</summary>
    Funding,

    /// <summary>A charge on its own.</summary>
    Fee,

    /// <summary>Part of a fee given back, a referral's kickback.</summary>
    Rebate,

    /// <summary>Paid for what was borrowed, or received for what was lent.</summary>
    Interest,

    /// <summary>Earned by staking or saving.</summary>
    Reward,

    /// <summary>Received for nothing.</summary>
    Airdrop,

    /// <summary>Handed out by the venue: a fork, a campaign, a compensation.</summary>
    Distribution,

    /// <summary>Borrowed: comes in, and is owed.</summary>
    Borrow,

    /// <summary>Given back.</summary>
    Repay,

    /// <summary>A correction by the venue or the user.</summary>
    Adjustment,
}
