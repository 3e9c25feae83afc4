using System.Collections.Immutable;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Domain.CostBasis;

/// <summary>
/// A trade as the books see it: what was given, what was received, what both were worth, and the fees. The value is that of one side, for both: the side in
/// cash, else the side in a preferred asset, else the side given, else the side received; the first of these that has a price.
/// </summary>
internal sealed record Swap(
    ImmutableArray<SwapSide> Given, ImmutableArray<SwapSide> Received, ImmutableArray<SwapSide> Fees, ImmutableArray<SwapSide> Rebates, decimal FeesTotal, FeesGo FeesGo, CostRules Rules)
{
    /// <summary>What of the fees comes off the proceeds of a side given.</summary>
    public decimal FeeOffProceeds(SwapSide given) => FeesGo == FeesGo.OffProceeds ? Share(given, Given) : 0m;

    /// <summary>What of the fees goes onto the cost of a side received.</summary>
    public decimal FeeOnCost(SwapSide received) => FeesGo == FeesGo.OnCost ? Share(received, Received) : 0m;

    public static Swap Read(Transaction transaction, CostRules rules, Func<Asset, decimal, decimal?> valueOf)
    {
        var given = Side(transaction, LegKind.Principal, -1);
        var received = Side(transaction, LegKind.Principal, 1);
        var value = Worth(given, received, rules, valueOf);
        (given, received) = (Valued(given, value, valueOf), Valued(received, value, valueOf));

        var fees = ImmutableArray.CreateRange(Side(transaction, LegKind.Fee, -1), fee => fee with
        {
            Value = rules.Fees == FeeTreatment.InCostWithoutGain
                ? valueOf(fee.Asset, fee.Quantity) ?? AtTheTradesRate(fee, given, received)
                : AtTheTradesRate(fee, given, received) ?? valueOf(fee.Asset, fee.Quantity),
        });
        return new Swap(
            given, received, fees, Side(transaction, LegKind.Fee, 1), fees.Sum(fee => fee.Value ?? 0m), WhereFeesGo(transaction.Kind, given, received, rules), rules);
    }

    // Off the proceeds of a sale, onto the cost of a purchase; of a swap, off the proceeds where cash comes in. Cash has neither cost nor gain to hold them.
    private static FeesGo WhereFeesGo(TransactionKind kind, ImmutableArray<SwapSide> given, ImmutableArray<SwapSide> received, CostRules rules)
    {
        var sells = given.Any(side => !IsCash(side.Asset, rules));
        var buys = received.Any(side => !IsCash(side.Asset, rules));
        return rules.Fees == FeeTreatment.Apart || (!sells && !buys) ? FeesGo.Apart
            : sells && (kind == TransactionKind.Sell || !buys) ? FeesGo.OffProceeds
            : buys ? FeesGo.OnCost
            : FeesGo.OffProceeds;
    }

    private static ImmutableArray<SwapSide> Side(Transaction transaction, LegKind kind, int sign) =>
    [
        .. transaction.Legs
            .Where(leg => leg.Kind == kind && Math.Sign(leg.Change.Amount) == sign)
            .GroupBy(leg => leg.Change.Asset)
            .Select(legs => new SwapSide(legs.Key, legs.Sum(leg => Math.Abs(leg.Change.Amount)), null)),
    ];

    private static decimal? Worth(ImmutableArray<SwapSide> given, ImmutableArray<SwapSide> received, CostRules rules, Func<Asset, decimal, decimal?> valueOf)
    {
        Func<Asset, bool>[] preferences = [asset => IsCash(asset, rules), rules.PreferredLegs.Contains, _ => true];
        return preferences
            .SelectMany(preferred => new[] { given, received }.Where(side => !side.IsEmpty && side.All(one => preferred(one.Asset))))
            .Select(side => Total(side.Select(one => valueOf(one.Asset, one.Quantity))))
            .FirstOrDefault(total => total is not null);
    }

    /// <summary>The same of a trade of one asset for another, as nearly all are, without the lists: ledgers have them by the hundred thousand.</summary>
    public static decimal? WorthOf(Money given, Money received, CostRules rules, Func<Money, decimal?> valueOf) =>
        (IsCash(given.Asset, rules) ? valueOf(given) : null)
        ?? (IsCash(received.Asset, rules) ? valueOf(received) : null)
        ?? (rules.PreferredLegs.Contains(given.Asset) ? valueOf(given) : null)
        ?? (rules.PreferredLegs.Contains(received.Asset) ? valueOf(received) : null)
        ?? valueOf(given)
        ?? valueOf(received);

    private static decimal? Total(IEnumerable<decimal?> values) =>
        values.Aggregate((decimal?)0m, (total, value) => total is { } sum && value is { } one ? Exact.Sum(sum, one) : null);

    /// <summary>The trade's value shared among the assets of a side: by their market values where all are known, else equally.</summary>
    private static ImmutableArray<SwapSide> Valued(ImmutableArray<SwapSide> side, decimal? value, Func<Asset, decimal, decimal?> valueOf)
    {
        if (value is not { } left || side.Length <= 1)
        {
            return [.. side.Select(one => one with { Value = value })];
        }

        var weights = side.Select(one => valueOf(one.Asset, one.Quantity)).ToList();
        var known = Total(weights) > 0m;
        var weightLeft = known ? weights.Sum()!.Value : side.Length;
        var valued = ImmutableArray.CreateBuilder<SwapSide>(side.Length);
        for (var i = 0; i < side.Length; i++)
        {
            var weight = known ? weights[i]!.Value : 1m;
            (var share, left) = weightLeft == 0m ? (left, 0m) : Rounding.Divide(left, weight, weightLeft);
            weightLeft -= weight;
            valued.Add(side[i] with { Value = share });
        }

        return valued.DrainToImmutable();
    }

    private decimal Share(SwapSide side, ImmutableArray<SwapSide> sides)
    {
        // Equal shares of all that are no cash, which holds none; the last takes the rest, so that they add up.
        var holders = sides.Where(one => !IsCash(one.Asset, Rules)).ToList();
        var index = holders.IndexOf(side);
        var (share, left) = (0m, FeesTotal);
        for (var i = 0; i <= index; i++)
        {
            (share, left) = Rounding.Divide(left, 1m, holders.Count - i);
        }

        return share;
    }

    // A fee in one of the traded assets is worth what the trade itself says, whatever the market says.
    private static decimal? AtTheTradesRate(SwapSide fee, ImmutableArray<SwapSide> given, ImmutableArray<SwapSide> received)
    {
        var traded = given.Concat(received).FirstOrDefault(side => side.Asset == fee.Asset);
        return traded.Value is { } value ? Exact.Result(() => Rounding.Divide(value, fee.Quantity, traded.Quantity).Share) : null;
    }

    private static bool IsCash(Asset asset, CostRules rules) => asset == rules.Currency || rules.Cash.Contains(asset);
}

/// <param name="Quantity">Above zero.</param>
/// <param name="Value">In the book's currency; null where nothing says it.</param>
internal readonly record struct SwapSide(Asset Asset, decimal Quantity, decimal? Value);

internal enum FeesGo
{
    OnCost,
    OffProceeds,
    Apart,
}
