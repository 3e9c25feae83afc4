namespace PortfolioOrleans.Domain.Values;

/// <summary>An exact amount of one asset. It never rounds; only <see cref="Rounding"/> does. The default value is zero of no asset.</summary>
public readonly record struct Money(decimal Amount, Asset Asset)
{
    public static Money Zero(Asset asset) => new(0m, asset);

    /// <exception cref="ArgumentException">The amounts are of different assets.</exception>
    public static Money operator +(Money left, Money right) => left with { Amount = left.Amount + right.AmountIn(left.Asset) };

    /// <exception cref="ArgumentException">The amounts are of different assets.</exception>
    public static Money operator -(Money left, Money right) => left with { Amount = left.Amount - right.AmountIn(left.Asset) };

    public static Money operator -(Money money) => money with { Amount = -money.Amount };

    /// <summary>The bare number, once the caller has said which asset it believes in.</summary>
    /// <exception cref="ArgumentException">This is not an amount of <paramref name="asset"/>.</exception>
    public decimal AmountIn(Asset asset) => asset == Asset
        ? Amount
        : throw new ArgumentException($"{this} is not an amount of {asset}.", nameof(asset));

    public override string ToString() => FormattableString.Invariant($"{Amount} {Asset}");
}
