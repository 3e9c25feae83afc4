using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Gateway.Ledger.Import;

/// <summary>
/// Binance, Transaction History: "User_ID, UTC_Time, Account, Operation, Coin, Change, Remark", a row for each change of a balance. The rows of a trade have no id in
/// common: those of one second and account are one line. What operation a row is decides what it becomes; one that is not known is wrong, never guessed.
/// </summary>
internal sealed class BinanceStatementFormat : IImportFormat
{
    private enum Meaning
    {
        Trade,
        Dust,
        Move,
        Flow,
        FiatFlow,
        Futures,
        Funding,
        Interest,
        Reward,
        Rebate,
        Airdrop,
        Distribution,
        Loan,
    }

    private static readonly Dictionary<string, Meaning> Operations = new(StringComparer.OrdinalIgnoreCase);

    static BinanceStatementFormat()
    {
        Add(
            Meaning.Trade, "Buy", "Sell", "Fee", "Transaction Related", "Transaction Buy", "Transaction Spend", "Transaction Sold", "Transaction Revenue", "Transaction Fee",
            "BNB Fee Deduction", "Large OTC Trading", "Binance Convert", "Convert Fiat to Crypto OCBS", "Buy Crypto", "Buy Crypto With Fiat", "Buy Crypto With Card", "Fiat OCBS - Add Fiat and Fees",
            "ETH 2.0 Staking", "Token Swap - Redenomination/Rebranding", "Token Swap - Distribution", "Stablecoins Auto-Conversion", "Instant Order Settlement");
        Add(Meaning.Dust, "Small Assets Exchange BNB", "Small Assets Exchange BNB (Spot)");
        Add(
            Meaning.Move, "Transfer Between Spot Account and UM Futures Account", "Transfer Between Spot Account and CM Futures Account", "Transfer Between Spot and UM Futures",
            "Transfer Between Spot and Funding", "Transfer Between Main and Funding Wallet", "Main and Funding Account Transfer", "Transfer Between Main Account/Futures and Margin Account",
            "Transfer Between Spot and Strategy Account", "Transfer Between UM Futures and Funding Account", "Transfer Between CM Futures and Funding Account", "Transfer Between UM and CM Account",
            "Transfer Funds to Spot", "Transfer Funds to Funding Wallet", "transfer_in", "transfer_out", "Transfer", "Savings Purchase", "Savings Principal Redemption",
            "POS Savings Purchase", "POS Savings Redemption", "Staking Purchase", "Staking Redemption", "Simple Earn Flexible Subscription", "Simple Earn Flexible Redemption",
            "Simple Earn Locked Subscription", "Simple Earn Locked Redemption", "Launchpool Subscription/Redemption");
        Add(Meaning.Flow, "Deposit", "Withdraw", "Send", "Crypto Deposit", "Crypto Withdraw", "P2P Trading");
        Add(Meaning.FiatFlow, "Fiat Deposit", "Fiat Withdraw", "Fiat Withdrawal");
        Add(Meaning.Futures, "Realized Profit and Loss", "Realize Profit and Loss", "Insurance Fund", "Insurance Clear");
        Add(Meaning.Funding, "Funding Fee");
        Add(Meaning.Interest, "Isolated Margin Interest", "Margin Interest", "Cross Margin Interest", "Simple Earn Flexible Interest", "Savings Interest", "Flexible Savings Interest");
        Add(
            Meaning.Reward, "Simple Earn Locked Rewards", "Staking Rewards", "POS Savings Interest", "ETH 2.0 Staking Rewards", "BNB Vault Rewards", "Launchpool Interest",
            "Launchpool Earnings Withdrawal", "Liquid Swap Rewards", "DOT Slot Auction Rewards", "Savings Distribution", "Pool Distribution");
        Add(Meaning.Rebate, "Commission History", "Commission Rebate", "Commission Fee Shared With You", "Referral Kickback", "Referral Commission", "Referrer Commission", "Rebate Fee");
        Add(Meaning.Airdrop, "Airdrop Assets", "HODLer Airdrops Distribution", "Launchpool Airdrop", "Launchpool Airdrop - System Distribution", "Earn - Airdrop Distribution", "Megadrop Rewards");
        Add(Meaning.Distribution, "Distribution", "Cash Voucher", "Cash Voucher Distribution", "Crypto Box", "Asset Recovery", "Mission Reward Distribution");
        Add(Meaning.Loan, "Margin Loan", "Margin Repayment", "Isolated Margin Loan", "Isolated Margin Repayment", "Cross Margin Loan", "Cross Margin Repayment");
    }

