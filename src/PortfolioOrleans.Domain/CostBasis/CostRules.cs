using System.Collections.Immutable;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Domain.CostBasis;

/// <summary>By what rules lots are kept. Other rules give other books of the same ledger; the ledger never changes with them.</summary>
/// <param name="Currency">What costs, proceeds and gains are in. It has no lots and no gain of its own.</param>
/// <param name="Methods">
/// Which method holds from when on, earliest first; the first holds from the beginning. At a switch the lots held go over to the new method, and what was
/// disposed of before stays as it was.
/// </param>
public sealed record CostRules(Asset Currency, ImmutableArray<MethodSince> Methods)
{
    public LotScope Scope { get; init; } = LotScope.Wallet;

    public FeeTreatment Fees { get; init; } = FeeTreatment.InCost;

    public UnknownCost UnknownCost { get; init; } = UnknownCost.MarketValue;

    /// <summary>Further assets without lots and gains, government money as a rule; valued at their rate. Default: none, so that every change of value shows.</summary>
    public ImmutableHashSet<Asset> Cash { get; init; } = [];

    /// <summary>
    /// Whose rate a trade is valued at where one side is no cash: the leg in one of these, whose price is known best, then the leg given away, then the leg received.
    /// Default: the dollar's stablecoins.
    /// </summary>
    public ImmutableHashSet<Asset> PreferredLegs { get; init; } = [Asset.Usd, Asset.Usdt, Asset.Usdc];

    public static CostRules For(Asset currency, CostMethod method) => new(currency, [new MethodSince(DateTimeOffset.MinValue, method)]);

    public CostMethod MethodAt(DateTimeOffset at)
    {
        var method = Methods[0].Method;
        foreach (var next in Methods)
        {
            method = next.Since <= at ? next.Method : method;
        }

        return method;
    }
}

/// <param name="Since">From this time on, included; UTC.</param>
public readonly record struct MethodSince(DateTimeOffset Since, CostMethod Method);

/// <summary>Which lots a disposal may take.</summary>
public enum LotScope
{
    /// <summary>Those of the same wallet (Binance spot, Binance futures); a transfer between wallets carries lots.</summary>
    Wallet,

    /// <summary>Those of the same account, whatever the wallet.</summary>
    Account,

    /// <summary>All of the user's.</summary>
    Pool,
}

/// <summary>Where a trade's fee goes.</summary>
public enum FeeTreatment
{
    /// <summary>
    /// Its value into the cost of a purchase or off the proceeds of a sale; the coin that paid it is disposed of at that value. A fee in a traded asset is worth
    /// what the trade says, any other what the market says.
    /// </summary>
    InCost,

    /// <summary>
    /// The same, always at the market's price, but the coin leaves without a gain of its own. That gain is dropped, so realised and unrealised no longer add up to
    /// what was made.
    /// </summary>
    InCostWithoutGain,

    /// <summary>An expense of its own; the coin that paid it is disposed of at that value.</summary>
    Apart,
}

/// <summary>What a deposit without a history is taken to have cost.</summary>
public enum UnknownCost
{
    /// <summary>What it was worth when it came, since a deposit is no gain; its lots are marked as assumed.</summary>
    MarketValue,

    /// <summary>Nothing, as tax authorities take it where there is no proof; its lots are marked as missing.</summary>
    Zero,
}

/// <summary>Units of the book's currency for one unit of an asset at a time; null where nothing says it.</summary>
public delegate decimal? PriceAt(Asset asset, DateTimeOffset at);
