namespace PortfolioOrleans.VenueSimulator.Control;

/// <summary>Into, out of, or a reward from an earn product: flexible, or locked at Binance.</summary>
public sealed record EarnOrder
{
    public required string Asset { get; init; }

    /// <summary>To redeem, 0 means all.</summary>
    public decimal Amount { get; init; }

    /// <summary>Default: 0, flexible.</summary>
    public int LockDays { get; init; }

    /// <summary>Rewards only: on top of the usual rate, paid out.</summary>
    public bool Bonus { get; init; }

    public DateTimeOffset? At { get; init; }
}

/// <summary>Borrows or repays at Binance.</summary>
public sealed record LoanOrder
{
    public required string Asset { get; init; }

    public required decimal Amount { get; init; }

    /// <summary>The pair of an isolated margin wallet. Default: cross margin.</summary>
    public string? Pair { get; init; }

    public DateTimeOffset? At { get; init; }
}

/// <summary>Interest for an hour on what is owed.</summary>
public sealed record InterestOrder
{
    public required string Asset { get; init; }

    public decimal Rate { get; init; } = 0.00001m;

    public string? Pair { get; init; }

    public DateTimeOffset? At { get; init; }
}

public sealed record ConvertOrder
{
    public required string From { get; init; }

    public required decimal Amount { get; init; }

    public required string To { get; init; }

    /// <summary>Default: what the last prices make of it.</summary>
    public decimal? Receives { get; init; }

    /// <summary>Default: spot at Binance, which converts in the funding wallet too, and trading at OKX.</summary>
    public Wallet? Wallet { get; init; }

    public DateTimeOffset? At { get; init; }
}

/// <summary>All that is free of some assets, converted in one go.</summary>
public sealed record DustOrder
{
    public required IReadOnlyList<string> Assets { get; init; }

    /// <summary>OKX only; Binance sweeps into BNB. Default: USDT.</summary>
    public string? To { get; init; }

    public DateTimeOffset? At { get; init; }
}

/// <summary>An airdrop or a rebate. Several amounts are several rows of one transaction.</summary>
public sealed record DistributionOrder
{
    public required string Asset { get; init; }

    public required IReadOnlyList<decimal> Amounts { get; init; }

    public string Info { get; init; } = "Airdrop";

    public DateTimeOffset? At { get; init; }
}

public sealed record FiatOrder
{
    /// <summary>Money paid in, or crypto bought.</summary>
    public required bool Incoming { get; init; }

    /// <summary>EUR, BRL ...</summary>
    public required string Currency { get; init; }

    /// <summary>Before the fee.</summary>
    public required decimal Amount { get; init; }

    public decimal Fee { get; init; }

    /// <summary>What was bought or sold for it. Default: nothing, the money itself moved.</summary>
    public string? Crypto { get; init; }

    /// <summary>How much of <see cref="Crypto"/>.</summary>
    public decimal Obtained { get; init; }

    /// <summary>Default: Successful (payments: Completed). Anything but these and Finished changes no balance.</summary>
    public string? Status { get; init; }

    public string Method { get; init; } = "BankAccount";

    public DateTimeOffset? At { get; init; }
}

/// <summary>How an account is run; what is null stays as it is.</summary>
public sealed record ModeOrder
{
    /// <summary>Long and short kept apart.</summary>
    public bool? Hedged { get; init; }

    /// <summary>OKX: 1 spot, 2 futures, 3 multi-currency margin, 4 portfolio margin.</summary>
    public int? Level { get; init; }

    /// <summary>OKX, levels 3 and 4: currencies may go below zero.</summary>
    public bool? AutoLoan { get; init; }

    /// <summary>Binance: /papi answers for margin, USD-M and COIN-M as one.</summary>
    public bool? PortfolioMargin { get; init; }

    /// <summary>Binance USD-M: any asset is margin.</summary>
    public bool? MultiAssets { get; init; }

    /// <summary>Binance wallets that were never opened; their endpoints refuse.</summary>
    public IReadOnlyList<Wallet>? Unopened { get; init; }
}
