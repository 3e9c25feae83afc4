using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Contracts.Wire;

[GenerateSerializer, Alias("domain.asset-balance")]
internal struct AssetBalanceWire
{
    [Id(0)]
    public Asset Asset;

    [Id(1)]
    public decimal Free;

    [Id(2)]
    public decimal Locked;

    [Id(3)]
    public decimal Total;
}

[RegisterConverter]
internal sealed class AssetBalanceWireConverter : IConverter<AssetBalance, AssetBalanceWire>
{
    public AssetBalance ConvertFromSurrogate(in AssetBalanceWire surrogate) =>
        AssetBalance.Restore(surrogate.Asset, surrogate.Free, surrogate.Locked, surrogate.Total);

    public AssetBalanceWire ConvertToSurrogate(in AssetBalance value) =>
        new() { Asset = value.Asset, Free = value.Free, Locked = value.Locked, Total = value.Total };
}

[GenerateSerializer, Alias("domain.contract-terms")]
internal struct ContractTermsWire
{
    [Id(0)]
    public ContractKind Kind;

    [Id(1)]
    public decimal Size;

    [Id(2)]
    public Asset Settlement;
}

[RegisterConverter]
internal sealed class ContractTermsWireConverter : IConverter<ContractTerms, ContractTermsWire>
{
    public ContractTerms ConvertFromSurrogate(in ContractTermsWire surrogate) => new(surrogate.Kind, surrogate.Size, surrogate.Settlement);

    public ContractTermsWire ConvertToSurrogate(in ContractTerms value) => new() { Kind = value.Kind, Size = value.Size, Settlement = value.Settlement };
}

[GenerateSerializer, Alias("domain.position")]
internal struct PositionWire
{
    [Id(0)]
    public string Instrument;

    [Id(1)]
    public Symbol Symbol;

    [Id(2)]
    public PositionSide Side;

    [Id(3)]
    public decimal Contracts;

    [Id(4)]
    public ContractTerms Terms;

    [Id(5)]
    public decimal? EntryPrice;

    [Id(6)]
    public decimal? MarkPrice;

    [Id(7)]
    public decimal? StatedPnl;

    [Id(8)]
    public decimal? Leverage;

    [Id(9)]
    public decimal? LiquidationPrice;

    [Id(10)]
    public MarginMode? MarginMode;

    [Id(11)]
    public decimal? RealizedPnl;

    [Id(12)]
    public bool AddsToEquity;

    [Id(13)]
    public DateTimeOffset? OpenedAt;

    [Id(14)]
    public DateTimeOffset UpdatedAt;

    [Id(15)]
    public string? VenueId;
}

[RegisterConverter]
internal sealed class PositionWireConverter : IConverter<Position, PositionWire>
{
    public Position ConvertFromSurrogate(in PositionWire surrogate) => new(
        surrogate.Instrument,
        surrogate.Symbol,
        surrogate.Side,
        surrogate.Contracts,
        surrogate.Terms,
        surrogate.EntryPrice,
        surrogate.MarkPrice,
        surrogate.StatedPnl,
        surrogate.Leverage,
        surrogate.LiquidationPrice,
        surrogate.MarginMode,
        surrogate.RealizedPnl,
        surrogate.AddsToEquity,
        surrogate.OpenedAt,
        surrogate.UpdatedAt,
        surrogate.VenueId);

    public PositionWire ConvertToSurrogate(in Position value) => new()
    {
        Instrument = value.Instrument,
        Symbol = value.Symbol,
        Side = value.Side,
        Contracts = value.Contracts,
        Terms = value.Terms,
        EntryPrice = value.EntryPrice,
        MarkPrice = value.MarkPrice,
        StatedPnl = value.StatedPnl,
        Leverage = value.Leverage,
        LiquidationPrice = value.LiquidationPrice,
        MarginMode = value.MarginMode,
        RealizedPnl = value.RealizedPnl,
        AddsToEquity = value.AddsToEquity,
        OpenedAt = value.OpenedAt,
        UpdatedAt = value.UpdatedAt,
        VenueId = value.VenueId,
    };
}

[GenerateSerializer, Alias("domain.wallet-holdings")]
internal struct WalletHoldingsWire
{
    [Id(0)]
    public WalletKind Wallet;

    [Id(1)]
    public ImmutableArray<AssetBalance> Balances;

    [Id(2)]
    public ImmutableArray<Position> Positions;

    [Id(3)]
    public DateTimeOffset? AsOf;

    [Id(4)]
    public string? Fault;
}

[RegisterConverter]
internal sealed class WalletHoldingsWireConverter : IConverter<WalletHoldings, WalletHoldingsWire>
{
    public WalletHoldings ConvertFromSurrogate(in WalletHoldingsWire surrogate) =>
        new(surrogate.Wallet, surrogate.Balances, surrogate.Positions, surrogate.AsOf, surrogate.Fault);

    public WalletHoldingsWire ConvertToSurrogate(in WalletHoldings value) => new()
    {
        Wallet = value.Wallet,
        Balances = value.Balances,
        Positions = value.Positions,
        AsOf = value.AsOf,
        Fault = value.Fault,
    };
}
