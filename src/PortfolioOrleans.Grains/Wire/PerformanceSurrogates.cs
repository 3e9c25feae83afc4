using System.Collections.Immutable;
using PortfolioOrleans.Domain.Performance;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Grains.Wire;

/// <summary>How what a portfolio's state is made of crosses the wire, when an activation moves. Ids are for ever; a dropped one is never given again.</summary>
[GenerateSerializer, Alias("domain.drawdown")]
internal struct DrawdownWire
{
    [Id(0)]
    public decimal Peak;

    [Id(1)]
    public DateTimeOffset PeakAt;

    [Id(2)]
    public decimal Trough;

    [Id(3)]
    public decimal Equity;

    [Id(4)]
    public DateTimeOffset AsOf;

    [Id(5)]
    public decimal MaxDepth;

    [Id(6)]
    public TimeSpan LongestUnderwater;
}

[RegisterConverter]
internal sealed class DrawdownWireConverter : IConverter<Drawdown, DrawdownWire>
{
    public Drawdown ConvertFromSurrogate(in DrawdownWire surrogate) => new(
        surrogate.Peak, surrogate.PeakAt, surrogate.Trough, surrogate.Equity, surrogate.AsOf, surrogate.MaxDepth, surrogate.LongestUnderwater);

    public DrawdownWire ConvertToSurrogate(in Drawdown value) => new()
    {
        Peak = value.Peak,
        PeakAt = value.PeakAt,
        Trough = value.Trough,
        Equity = value.Equity,
        AsOf = value.AsOf,
        MaxDepth = value.MaxDepth,
        LongestUnderwater = value.LongestUnderwater,
    };
}

[GenerateSerializer, Alias("domain.equity-track")]
internal struct EquityTrackWire
{
    [Id(0)]
    public decimal NetFlowTotal;

    [Id(1)]
    public DateOnly Day;

    [Id(2)]
    public decimal DayOpenEquity;

    [Id(3)]
    public decimal DayOpenNetFlow;

    [Id(4)]
    public Drawdown Daily;

    [Id(5)]
    public Drawdown Weekly;

    [Id(6)]
    public Drawdown AllTime;
}

[RegisterConverter]
internal sealed class EquityTrackWireConverter : IConverter<EquityTrack, EquityTrackWire>
{
    public EquityTrack ConvertFromSurrogate(in EquityTrackWire surrogate) => new(
        surrogate.NetFlowTotal,
        surrogate.Day,
        surrogate.DayOpenEquity,
        surrogate.DayOpenNetFlow,
        surrogate.Daily,
        surrogate.Weekly,
        surrogate.AllTime);

    public EquityTrackWire ConvertToSurrogate(in EquityTrack value) => new()
    {
        NetFlowTotal = value.NetFlowTotal,
        Day = value.Day,
        DayOpenEquity = value.DayOpenEquity,
        DayOpenNetFlow = value.DayOpenNetFlow,
        Daily = value.Daily,
        Weekly = value.Weekly,
        AllTime = value.AllTime,
    };
}

[GenerateSerializer, Alias("domain.flow-baseline")]
internal struct FlowBaselineWire
{
    [Id(0)]
    public ImmutableDictionary<string, decimal> SourceEquity;

    [Id(1)]
    public ImmutableDictionary<string, ImmutableArray<Money>> NetDeposits;
}

[RegisterConverter]
internal sealed class FlowBaselineWireConverter : IConverter<FlowBaseline, FlowBaselineWire>
{
    public FlowBaseline ConvertFromSurrogate(in FlowBaselineWire surrogate) => new(surrogate.SourceEquity, surrogate.NetDeposits);

    public FlowBaselineWire ConvertToSurrogate(in FlowBaseline value) => new() { SourceEquity = value.SourceEquity, NetDeposits = value.NetDeposits };
}
