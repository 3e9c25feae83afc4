namespace PortfolioOrleans.VenueSimulator.Control;

/// <summary>An account to be opened. What is null is generated from the seed and the label.</summary>
public sealed record NewAccount
{
    public required SimulatedVenue Venue { get; init; }

    /// <summary>Unique among all accounts.</summary>
    public required string Label { get; init; }

    /// <summary>Whose it is; accounts of one owner can be stated together.</summary>
    public string? Owner { get; init; }

    /// <summary>Default: read only.</summary>
    public IReadOnlyList<KeyPermission> Permissions { get; init; } = [KeyPermission.Read];

    /// <summary>Addresses that may use the key; empty: all.</summary>
    public IReadOnlyList<string> AllowedIps { get; init; } = [];

    public KeyEnvironment Environment { get; init; }

    /// <summary>Hedge mode from the start.</summary>
    public bool Hedged { get; init; }

    public string? Key { get; init; }

    public string? Secret { get; init; }

    public string? Passphrase { get; init; }
}

/// <summary>A trade that happens at once and completely.</summary>
public sealed record FillOrder
{
    /// <summary>The venue's spelling.</summary>
    public required string Symbol { get; init; }

    /// <summary>Binance spells a spot market and its future alike: true means the future. OKX ids say it themselves.</summary>
    public bool Futures { get; init; }

    public required TradeSide Side { get; init; }

    /// <summary>Base units; contracts for OKX swaps. A multiple of the lot.</summary>
    public required decimal Quantity { get; init; }

    /// <summary>Default: the last price at the time. A multiple of the tick.</summary>
    public decimal? Price { get; init; }

    /// <summary>A cost above zero, a rebate below. Default: the venue's taker or maker rate, in what is bought (spot) or settled in.</summary>
    public decimal? Fee { get; init; }

    /// <summary>Needs <see cref="Fee"/> when it is neither side of the pair nor the settlement asset.</summary>
    public string? FeeAsset { get; init; }

    public bool Maker { get; init; }

    /// <summary>Default: none. At OKX isolated makes a MARGIN position of a spot pair.</summary>
    public MarginMode Margin { get; init; }

    public ForcedTrade Forced { get; init; }

    /// <summary>Long or short in hedge mode, where it says which position is meant.</summary>
    public PositionSide PositionSide { get; init; }

    /// <summary>A moment in the past, not before the account's last event. Default: now.</summary>
    public DateTimeOffset? At { get; init; }
}

/// <summary>Money from or to outside the venue.</summary>
public sealed record FundsOrder
{
    /// <summary>Any code, listed or not.</summary>
    public required string Asset { get; init; }

    public required decimal Amount { get; init; }

    /// <summary>Withdrawals only: taken on top of the amount.</summary>
    public decimal Fee { get; init; }

    /// <summary>Default: Binance spot, OKX funding.</summary>
    public Wallet? Wallet { get; init; }

    /// <summary>Leaves it to be completed or failed later. A pending deposit is not yet in the balance, a pending withdrawal is held.</summary>
    public bool Pending { get; init; }

    /// <summary>Default: a chain that carries the asset.</summary>
    public string? Network { get; init; }

    public DateTimeOffset? At { get; init; }
}

public sealed record TransferOrder
{
    public required string Asset { get; init; }

    public required decimal Amount { get; init; }

    public required Wallet From { get; init; }

    public required Wallet To { get; init; }

    /// <summary>Which pair's isolated margin it leaves.</summary>
    public string? FromPair { get; init; }

    /// <summary>Which pair's isolated margin it enters.</summary>
    public string? ToPair { get; init; }

    public DateTimeOffset? At { get; init; }
}

public sealed record LeverageOrder
{
    public required string Symbol { get; init; }

    public required int Leverage { get; init; }

    public bool Isolated { get; init; }
}

/// <summary>A funding payment on every open position of a market: longs pay a rate above zero, shorts receive it.</summary>
public sealed record FundingOrder
{
    public required string Symbol { get; init; }

    /// <summary>0.0001 is one basis point of the notional at the mark price.</summary>
    public required decimal Rate { get; init; }

    public DateTimeOffset? At { get; init; }
}
