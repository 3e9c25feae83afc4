using System.Collections.Immutable;
using System.Globalization;
using PortfolioOrleans.Contracts.Ledger;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Gateway.Ledger.Import;

/// <summary>
/// OKX, Trading account, Trading history: "id, Order id, Time, Trade Type, Symbol, Action, Amount, Trading Unit, Filled Price, PnL, Fee, Fee Unit, ..., Balance Change,
/// Balance, Balance Unit", a row for each change of a balance. A spot fill has two rows with neighbouring ids: one in the base, one in the quote. The changes are what the
/// balances moved by, fees included, so the legs are made to add up to them.
/// </summary>
internal sealed class OkxBillsFormat : IImportFormat
{
    public string Name => "okx_bills";

    public bool Reads(IReadOnlySet<string> columns) =>
        columns.Contains("id") && columns.Contains("Order id") && columns.Contains("Trade Type") && columns.Contains("Balance Change") && columns.Contains("Balance Unit");

    public IEnumerable<ImportedRow> Read(CsvTable table)
    {
        var offset = OkxTimes.OffsetOf(table);
        var spot = table.Rows.Where(IsSpot).GroupBy(row => (row["Order id"], row["Time"], row["Symbol"]));
        foreach (var order in spot)
        {
            foreach (var fill in Fills([.. order], offset))
            {
                yield return fill;
            }
        }

        foreach (var row in table.Rows.Where(row => !IsSpot(row)))
        {
            yield return ImportedRow.Read(row.Number, () => Line(row, SingleOf(row, offset)));
        }
    }

    private static bool IsSpot(CsvRow row) =>
        row["Trade Type"].ToUpperInvariant() is "SPOT" or "MARGIN" && !row["Action"].StartsWith("Transfer", StringComparison.OrdinalIgnoreCase)
        && !row["Action"].Contains("interest", StringComparison.OrdinalIgnoreCase);

    /// <summary>The halves of an order's fills belong together in the order of their ids.</summary>
    private static IEnumerable<ImportedRow> Fills(List<CsvRow> rows, TimeSpan offset)
    {
        var text = rows[0]["Symbol"].Replace("-CONVERT", "", StringComparison.OrdinalIgnoreCase);
        var divide = text.LastIndexOf('-');
        if (divide <= 0 || !Asset.TryParse(text[..divide], out var @base) || !Asset.TryParse(text[(divide + 1)..], out var quote))
        {
            return rows.Select(row => ImportedRow.Wrong(row.Number, "Symbol must read BASE-QUOTE."));
        }

        var inOrder = rows.OrderBy(row => row["id"].Length).ThenBy(row => row["id"], StringComparer.Ordinal).ToList();
        var (bases, quotes) = (inOrder.Where(row => row["Balance Unit"] == @base.Code).ToList(), inOrder.Where(row => row["Balance Unit"] == quote.Code).ToList());
        return bases.Count + quotes.Count != rows.Count || bases.Count != quotes.Count
            ? rows.Select(row => ImportedRow.Wrong(row.Number, $"The halves of the trade do not match: {bases.Count} rows in {@base}, {quotes.Count} in {quote}."))
            : bases.Zip(quotes).Select(half => ImportedRow.Read(
                Math.Min(half.First.Number, half.Second.Number),
                () => Line(half.First, FillOf(half.First, half.Second, new Symbol(@base, quote), offset))));
    }

    private static GivenLine Line(CsvRow row, Transaction transaction) => new(null, transaction with { Id = $"okx-bill:{row["id"]}" }, IsNamedByContent: true);

    private static Transaction FillOf(CsvRow @base, CsvRow quote, Symbol symbol, TimeSpan offset)
    {
        ImmutableArray<Leg> legs = [.. Legs(@base), .. Legs(quote)];
        var side = @base.Amount("Balance Change") > 0m ? TradeSide.Buy : TradeSide.Sell;
        var kind = @base["Symbol"].EndsWith("-CONVERT", StringComparison.OrdinalIgnoreCase) ? TransactionKind.Convert : side == TradeSide.Buy ? TransactionKind.Buy : TransactionKind.Sell;
        TransactionShape.Check(kind, legs);
        var quantity = Math.Abs(legs.First(leg => leg.Kind == LegKind.Principal && leg.Change.Asset == symbol.Base).Change.Amount);
        var price = @base.OptionalAmount("Filled Price") ?? 0m;
        return new Transaction(
            "", kind, VenueTime.Parse("Time", @base["Time"], offset), WalletKind.Trading, legs,
            price > 0m ? new Trade(@base["Symbol"], symbol, side, quantity, price, OrderId: @base.Optional("Order id")) : null);
    }

    private static IEnumerable<Leg> Legs(CsvRow row)
    {
        var (change, unit) = (row.Amount("Balance Change"), row.Asset("Balance Unit"));
        var fee = row["Fee Unit"] == unit.Code ? row.OptionalAmount("Fee") ?? 0m : 0m;
        if (change - fee != 0m)
        {
            yield return new Leg(LegKind.Principal, new Money(change - fee, unit));
        }

        if (fee != 0m)
        {
            yield return new Leg(LegKind.Fee, new Money(fee, unit));
        }
    }

    private static Transaction SingleOf(CsvRow row, TimeSpan offset)
    {
        var (at, change) = (VenueTime.Parse("Time", row["Time"], offset), new Money(row.Amount("Balance Change"), row.Asset("Balance Unit")));
        var action = row["Action"].ToUpperInvariant();
        if (action.Contains("FUNDING FEE", StringComparison.Ordinal))
        {
            return Of(TransactionKind.Funding, LegKind.Principal);
        }

        if (action.Contains("INTEREST", StringComparison.Ordinal))
        {
            return Of(TransactionKind.Interest, LegKind.Principal);
        }

        if (action.StartsWith("TRANSFER", StringComparison.Ordinal) || row["Trade Type"].Equals("Transfer", StringComparison.OrdinalIgnoreCase))
        {
            return Of(change.Amount > 0m ? TransactionKind.TransferIn : TransactionKind.TransferOut, LegKind.Principal) with { Counterpart = WalletKind.Funding };
        }

        if (row["Trade Type"].ToUpperInvariant() is "SWAP" or "PERPETUAL" or "PERPETUAL SWAP" or "FUTURES" or "EXPIRY FUTURES" or "OPTION" or "OPTIONS")
        {
            var forced = action.Contains("LIQUIDATION", StringComparison.Ordinal) || action.Contains("ADL", StringComparison.Ordinal);
            ImmutableArray<Leg> legs = [.. Legs(row).Select(leg => leg.Kind == LegKind.Principal ? leg with { Kind = LegKind.RealizedPnl } : leg)];
            var kind = forced ? TransactionKind.Liquidation : TransactionKind.FuturesTrade;
            TransactionShape.Check(kind, legs);
            return new Transaction("", kind, at, WalletKind.Trading, legs, Reference: row.Optional("Order id"));
        }

        throw new TransactionFaultException(
            "Trade Type", string.Create(CultureInfo.InvariantCulture, $"A row of the type \"{row["Trade Type"]}\" and the action \"{row["Action"]}\" is not known."));

        Transaction Of(TransactionKind kind, LegKind leg)
        {
            ImmutableArray<Leg> legs = [new(leg, change)];
            TransactionShape.Check(kind, legs);
            return new Transaction("", kind, at, WalletKind.Trading, legs);
        }
    }
}
