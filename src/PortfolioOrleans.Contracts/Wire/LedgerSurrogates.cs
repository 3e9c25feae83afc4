using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Contracts.Wire;

/// <summary>How <see cref="Leg"/> crosses the wire. Ids are for ever; a dropped one is never given again.</summary>
[GenerateSerializer, Alias("domain.leg")]
internal struct LegWire
{
    [Id(0)]
    public LegKind Kind;

    [Id(1)]
    public Money Change;
}

[RegisterConverter]
internal sealed class LegWireConverter : IConverter<Leg, LegWire>
{
    public Leg ConvertFromSurrogate(in LegWire surrogate) => new(surrogate.Kind, surrogate.Change);

    public LegWire ConvertToSurrogate(in Leg value) => new() { Kind = value.Kind, Change = value.Change };
}

[GenerateSerializer, Alias("domain.trade")]
internal struct TradeWire
{
    [Id(0)]
    public string Instrument;

    [Id(1)]
    public Symbol Symbol;

    [Id(2)]
    public TradeSide Side;

    [Id(3)]
    public decimal Quantity;

    [Id(4)]
    public decimal Price;

    [Id(5)]
    public PositionSide? Position;

    [Id(6)]
    public bool? IsMaker;

    [Id(7)]
    public string? OrderId;
}

[RegisterConverter]
internal sealed class TradeWireConverter : IConverter<Trade, TradeWire>
{
    public Trade ConvertFromSurrogate(in TradeWire surrogate) => new(
        surrogate.Instrument, surrogate.Symbol, surrogate.Side, surrogate.Quantity, surrogate.Price, surrogate.Position, surrogate.IsMaker, surrogate.OrderId);

    public TradeWire ConvertToSurrogate(in Trade value) => new()
    {
        Instrument = value.Instrument,
        Symbol = value.Symbol,
        Side = value.Side,
        Quantity = value.Quantity,
        Price = value.Price,
        Position = value.Position,
        IsMaker = value.IsMaker,
        OrderId = value.OrderId,
    };
}

[GenerateSerializer, Alias("domain.transaction")]
internal struct TransactionWire
{
    [Id(0)]
    public string TransactionId;

    [Id(1)]
    public TransactionKind Kind;

    [Id(2)]
    public DateTimeOffset At;

    [Id(3)]
    public WalletKind Wallet;

    [Id(4)]
    public ImmutableArray<Leg> Legs;

    [Id(5)]
    public Trade? Trade;

    [Id(6)]
    public WalletKind? Counterpart;

    [Id(7)]
    public string? Reference;
}

[RegisterConverter]
internal sealed class TransactionWireConverter : IConverter<Transaction, TransactionWire>
{
    public Transaction ConvertFromSurrogate(in TransactionWire surrogate) => new(
        surrogate.TransactionId,
        surrogate.Kind,
        surrogate.At,
        surrogate.Wallet,
        surrogate.Legs,
        surrogate.Trade,
        surrogate.Counterpart,
        surrogate.Reference);

    public TransactionWire ConvertToSurrogate(in Transaction value) => new()
    {
        TransactionId = value.Id,
        Kind = value.Kind,
        At = value.At,
        Wallet = value.Wallet,
        Legs = value.Legs,
        Trade = value.Trade,
        Counterpart = value.Counterpart,
        Reference = value.Reference,
    };
}
