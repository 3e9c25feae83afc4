using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Contracts.Wire;

/// <summary>How <see cref="Asset"/> crosses the wire. Ids are for ever; a dropped one is never given again.</summary>
[GenerateSerializer, Alias("domain.asset")]
internal struct AssetWire
{
    /// <summary>Null for no asset.</summary>
    [Id(0)]
    public string? Code;
}

[RegisterConverter]
internal sealed class AssetWireConverter : IConverter<Asset, AssetWire>
{
    public Asset ConvertFromSurrogate(in AssetWire surrogate) => surrogate.Code is { } code ? Asset.Parse(code) : default;

    public AssetWire ConvertToSurrogate(in Asset value) => new() { Code = value.IsNone ? null : value.Code };
}

[GenerateSerializer, Alias("domain.symbol")]
internal struct SymbolWire
{
    [Id(0)]
    public Asset Base;

    [Id(1)]
    public Asset Quote;
}

[RegisterConverter]
internal sealed class SymbolWireConverter : IConverter<Symbol, SymbolWire>
{
    public Symbol ConvertFromSurrogate(in SymbolWire surrogate) => new(surrogate.Base, surrogate.Quote);

    public SymbolWire ConvertToSurrogate(in Symbol value) => new() { Base = value.Base, Quote = value.Quote };
}

[GenerateSerializer, Alias("domain.money")]
internal struct MoneyWire
{
    [Id(0)]
    public decimal Amount;

    [Id(1)]
    public Asset Asset;
}

[RegisterConverter]
internal sealed class MoneyWireConverter : IConverter<Money, MoneyWire>
{
    public Money ConvertFromSurrogate(in MoneyWire surrogate) => new(surrogate.Amount, surrogate.Asset);

    public MoneyWire ConvertToSurrogate(in Money value) => new() { Amount = value.Amount, Asset = value.Asset };
}
