using System.Collections.Immutable;
using PortfolioOrleans.Contracts.Ledger;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Gateway.Ledger.Import;

/// <summary>
/// Binance, Orders, Spot Order, Trade History: "Date(UTC), Pair, Side, Price, Executed, Amount, Fee", amounts with their coin behind them ("0.5BTC"); and the older
/// "Date(UTC), Market, Type, Price, Amount, Total, Fee, Fee Coin". Times are UTC. A fill has no id in it.
/// </summary>
internal sealed class BinanceTradesFormat : IImportFormat
{
    public string Name => "binance_trades";

    public bool Reads(IReadOnlySet<string> columns) => IsNew(columns) || IsOld(columns);

    public IEnumerable<ImportedRow> Read(CsvTable table)
    {
        var ids = new ContentIds();
        return [.. table.Rows.Select(row => ImportedRow.Read(row.Number, () => Read(row, ids)))];
    }

    private static bool IsNew(IReadOnlySet<string> columns) =>
        columns.Contains("Pair") && columns.Contains("Side") && columns.Contains("Executed") && columns.Contains("Amount") && columns.Contains("Fee");

    private static bool IsOld(IReadOnlySet<string> columns) =>
        columns.Contains("Market") && columns.Contains("Type") && columns.Contains("Amount") && columns.Contains("Total") && columns.Contains("Fee Coin");

    private static GivenLine Read(CsvRow row, ContentIds ids)
    {
        var at = VenueTime.Parse("Date(UTC)", row.Any("Date(UTC)", "Time", "Date"));
        var side = row.Any("Side", "Type").ToUpperInvariant() switch
        {
            "BUY" => TradeSide.Buy,
            "SELL" => TradeSide.Sell,
            _ => throw new TransactionFaultException("Side", "Side must be BUY or SELL."),
        };
        var pair = row.Any("Pair", "Market");
        var fill = row["Executed"].Length > 0 ? Split(row, pair) : Plain(row, pair);
        var sign = side == TradeSide.Buy ? 1m : -1m;
        ImmutableArray<Leg> legs =
        [
            new(LegKind.Principal, new Money(sign * fill.Quantity, fill.Base)),
            new(LegKind.Principal, new Money(-sign * fill.Total, fill.Quote)),
            .. fill.Fee.Amount == 0m ? [] : new[] { new Leg(LegKind.Fee, new Money(-fill.Fee.Amount, fill.Fee.Asset)) },
        ];
        var kind = side == TradeSide.Buy ? TransactionKind.Buy : TransactionKind.Sell;
        TransactionShape.Check(kind, legs);
        var price = row.Amount("Price");
        return ids.Name(account: null, new Transaction(
            "", kind, at, WalletKind.Spot, legs,
            price > 0m ? new Trade(pair, new Symbol(fill.Base, fill.Quote), side, fill.Quantity, price) : null));
    }

    /// <summary>Where the pair divides is seen from the coins behind the amounts.</summary>
    private static Fill Split(CsvRow row, string pair)
    {
        var (executed, amount) = (row["Executed"], row["Amount"]);
        for (var i = 1; i < pair.Length; i++)
        {
            var (code, quote) = (pair[..i], pair[i..]);
            if (executed.EndsWith(code, StringComparison.Ordinal) && amount.EndsWith(quote, StringComparison.Ordinal)
                && IsNumber(executed[..^code.Length]) && IsNumber(amount[..^quote.Length]))
            {
                return new Fill(
                    Asset.Parse(code), Asset.Parse(quote), CsvRow.AmountOf("Executed", executed[..^code.Length].Trim()),
                    CsvRow.AmountOf("Amount", amount[..^quote.Length].Trim()), FeeOf(row["Fee"], code, quote));
            }
        }

        throw new TransactionFaultException("Pair", "Pair must be made of the coins behind Executed and Amount.");
    }

    private static Fill Plain(CsvRow row, string pair)
    {
        // Without coins behind the amounts the pair divides before the longest coin that others are priced in.
        var quote = Quotes.Where(code => pair.Length > code.Length && pair.EndsWith(code, StringComparison.Ordinal)).MaxBy(code => code.Length)
            ?? throw new TransactionFaultException("Market", "Market is not priced in a coin that is known.");
        var fee = row.OptionalAmount("Fee") ?? 0m;
        return new Fill(
            Asset.Parse(pair[..^quote.Length]), Asset.Parse(quote), row.Amount("Amount"), row.Amount("Total"),
            new Money(fee, fee == 0m ? Asset.Parse(quote) : row.Asset("Fee Coin")));
    }

    private static readonly string[] Quotes =
        [.. "USDT USDC FDUSD BUSD TUSD USDP DAI USD BTC ETH BNB EUR TRY BRL GBP AUD RUB UAH NGN ZAR PLN RON ARS JPY IDRT BIDR BVND BKRW PAX USDS XRP TRX DOGE VAI IDR MXN COP CZK EURI".Split(' ')];

    private static Money FeeOf(string text, string code, string quote)
    {
        if (text.Length == 0)
        {
            return new Money(0m, Asset.Parse(quote));
        }

        // The coins of the trade first: a coin's code may begin with digits.
        var unit = new[] { code, quote, "BNB" }.FirstOrDefault(unit => text.EndsWith(unit, StringComparison.Ordinal) && IsNumber(text[..^unit.Length]))
            ?? text.TrimStart('0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '.', ',', ' ');
        return Asset.TryParse(unit, out var asset)
            ? new Money(CsvRow.AmountOf("Fee", text[..^unit.Length].Trim()), asset)
            : throw new TransactionFaultException("Fee", "Fee must be a number with its coin behind it.");
    }

    private static bool IsNumber(string text) => text.Length > 0 && text.All(character => char.IsAsciiDigit(character) || character is '.' or ',' or ' ');

    private sealed record Fill(Asset Base, Asset Quote, decimal Quantity, decimal Total, Money Fee);
}
