using PortfolioOrleans.Domain.Exposure;
using PortfolioOrleans.Domain.Rebalancing;

namespace PortfolioOrleans.Domain.Tests.Rebalancing;

public sealed class TargetWeightsTests
{
    [Fact]
    public void Deltas_reach_the_weights_and_add_up_to_the_cash()
    {
        var deltas = TargetWeights.Deltas([(50m, 0.5m), (100m, 0.5m)], cash: 50m);

        Assert.Equal([50m, 0m], deltas);
    }

    [Fact]
    public void New_money_lifts_what_is_furthest_below()
    {
        Assert.Equal([70m, 10m], TargetWeights.CashOnlyDeltas([(50m, 1m), (100m, 1m)], cash: 80m, step: 10m).ToArray());
        Assert.Equal([5m, 0m], TargetWeights.CashOnlyDeltas([(50m, 1m), (100m, 1m)], cash: 5m, step: 10m));
        Assert.Equal([0m, -30m], TargetWeights.CashOnlyDeltas([(50m, 1m), (100m, 1m)], cash: -30m, step: 10m));
    }

    [Fact]
    public void Weights_decide_what_is_furthest_below() =>
        Assert.Equal([0m, 10m], TargetWeights.CashOnlyDeltas([(50m, 1m), (100m, 3m)], cash: 10m, step: 10m));

    [Fact]
    public void A_step_is_above_zero() => Assert.Throws<ArgumentOutOfRangeException>(() => TargetWeights.CashOnlyDeltas([(1m, 1m)], 1m, 0m));

    [Fact]
    public void Concentration_is_one_when_all_is_in_one()
    {
        Assert.Equal(1d, Concentration.Hhi([7m]));
        Assert.Equal(0.5, Concentration.Hhi([7m, 7m]));
        Assert.Null(Concentration.Hhi([]));
    }
}
