using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Exchanges.Adapters;

public enum InstrumentKind
{
    Spot,
    Perpetual,
    Future,
    Option,
}

/// <summary>Something that can be held or traded at a venue.</summary>
/// <param name="Id">The venue's own id.</param>
/// <param name="Symbol">Base and quote as the venue maps them, not cut from the id.</param>
/// <param name="Terms">What one contract is; null for spot.</param>
/// <param name="IsTrading">False while halted, expired or delisted.</param>
/// <param name="TickSize">Smallest price step, in the quote; null where the venue does not say.</param>
/// <param name="StepSize">Smallest quantity step, in base units or contracts.</param>
/// <param name="MinQuantity">Smallest order, in base units or contracts.</param>
/// <param name="MinNotional">Smallest order value, in the quote.</param>
public sealed record Instrument(
    string Id,
    InstrumentKind Kind,
    Symbol Symbol,
    ContractTerms? Terms,
    bool IsTrading,
    decimal? TickSize,
    decimal? StepSize,
    decimal? MinQuantity,
    decimal? MinNotional);