    public string Name => "binance_statement";

    public bool Reads(IReadOnlySet<string> columns) =>
        columns.Contains("Operation") && columns.Contains("Coin") && columns.Contains("Change") && columns.Contains("Account")
        && (columns.Contains("UTC_Time") || columns.Contains("Time"));

    public IEnumerable<ImportedRow> Read(CsvTable table)
    {
        var ids = new ContentIds();
        List<(Change? Change, ImportedRow? Fault)> read = [.. table.Rows.Select(ReadRow)];
        var trades = read.Where(row => row.Change is { Meaning: Meaning.Trade or Meaning.Dust } change && !IsFuturesFee(change))
            .GroupBy(row => (row.Change!.At, row.Change.Wallet, row.Change.Meaning))
            .ToDictionary(rows => rows.First().Change!.Row, rows => rows.Select(row => row.Change!).ToList());
        foreach (var (change, fault) in read)
        {
            if (fault is not null)
            {
                yield return fault;
            }
            else if (trades.TryGetValue(change!.Row, out var rows))
            {
                yield return ImportedRow.Read(change.Row, () => ids.Name(account: null, TradeOf(rows)));
            }
            else if (change.Meaning is not (Meaning.Trade or Meaning.Dust) || IsFuturesFee(change))
            {
                yield return ImportedRow.Read(change.Row, () => ids.Name(account: null, SingleOf(change)));
            }
        }
    }

    private static void Add(Meaning meaning, params string[] operations)
    {
        foreach (var operation in operations)
        {
            Operations.Add(operation, meaning);
        }
    }

    private static (Change?, ImportedRow?) ReadRow(CsvRow row)
    {
        try
        {
            var meaning = Operations.TryGetValue(row["Operation"], out var known)
                ? known
                : throw new TransactionFaultException("Operation", $"The operation \"{row["Operation"]}\" is not known.");
            return (
                new Change(
                    row.Number, VenueTime.Parse("UTC_Time", row.Any("UTC_Time", "Time")), WalletOf(row["Account"]), meaning, row["Operation"],
                    new Money(row.Amount("Change"), row.Asset("Coin"))),
                null);
        }
        catch (TransactionFaultException fault)
        {
            return (null, ImportedRow.Wrong(row.Number, fault.Message));
        }
    }

    private static bool IsFuturesFee(Change change) => change is { Wallet: WalletKind.Futures or WalletKind.CoinFutures, Meaning: Meaning.Trade };

    private static Transaction TradeOf(List<Change> rows)
    {
        ImmutableArray<Leg> legs =
        [
            .. rows.GroupBy(row => (Kind: row.Operation.Contains("Fee", StringComparison.OrdinalIgnoreCase) && !row.Operation.Contains("Fiat", StringComparison.OrdinalIgnoreCase) ? LegKind.Fee : LegKind.Principal, row.Amount.Asset))
                .Select(same => new Leg(same.Key.Kind, new Money(same.Sum(row => row.Amount.Amount), same.Key.Asset)))
                .Where(leg => leg.Change.Amount != 0m),
        ];
        var principal = legs.Where(leg => leg.Kind == LegKind.Principal).ToList();
        if (principal is [var fee] && fee.Change.Amount < 0m && rows.TrueForAll(row => row.Meaning == Meaning.Trade) && legs.Length == 1)
        {
            throw new TransactionFaultException("Operation", $"What was received for the {fee.Change.Asset} is missing: no other row is of the same second.");
        }

        var kind = rows[0].Meaning == Meaning.Dust ? TransactionKind.Dust : TransactionKind.Convert;
        if (principal.Count == 0)
        {
            return new Transaction("", TransactionKind.Fee, rows[0].At, rows[0].Wallet, legs);
        }

        TransactionShape.Check(kind, legs);
        return new Transaction("", kind, rows[0].At, rows[0].Wallet, legs);
    }

