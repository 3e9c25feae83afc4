using System.Collections.Frozen;
using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Okx.Histories;

/// <summary>One change of the funding account.</summary>
/// <param name="After">The balance then; null where it is not said.</param>
/// <param name="Type">A number of its own table, which is not the trading account's.</param>
internal sealed record OkxFundingBillRow(string Id, Asset Asset, decimal Change, decimal? After, string? Type, DateTimeOffset At);

/// <summary>What the funding account's bills say that no other history does. A type nobody knows is a correction: its money is not lost.</summary>
internal static class OkxFundingBills
{
    /// <summary>Deposits, withdrawals and their fees, withdrawals given up, conversions: their own histories say these.</summary>
    private static readonly FrozenSet<string> SaidElsewhere = "1 2 13 221 272 273".Split(' ').ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, TransactionKind> Kinds = Table(
        (TransactionKind.Reward, "77 83 85 87 89 99 126 127 129 139 147 162 204 209 227 232 242 251 307 308 309 328 343 344 350 400 408"),
        (TransactionKind.Airdrop, "28 53 186 211 229 314"),
        (TransactionKind.Distribution, "48 146 151 153 154 155 169 182 183 184 189 233 333 354"),
        (TransactionKind.Rebate, "68 69 150 152 172 173 185 222 271 299 300"),
        (TransactionKind.Fee, "84 104 105 224"),
        (TransactionKind.Interest, "98 108 346 347"),
        (TransactionKind.Borrow, "95 96 176 216 217 351"),
        (TransactionKind.Repay, "97 179 218 219 345"),
        (TransactionKind.Convert, "61 135 138 188 230"),
        (TransactionKind.Dust, "220"),
        // Paid for with money that never was in the account.
        (TransactionKind.Deposit, "117 123 193 200"));

    /// <summary>
    /// To and from what is the user's own too, but is no wallet that is read: sub-accounts, staking, fixed terms, structured products, pledges, custody. Also what only
    /// stands aside for an order.
    /// </summary>
    private static readonly FrozenSet<string> OwnMoney = string.Join(
        ' ',
        "20 21 22 23 54 78 79 80 81 82 86 90 91 92 93 94 110 111 112 113 116 118 119 120 121 122 124 132 133 134 136 137 160 161 163 175 177",
        "178 180 202 203 205 207 208 210 212 213 214 215 225 226 228 240 241 243 249 250 252 284 285 286 287 288 289 304 305 306 311 315 329 330",
        "331 332 339 340 341 342 348 349 361 372 373 476 477").Split(' ').ToFrozenSet(StringComparer.Ordinal);

    public static ImmutableArray<OkxFundingBillRow> ReadRows(WireNode root) => OkxEnvelope.Rows(root, row => new OkxFundingBillRow(
        row.RequiredText("billId"),
        row.Asset("ccy"),
        row.RequiredNumber("balChg"),
        row.Number("bal"),
        row.Text("type"),
        row.RequiredTime("ts")));

    public static IEnumerable<Transaction> ToTransactions(OkxFundingBillRow row)
    {
        if (row.Change == 0m || (row.Type is { } type && SaidElsewhere.Contains(type)))
        {
            yield break;
        }

        switch (row.Type)
        {
            case "130" or "131":
                yield return Made(row, Moved(row.Change), WalletKind.Trading);
                break;
            case "75" or "76":
                // Simple earn keeps no list of what went in and out, so its side of the move is said here, too.
                yield return Made(row, Moved(row.Change), WalletKind.Earn);
                yield return Made(row with { Id = $"{row.Id}:earn", Change = -row.Change }, Moved(-row.Change), WalletKind.Funding) with { Wallet = WalletKind.Earn };
                break;
            default:
                yield return Made(row, KindOf(row), null);
                break;
        }
    }

    private static TransactionKind KindOf(OkxFundingBillRow row) => row.Type switch
    {
        null => TransactionKind.Adjustment,
        var type when OwnMoney.Contains(type) => Moved(row.Change),
        var type when Kinds.TryGetValue(type, out var kind) => kind is TransactionKind.Deposit && row.Change < 0m ? TransactionKind.Withdrawal : kind,
        _ => TransactionKind.Adjustment,
    };

    private static TransactionKind Moved(decimal change) => change > 0m ? TransactionKind.TransferIn : TransactionKind.TransferOut;

    private static Transaction Made(OkxFundingBillRow row, TransactionKind kind, WalletKind? counterpart) => new(
        $"funding-bill:{row.Id}",
        kind,
        row.At,
        WalletKind.Funding,
        [new Leg(LegKind.Principal, new Money(row.Change, row.Asset))],
        Counterpart: counterpart);

    private static FrozenDictionary<string, TransactionKind> Table(params ReadOnlySpan<(TransactionKind Kind, string Types)> rows)
    {
        var table = new Dictionary<string, TransactionKind>(StringComparer.Ordinal);
        foreach (var (kind, types) in rows)
        {
            foreach (var type in types.Split(' '))
            {
                table.Add(type, kind);
            }
        }

        return table.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
