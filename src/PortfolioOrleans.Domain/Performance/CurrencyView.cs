using System.Collections.Immutable;

namespace PortfolioOrleans.Domain.Performance;

/// <summary>
/// A portfolio's days seen in another currency, and what that currency's own movement made of them. For each day the gain in the other currency is exactly the gain of the
/// assets plus the effect of the currency.
/// </summary>
/// <param name="Days">Equity and flows in the other currency, each at its own day's rate.</param>
/// <param name="Effects">One for each day but the first.</param>
/// <param name="Unrated">Days without a rate: they are left out, and what flowed on them belongs to the next day that has one.</param>
public sealed record CurrencyView(ImmutableArray<DailyEquity> Days, ImmutableArray<DailyCurrencyEffect> Effects, ImmutableArray<DateOnly> Unrated)
{
    /// <summary>What the assets made over the period.</summary>
    public decimal AssetEffect => Effects.Sum(day => day.Assets);

    /// <summary>What the currency made over the period.</summary>
    public decimal RateEffect => Effects.Sum(day => day.Currency);

    /// <param name="days">In the portfolio's own currency, ascending.</param>
    /// <param name="rateOn">Units of the other currency for one of the portfolio's, at the end of a day; null where there is none.</param>
    public static CurrencyView Of(IEnumerable<DailyEquity> days, Func<DateOnly, decimal?> rateOn)
    {
        var converted = ImmutableArray.CreateBuilder<DailyEquity>();
        var effects = ImmutableArray.CreateBuilder<DailyCurrencyEffect>();
        var unrated = ImmutableArray.CreateBuilder<DateOnly>();
        (DailyEquity Day, decimal Rate)? before = null;
        var (waitingIn, waitingOut) = (0m, 0m);
        foreach (var seen in days)
        {
            if (rateOn(seen.Day) is not { } rate)
            {
                unrated.Add(seen.Day);
                waitingIn += seen.Inflow + seen.Timed.Sum(flow => Math.Max(flow.Amount, 0m));
                waitingOut += seen.Outflow - seen.Timed.Sum(flow => Math.Min(flow.Amount, 0m));
                continue;
            }

            var day = seen with { Inflow = seen.Inflow + waitingIn, Outflow = seen.Outflow + waitingOut };
            (waitingIn, waitingOut) = (0m, 0m);

            converted.Add(day with
            {
                Equity = day.Equity * rate,
                Inflow = day.Inflow * rate,
                Outflow = day.Outflow * rate,
                Timed = [.. day.Timed.Select(flow => flow with { Amount = flow.Amount * rate, EquityBefore = flow.EquityBefore * rate })],
            });
            if (before is var (last, lastRate))
            {
                // Equity held over night is revalued by the currency; what the assets made, and what flowed, counts at the day's rate.
                var gain = LinkedReturns.Gain(last.Equity, day.Equity, day.NetFlow);
                effects.Add(new DailyCurrencyEffect(day.Day, gain * rate, last.Equity * (rate - lastRate)));
            }

            before = (day, rate);
        }

        return new CurrencyView(converted.DrainToImmutable(), effects.DrainToImmutable(), unrated.DrainToImmutable());
    }
}

/// <param name="Assets">The day's gain in the portfolio's own currency, at the day's rate.</param>
/// <param name="Currency">The equity of the day before times the change of the rate.</param>
public readonly record struct DailyCurrencyEffect(DateOnly Day, decimal Assets, decimal Currency)
{
    public decimal Gain => Assets + Currency;
}
