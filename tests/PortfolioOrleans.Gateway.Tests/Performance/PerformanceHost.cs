using PortfolioOrleans.Domain.Metrics;
using PortfolioOrleans.Domain.Performance;
using PortfolioOrleans.Domain.Risk;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Storage.Performance;
using PortfolioOrleans.Storage.Prices;

namespace PortfolioOrleans.Gateway.Tests.Performance;

/// <summary>A gateway whose host has added one metric of its own.</summary>
public sealed class PerformanceHost : GatewayHost
{
    public static DateOnly Today { get; } = DateOnly.FromDateTime(Given.Noon.UtcDateTime);

    /// <summary>The last of <paramref name="figures"/> is today.</summary>
    public Task SaveDaysAsync(string user, params DailyEquity[] figures) => SaveDaysAsync(user, Asset.Usd, figures);

    public Task SaveDaysAsync(string user, Asset currency, params DailyEquity[] figures) => App.Services.GetRequiredService<IPerformanceStore>().SaveAllAsync(
        [.. figures.Select(day => new PerformanceDay(
            user, user, currency, day,
            day.Day == Today ? Given.Noon.AddMinutes(-1) : new DateTimeOffset(day.Day.ToDateTime(new TimeOnly(23, 59)), TimeSpan.Zero)))], default);

    /// <summary>The last price is yesterday's.</summary>
    public Task SavePricesAsync(string asset, params decimal[] usd) => App.Services.GetRequiredService<IPriceStore>().SaveAsync(
        [.. usd.Select((price, i) => new DailyPrice(Asset.Parse(asset), Today.AddDays(i - usd.Length), price, "test"))], default);

    protected override void Add(IServiceCollection services) => services.AddSingleton(MetricRegistry.Standard.With(new DaysUp()));

    /// <summary>All that somebody writes who wants another figure.</summary>
    private sealed class DaysUp : Metric
    {
        public override string Name => "days_up";

        public override MetricUnit Unit => MetricUnit.Days;

        public override string Convention(MetricInput input) => "days with a return above zero";

        protected override Statistic Measure(MetricInput input) => Statistic.Of(input.Returns.Returns.ToArray().Count(value => value > 0d), input.Returns.Count);
    }
}
