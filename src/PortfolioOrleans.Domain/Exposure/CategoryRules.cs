using PortfolioOrleans.Domain.Valuation;

namespace PortfolioOrleans.Domain.Exposure;

public enum PositionCategory
{
    /// <summary>A main bet: its exposure is a large part of equity.</summary>
    Core,

    /// <summary>A middling bet.</summary>
    Expansion,

    /// <summary>A small one, or one whose size cannot be told.</summary>
    Monitoring,

    /// <summary>One that hurts or is about to be liquidated, whatever its size.</summary>
    Toxic,
}

/// <summary>Where the position categories divide. All figures are percentages, 5 means 5 %.</summary>
/// <param name="CoreFromPct">Exposure of this part of equity or more is core. Default: 10.</param>
/// <param name="ExpansionFromPct">From this part up to core is expansion. Default: 2.</param>
/// <param name="ToxicLossPct">A loss of this much of the entry notional or more is toxic. Default: 20.</param>
/// <param name="ToxicLiquidationPct">A mark this near to liquidation or nearer is toxic. Default: 10.</param>
public sealed record CategoryRules(double CoreFromPct, double ExpansionFromPct, double ToxicLossPct, double ToxicLiquidationPct)
{
    public static CategoryRules Default { get; } = new(10d, 2d, 20d, 10d);

    public PositionCategory Of(ValuedPosition position, decimal equity)
    {
        if (position.UnrealizedPnlPct <= -ToxicLossPct || DistanceToLiquidationPct(position) <= ToxicLiquidationPct)
        {
            return PositionCategory.Toxic;
        }

        if (position.Exposure is not { } exposure || equity <= 0m)
        {
            return PositionCategory.Monitoring;
        }

        var share = (double)exposure / (double)equity * 100d;
        return share >= CoreFromPct ? PositionCategory.Core : share >= ExpansionFromPct ? PositionCategory.Expansion : PositionCategory.Monitoring;
    }

    private static double? DistanceToLiquidationPct(ValuedPosition position) =>
        position is { Mark: { } mark and > 0m, Position.LiquidationPrice: { } liquidation and > 0m }
            ? Math.Abs((double)mark - (double)liquidation) / (double)mark * 100d
            : null;
}
