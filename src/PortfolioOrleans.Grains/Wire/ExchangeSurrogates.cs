using PortfolioOrleans.Exchanges;
using PortfolioOrleans.Exchanges.Gate;

namespace PortfolioOrleans.Grains.Wire;

/// <summary>How the gate's questions and answers cross the wire. Ids are for ever; a dropped one is never given again.</summary>
[GenerateSerializer, Alias("exchange.request-cost")]
internal struct RequestCostWire
{
    [Id(0)]
    public string Host;

    [Id(1)]
    public string Bucket;

    [Id(2)]
    public int Weight;

    [Id(3)]
    public int Limit;

    [Id(4)]
    public TimeSpan Window;

    [Id(5)]
    public RequestPriority Priority;
}

[RegisterConverter]
internal sealed class RequestCostWireConverter : IConverter<RequestCost, RequestCostWire>
{
    public RequestCost ConvertFromSurrogate(in RequestCostWire surrogate) =>
        new(surrogate.Host, surrogate.Bucket, surrogate.Weight, surrogate.Limit, surrogate.Window, surrogate.Priority);

    public RequestCostWire ConvertToSurrogate(in RequestCost value) => new()
    {
        Host = value.Host,
        Bucket = value.Bucket,
        Weight = value.Weight,
        Limit = value.Limit,
        Window = value.Window,
        Priority = value.Priority,
    };
}

[GenerateSerializer, Alias("exchange.fault")]
internal struct ExchangeFaultWire
{
    [Id(0)]
    public FaultKind Kind;

    [Id(1)]
    public string Detail;

    [Id(2)]
    public TimeSpan? RetryAfter;
}

[RegisterConverter]
internal sealed class ExchangeFaultWireConverter : IConverter<ExchangeFault, ExchangeFaultWire>
{
    public ExchangeFault ConvertFromSurrogate(in ExchangeFaultWire surrogate) => new(surrogate.Kind, surrogate.Detail, surrogate.RetryAfter);

    public ExchangeFaultWire ConvertToSurrogate(in ExchangeFault value) =>
        new() { Kind = value.Kind, Detail = value.Detail, RetryAfter = value.RetryAfter };
}

[GenerateSerializer, Alias("exchange.admission")]
internal struct AdmissionWire
{
    [Id(0)]
    public ExchangeFault? Refusal;

    [Id(1)]
    public TimeSpan? ClockOffset;
}

[RegisterConverter]
internal sealed class AdmissionWireConverter : IConverter<Admission, AdmissionWire>
{
    public Admission ConvertFromSurrogate(in AdmissionWire surrogate) => new(surrogate.Refusal, surrogate.ClockOffset);

    public AdmissionWire ConvertToSurrogate(in Admission value) => new() { Refusal = value.Refusal, ClockOffset = value.ClockOffset };
}

[GenerateSerializer, Alias("exchange.outcome")]
internal struct RequestOutcomeWire
{
    [Id(0)]
    public string Host;

    [Id(1)]
    public string Bucket;

    [Id(2)]
    public int? UsedWeight;

    [Id(3)]
    public ExchangeFault? Fault;
}

[RegisterConverter]
internal sealed class RequestOutcomeWireConverter : IConverter<RequestOutcome, RequestOutcomeWire>
{
    public RequestOutcome ConvertFromSurrogate(in RequestOutcomeWire surrogate) =>
        new(surrogate.Host, surrogate.Bucket, surrogate.UsedWeight, surrogate.Fault);

    public RequestOutcomeWire ConvertToSurrogate(in RequestOutcome value) =>
        new() { Host = value.Host, Bucket = value.Bucket, UsedWeight = value.UsedWeight, Fault = value.Fault };
}
