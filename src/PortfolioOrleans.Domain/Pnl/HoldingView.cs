using PortfolioOrleans.Domain.CostBasis;

namespace PortfolioOrleans.Domain.Pnl;

/// <summary>
/// One holding as a user looks at it: worth, cost, gain, and what the day did, in the asset's own currency and at home. Cost and value are both taken home at today's
/// rate, so that the gain is the asset's alone; what the currency did is <see cref="CurrencyEffect"/>.
/// </summary>
/// <param name="Value">At the price.</param>
/// <param name="Cost">Fees included.</param>
/// <param name="ValueBefore">What is held today at the close before; null where that price is unknown.</param>
public sealed record HoldingView(Amounts Value, Amounts Cost, Amounts? ValueBefore)
{
    public Amounts Gain => Value.Less(Cost);

    /// <summary>Gain over cost, a fraction; null where it cost nothing.</summary>
    public double? GainShare => Cost.Local == 0m ? null : (double)(Gain.Local / Cost.Local);

    public Amounts? DayChange => ValueBefore is { } before ? Value.Less(before) : null;

    /// <summary>The day's change over the value at the close before.</summary>
    public double? DayChangeShare => ValueBefore is { Local: not 0m } before ? (double)(DayChange!.Value.Local / before.Local) : null;

    /// <param name="book">What is held, its cost in the asset's own currency.</param>
    /// <param name="price">Of a unit, in that currency.</param>
    /// <param name="priceBefore">At the close of the day before.</param>
    /// <param name="rate">Units of the home currency for one of that.</param>
    public static HoldingView Of(LotBook book, decimal price, decimal? priceBefore, decimal rate) => new(
        Amounts.At(book.Quantity * price, rate),
        Amounts.At(book.TotalCost, rate),
        priceBefore is { } before ? Amounts.At(book.Quantity * before, rate) : null);
}

/// <summary>The same in two currencies.</summary>
public readonly record struct Amounts(decimal Local, decimal Home)
{
    public static Amounts At(decimal local, decimal rate) => new(local, local * rate);

    public Amounts Less(Amounts other) => new(Local - other.Local, Home - other.Home);
}