    private static Transaction SingleOf(Change change)
    {
        var comesIn = change.Amount.Amount > 0m;
        var (kind, leg) = change.Meaning switch
        {
            Meaning.Trade => (TransactionKind.FuturesTrade, LegKind.Fee),
            Meaning.Futures => (TransactionKind.FuturesTrade, LegKind.RealizedPnl),
            Meaning.Flow => (comesIn ? TransactionKind.Deposit : TransactionKind.Withdrawal, LegKind.Principal),
            Meaning.FiatFlow => (comesIn ? TransactionKind.FiatDeposit : TransactionKind.FiatWithdrawal, LegKind.Principal),
            Meaning.Move => (comesIn ? TransactionKind.TransferIn : TransactionKind.TransferOut, LegKind.Principal),
            Meaning.Loan => (comesIn ? TransactionKind.Borrow : TransactionKind.Repay, LegKind.Principal),
            Meaning.Funding => (TransactionKind.Funding, LegKind.Principal),
            Meaning.Interest => (TransactionKind.Interest, LegKind.Principal),
            Meaning.Reward => (TransactionKind.Reward, LegKind.Principal),
            Meaning.Rebate => (TransactionKind.Rebate, LegKind.Principal),
            Meaning.Airdrop => (TransactionKind.Airdrop, LegKind.Principal),
            _ => (TransactionKind.Distribution, LegKind.Principal),
        };
        ImmutableArray<Leg> legs = [new(leg, change.Amount)];
        TransactionShape.Check(kind, legs);
        return new Transaction("", kind, change.At, change.Wallet, legs, Counterpart: change.Meaning == Meaning.Move ? OtherSideOf(change) : null);
    }

    /// <summary>Where the row itself says it; what is not said is a wallet of its own.</summary>
    private static WalletKind? OtherSideOf(Change change)
    {
        WalletKind? other = change.Operation switch
        {
            var operation when Says(operation, "Earn") || Says(operation, "Savings") || Says(operation, "Staking") || Says(operation, "Launchpool") => WalletKind.Earn,
            var operation when Says(operation, "UM Futures") && change.Wallet != WalletKind.Futures => WalletKind.Futures,
            var operation when Says(operation, "CM Futures") && change.Wallet != WalletKind.CoinFutures => WalletKind.CoinFutures,
            var operation when Says(operation, "Funding") && change.Wallet != WalletKind.Funding => WalletKind.Funding,
            var operation when Says(operation, "Spot") && change.Wallet != WalletKind.Spot => WalletKind.Spot,
            _ => null,
        };
        return other == change.Wallet ? WalletKind.Spot : other;
    }

    private static bool Says(string operation, string word) => operation.Contains(word, StringComparison.OrdinalIgnoreCase);

    private static WalletKind WalletOf(string account) => account.Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToUpperInvariant() switch
    {
        "SPOT" => WalletKind.Spot,
        "FUNDING" or "CARD" or "P2P" or "POOL" => WalletKind.Funding,
        "EARN" or "SAVINGS" or "LAUNCHPAD" => WalletKind.Earn,
        "USDTFUTURES" or "USDMFUTURES" or "USDⓈMFUTURES" or "UMFUTURES" or "FUTURES" => WalletKind.Futures,
        "COINFUTURES" or "COINMFUTURES" or "CMFUTURES" => WalletKind.CoinFutures,
        "CROSSMARGIN" or "MARGIN" => WalletKind.Margin,
        "ISOLATEDMARGIN" => WalletKind.IsolatedMargin,
        "PORTFOLIOMARGIN" or "PM" => WalletKind.PortfolioMargin,
        _ => throw new TransactionFaultException("Account", $"The account \"{account}\" is not known."),
    };

    private sealed record Change(int Row, DateTimeOffset At, WalletKind Wallet, Meaning Meaning, string Operation, Money Amount);
}
