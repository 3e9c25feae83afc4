using System.Runtime.CompilerServices;

namespace PortfolioOrleans.VenueSimulator.Markets;

internal enum MarketKind
{
    Spot,

    /// <summary>Profit in the quote.</summary>
    Linear,

    /// <summary>A contract is worth a fixed number of dollars, profit in the base coin.</summary>
    Inverse,

    /// <summary>Priced and settled in the base coin; the premium is paid when it is bought.</summary>
    Option,
}

/// <summary>Something that trades at a venue.</summary>
/// <param name="Id">The venue's own spelling; unique with <paramref name="Venue"/> and <paramref name="Kind"/>.</param>
/// <param name="Tick">Smallest price step.</param>
/// <param name="Lot">Smallest quantity step: base units, or contracts where <paramref name="ContractSize"/> is not 1.</param>
/// <param name="ContractSize">Base units in a linear contract, quote units in an inverse one; 1 where the venue counts coins.</param>
/// <param name="Units">How many coins the price is for: 1000 for 1000PEPEUSDT.</param>
/// <param name="Expiry">Null: spot and perpetuals.</param>
/// <param name="Strike">Options only, in dollars; above zero for calls, below for puts.</param>
internal sealed record Market(
    SimulatedVenue Venue,
    MarketKind Kind,
    string Id,
    string Base,
    string Quote,
    decimal Tick,
    decimal Lot,
    decimal ContractSize = 1m,
    int Units = 1,
    DateTimeOffset? Expiry = null,
    decimal Strike = 0m)
{
    public bool IsSpot => Kind == MarketKind.Spot;

    public string Settle => Kind is MarketKind.Inverse or MarketKind.Option ? Base : Quote;

    /// <summary>OKX's margin market of a spot pair.</summary>
    public bool IsMarginPair => Venue == SimulatedVenue.Okx && OkxType == "MARGIN";

    /// <summary>How OKX calls this kind of instrument. The same pair is listed as SPOT and as MARGIN.</summary>
    public string OkxType => Kind switch
    {
        MarketKind.Spot => "SPOT",
        MarketKind.Option => "OPTION",
        _ when Expiry is not null => "FUTURES",
        _ when Id.EndsWith("-SWAP", StringComparison.Ordinal) => "SWAP",
        _ => "MARGIN",
    };

    /// <summary>The coin whose walk the price follows.</summary>
    public string Underlying => Units == 1 ? Base : Base[Units.ToString().Length..];

    /// <summary>Binance accounts in 8 decimals: price and quantity decimals together never exceed that, so that no product needs rounding.</summary>
    public int MarkDecimals => Venue == SimulatedVenue.Binance ? 8 - Lot.Scale : Tick.Scale;

    /// <summary>There is one object for each market; comparing all its values would be most of the work of looking up a price.</summary>
    public bool Equals(Market? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);
}
