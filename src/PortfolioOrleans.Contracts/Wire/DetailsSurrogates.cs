using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Contracts.Wire;

[GenerateSerializer, Alias("domain.account-details")]
internal struct AccountDetailsWire
{
    [Id(0)]
    public ImmutableArray<PoolPosition> Pools;

    [Id(1)]
    public ImmutableArray<AssetBalance> SetAside;

    [Id(2)]
    public ImmutableArray<AssetSector> Sectors;

    [Id(3)]
    public DateTimeOffset? AsOf;

    [Id(4)]
    public string? Fault;
}

[RegisterConverter]
internal sealed class AccountDetailsWireConverter : IConverter<AccountDetails, AccountDetailsWire>
{
    public AccountDetails ConvertFromSurrogate(in AccountDetailsWire surrogate) => new(
        surrogate.Pools,
        surrogate.SetAside,
        surrogate.Sectors,
        surrogate.AsOf,
        surrogate.Fault);

    public AccountDetailsWire ConvertToSurrogate(in AccountDetails value) => new()
    {
        Pools = value.Pools,
        SetAside = value.SetAside,
        Sectors = value.Sectors,
        AsOf = value.AsOf,
        Fault = value.Fault,
    };
}

[GenerateSerializer, Alias("domain.asset-sector")]
internal struct AssetSectorWire
{
    [Id(0)]
    public Asset Asset;

    [Id(1)]
    public string Sector;
}

[RegisterConverter]
internal sealed class AssetSectorWireConverter : IConverter<AssetSector, AssetSectorWire>
{
    public AssetSector ConvertFromSurrogate(in AssetSectorWire surrogate) => new(
        surrogate.Asset,
        surrogate.Sector);

    public AssetSectorWire ConvertToSurrogate(in AssetSector value) => new()
    {
        Asset = value.Asset,
        Sector = value.Sector,
    };
}

[GenerateSerializer, Alias("domain.pool-position")]
internal struct PoolPositionWire
{
    [Id(0)]
    public string Id;

    [Id(1)]
    public string Protocol;

    [Id(2)]
    public string Pool;

    [Id(3)]
    public ImmutableArray<PoolSide> Sides;

    [Id(4)]
    public bool Counts;

    [Id(5)]
    public bool? InRange;

    [Id(6)]
    public decimal? Price;

    [Id(7)]
    public decimal? PriceLower;

    [Id(8)]
    public decimal? PriceUpper;

    [Id(9)]
    public PoolAgainstHolding? Holding;

    [Id(10)]
    public string? Unknown;
}

[RegisterConverter]
internal sealed class PoolPositionWireConverter : IConverter<PoolPosition, PoolPositionWire>
{
    public PoolPosition ConvertFromSurrogate(in PoolPositionWire surrogate) => new(
        surrogate.Id,
        surrogate.Protocol,
        surrogate.Pool,
        surrogate.Sides,
        surrogate.Counts,
        surrogate.InRange,
        surrogate.Price,
        surrogate.PriceLower,
        surrogate.PriceUpper,
        surrogate.Holding,
        surrogate.Unknown);

    public PoolPositionWire ConvertToSurrogate(in PoolPosition value) => new()
    {
        Id = value.Id,
        Protocol = value.Protocol,
        Pool = value.Pool,
        Sides = value.Sides,
        Counts = value.Counts,
        InRange = value.InRange,
        Price = value.Price,
        PriceLower = value.PriceLower,
        PriceUpper = value.PriceUpper,
        Holding = value.Holding,
        Unknown = value.Unknown,
    };
}

[GenerateSerializer, Alias("domain.pool-side")]
internal struct PoolSideWire
{
    [Id(0)]
    public Asset Asset;

    [Id(1)]
    public decimal? Amount;

    [Id(2)]
    public decimal? Fees;

    [Id(3)]
    public decimal? PutIn;
}

[RegisterConverter]
internal sealed class PoolSideWireConverter : IConverter<PoolSide, PoolSideWire>
{
    public PoolSide ConvertFromSurrogate(in PoolSideWire surrogate) => new(
        surrogate.Asset,
        surrogate.Amount,
        surrogate.Fees,
        surrogate.PutIn);

    public PoolSideWire ConvertToSurrogate(in PoolSide value) => new()
    {
        Asset = value.Asset,
        Amount = value.Amount,
        Fees = value.Fees,
        PutIn = value.PutIn,
    };
}

[GenerateSerializer, Alias("domain.pool-against-holding")]
internal struct PoolAgainstHoldingWire
{
    [Id(0)]
    public Asset In;

    [Id(1)]
    public decimal Now;

    [Id(2)]
    public decimal Held;

    [Id(3)]
    public decimal Fees;

    [Id(4)]
    public double ImpermanentLossPct;
}

[RegisterConverter]
internal sealed class PoolAgainstHoldingWireConverter : IConverter<PoolAgainstHolding, PoolAgainstHoldingWire>
{
    public PoolAgainstHolding ConvertFromSurrogate(in PoolAgainstHoldingWire surrogate) => new(
        surrogate.In,
        surrogate.Now,
        surrogate.Held,
        surrogate.Fees,
        surrogate.ImpermanentLossPct);

    public PoolAgainstHoldingWire ConvertToSurrogate(in PoolAgainstHolding value) => new()
    {
        In = value.In,
        Now = value.Now,
        Held = value.Held,
        Fees = value.Fees,
        ImpermanentLossPct = value.ImpermanentLossPct,
    };
}
