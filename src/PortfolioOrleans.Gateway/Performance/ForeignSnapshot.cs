using PortfolioOrleans.Contracts.Portfolios;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Gateway.Portfolios;
using PortfolioOrleans.Gateway.Problems;
using PortfolioOrleans.Storage.Prices;

namespace PortfolioOrleans.Gateway.Performance;

/// <summary>
/// A snapshot stated in another asset, at the rate of now for all of it. The day's gain gets a second part: what was there at midnight is worth more or less by the currency's own
/// movement since.
/// </summary>
internal static class ForeignSnapshot
{
    /// <exception cref="ProblemException">The asset has no price, or one that no amount can be stated in.</exception>
    public static async Task<SnapshotAnswer> OfAsync(
        PortfolioSnapshot snapshot, Asset currency, bool explains, IGrainFactory grains, IPriceStore prices, CancellationToken cancellationToken)
    {
        var rate = await CurrencyRates.RateNowAsync(snapshot, currency, grains, prices, cancellationToken);
        try
        {
            var stated = Stated(snapshot, currency, rate);
            var before = await RateOfYesterdayAsync(snapshot, currency, prices, cancellationToken);
            var open = snapshot.Equity - snapshot.Pnl.Daily; // What was there at midnight and what flowed since; flows are taken at the rate of now.
            return SnapshotAnswer.Of(stated, explains) with
            {
                CurrencyEffect = new DayCurrencyEffectAnswer(rate, before, stated.Pnl.Daily, before is { } known ? open * (rate - known) : null),
            };
        }
        catch (OverflowException)
        {
            throw new ProblemException(Problem.OfQuery(CurrencyRates.Parameter.Name, "an asset in which the portfolio's amounts can be stated"));
        }
    }

    private static async Task<decimal?> RateOfYesterdayAsync(PortfolioSnapshot snapshot, Asset currency, IPriceStore prices, CancellationToken cancellationToken)
    {
        var day = UtcDay.Of(snapshot.AsOf).AddDays(-1);
        var usd = (await prices.ListAsync([currency, snapshot.Currency], day, day, cancellationToken)).ToDictionary(price => price.Asset, price => price.Usd);
        return CrossRate.Of(snapshot.Currency, currency, asset => usd.TryGetValue(asset, out var price) ? price : null);
    }

    private static PortfolioSnapshot Stated(PortfolioSnapshot snapshot, Asset currency, decimal rate) => snapshot with
    {
        Currency = currency,
        Equity = snapshot.Equity * rate,
        CashBalance = snapshot.CashBalance * rate,
        NetFlowTotal = snapshot.NetFlowTotal * rate,
        Pnl = snapshot.Pnl with
        {
            Unrealized = snapshot.Pnl.Unrealized * rate,
            Daily = snapshot.Pnl.Daily * rate,
            RealizedToday = snapshot.Pnl.RealizedToday * rate,
            OpenEquity = snapshot.Pnl.OpenEquity * rate,
            OpenFlow = snapshot.Pnl.OpenFlow * rate,
        },
        Drawdown = snapshot.Drawdown with { PeakEquity = snapshot.Drawdown.PeakEquity * rate, CurrentEquity = snapshot.Drawdown.CurrentEquity * rate },
        Exposure = snapshot.Exposure with { Long = snapshot.Exposure.Long * rate, Short = snapshot.Exposure.Short * rate },
        Balances = [.. snapshot.Balances.Select(row => row with { Price = row.Price * rate, Value = row.Value * rate })],
        Positions = [.. snapshot.Positions.Select(row => row with { UnrealizedPnl = row.UnrealizedPnl * rate, Exposure = row.Exposure * rate })],
        Pools =
        [
            .. snapshot.Pools.Select(row => row with
            {
                Value = row.Value * rate,
                FeesValue = row.FeesValue * rate,
                Sides = [.. row.Sides.Select(side => side with { Price = side.Price * rate, Value = side.Value * rate })],
            }),
        ],
    };
}

/// <summary>How another currency sees the day.</summary>
/// <param name="Rate">Units of it for one of the portfolio's own currency, now.</param>
/// <param name="RateBefore">The same at the end of yesterday; null where it is not known.</param>
/// <param name="DailyAssets">The day's gain of what is held, at the rate of now.</param>
/// <param name="DailyRate">What the rate's change since midnight made of what was there; null where it is not known.</param>
internal sealed record DayCurrencyEffectAnswer(decimal Rate, decimal? RateBefore, decimal DailyAssets, decimal? DailyRate);
