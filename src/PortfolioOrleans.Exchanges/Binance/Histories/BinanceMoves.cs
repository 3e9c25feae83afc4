using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Binance.Histories;

/// <summary>Money moved between two wallets of the account.</summary>
/// <param name="Type">MAIN_UMFUTURE: from the one to the other.</param>
internal sealed record WalletMoveRow(string Id, string? Type, Asset Asset, decimal Amount, string? Status, DateTimeOffset At)
{
    public bool IsDone => Status is null or "CONFIRMED";
}

/// <summary>Charged for what was borrowed on margin.</summary>
/// <param name="Pair">The isolated pair; null for cross margin.</param>
internal sealed record MarginInterestRow(string Id, Asset Asset, decimal Amount, string? Pair, DateTimeOffset At);

/// <summary>What moves money in one wallet without crossing the account's border and without being a trade, and what does cross it.</summary>
internal static class BinanceMoves
{
    /// <summary>Wallets as transfer types name them.</summary>
    private static readonly ImmutableArray<(string Name, WalletKind Wallet)> Wallets =
    [
        ("MAIN", WalletKind.Spot), ("FUNDING", WalletKind.Funding), ("UMFUTURE", WalletKind.Futures), ("CMFUTURE", WalletKind.CoinFutures), ("MARGIN", WalletKind.Margin),
    ];

    /// <summary>
    /// Every type that touches a wallet whose own lists do not tell of transfers. Futures wallets' do, as income. Isolated margin has to be asked pair by pair and is not.
    /// </summary>
    public static ImmutableArray<(string Type, WalletKind From, WalletKind To)> Types { get; } =
    [
        .. from source in Wallets
           from target in Wallets
           where source != target && (IsUntold(source.Wallet) || IsUntold(target.Wallet))
           select ($"{source.Name}_{target.Name}", source.Wallet, target.Wallet),
        ("MAIN_ISOLATED_MARGIN", WalletKind.Spot, WalletKind.IsolatedMargin),
        ("ISOLATED_MARGIN_MAIN", WalletKind.IsolatedMargin, WalletKind.Spot),
        ("MAIN_PORTFOLIO_MARGIN", WalletKind.Spot, WalletKind.PortfolioMargin),
        ("PORTFOLIO_MARGIN_MAIN", WalletKind.PortfolioMargin, WalletKind.Spot),
    ];

    public static ImmutableArray<WalletMoveRow> ReadMoves(WireNode root) => root.Object().Rows("rows", row => new WalletMoveRow(
        row.RequiredText("tranId"), row.Text("type"), row.Asset("asset"), row.RequiredAmount("amount"), row.Text("status"), row.RequiredTime("timestamp")));

    public static ImmutableArray<MarginInterestRow> ReadInterest(WireNode root) => root.Object().RequiredRows("rows", row => new MarginInterestRow(
        row.Text("txId") ?? throw new WireException("txId", "is missing"),
        row.Asset("asset"),
        row.RequiredAmount("interest"),
        row.Text("isolatedSymbol"),
        row.Time("interestAccuredTime") ?? row.RequiredTime("interestAccruedTime"))); // The first spelling is the venue's own.

    /// <summary>One side for each wallet that does not tell of it itself.</summary>
    public static IEnumerable<Transaction> ToTransactions(WalletMoveRow row, WalletKind from, WalletKind to)
    {
        if (!row.IsDone || row.Amount == 0m)
        {
            yield break;
        }

        if (IsUntold(from))
        {
            yield return new Transaction(
                $"transfer:{row.Id}:out", TransactionKind.TransferOut, row.At, from, [new(LegKind.Principal, new Money(-row.Amount, row.Asset))], Counterpart: to);
        }

        if (IsUntold(to))
        {
            yield return new Transaction(
                $"transfer:{row.Id}:in", TransactionKind.TransferIn, row.At, to, [new(LegKind.Principal, new Money(row.Amount, row.Asset))], Counterpart: from);
        }
    }

    /// <summary>Interest is owed, and what is owed counts against the wallet.</summary>
    public static IEnumerable<Transaction> ToTransactions(MarginInterestRow row) => row.Amount == 0m ? [] :
    [
        new Transaction(
            $"margin-interest:{row.Id}",
            TransactionKind.Interest,
            row.At,
            row.Pair is null ? WalletKind.Margin : WalletKind.IsolatedMargin,
            [new(LegKind.Principal, new Money(-row.Amount, row.Asset))],
            Reference: row.Pair),
    ];

    public static IEnumerable<Transaction> ToPortfolioTransactions(MarginInterestRow row) =>
        ToTransactions(row).Select(told => told with { Id = $"pm-margin-interest:{row.Id}", Wallet = WalletKind.PortfolioMargin });

    public static IEnumerable<Transaction> ToTransactions(DepositRow row) => !row.IsCredited || row.Amount == 0m ? [] :
    [
        new Transaction(
            $"deposit:{row.Id}",
            TransactionKind.Deposit,
            row.CompletedAt ?? row.InsertedAt,
            row.IsFunding ? WalletKind.Funding : WalletKind.Spot,
            [new(LegKind.Principal, new Money(row.Amount, row.Asset))],
            Reference: row.TransactionId),
    ];

    public static IEnumerable<Transaction> ToTransactions(WithdrawalRow row) => !row.IsDone || row.Amount + row.Fee == 0m ? [] :
    [
        new Transaction(
            $"withdrawal:{row.Id}",
            TransactionKind.Withdrawal,
            row.CompletedAt ?? row.AppliedAt,
            row.IsFunding ? WalletKind.Funding : WalletKind.Spot,
            [
                new(LegKind.Principal, new Money(-row.Amount, row.Asset)),
                .. row.Fee != 0m ? [new Leg(LegKind.Fee, new Money(-row.Fee, row.Asset))] : Array.Empty<Leg>(),
            ],
            Reference: row.TransactionId),
    ];

    private static bool IsUntold(WalletKind wallet) => wallet is WalletKind.Spot or WalletKind.Funding or WalletKind.Margin or WalletKind.IsolatedMargin;
}
