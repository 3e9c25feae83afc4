using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Valuation;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Domain.Tests;

/// <summary>Small portfolios and prices, in as few words as a test wants.</summary>
internal static class Given
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    public static Asset Coin(string code) => Asset.Parse(code);

    public static VenuePrices Prices(string venue, params (string Asset, decimal Usd)[] usd) => new(
        venue, Noon, usd.ToDictionary(price => Coin(price.Asset), price => price.Usd), new Dictionary<string, decimal>());

    public static VenuePrices WithMark(this VenuePrices prices, string instrument, decimal mark) =>
        prices with { Marks = new Dictionary<string, decimal>(prices.Marks) { [instrument] = mark } };

    public static PriceTable Table(params VenuePrices[] venues) => new(venues);

    public static WalletHoldings Wallet(WalletKind kind, params AssetBalance[] balances) => new(kind, [.. balances], [], Noon, null);

    public static AccountHoldings Account(string id, string venue, params WalletHoldings[] wallets) => new(id, venue, [.. wallets], []);

    public static AccountHoldings WithDeposits(this AccountHoldings account, params (decimal Amount, string Asset)[] deposits) =>
        account with { NetDeposits = [.. deposits.Select(deposit => new Money(deposit.Amount, Coin(deposit.Asset)))] };

    public static AssetBalance Holds(decimal amount, string asset) => AssetBalance.Of(Coin(asset), amount);

    public static Position Linear(
        string instrument, decimal signedCoins, decimal? entry, decimal? mark = null, decimal? liquidation = null, decimal? stated = null) => new(
        instrument,
        new Symbol(Coin(instrument[..3]), Asset.Usdt),
        signedCoins < 0m ? PositionSide.Short : PositionSide.Long,
        Math.Abs(signedCoins),
        ContractTerms.PerCoin(Asset.Usdt),
        entry,
        mark,
        stated,
        null,
        liquidation,
        MarginMode.Cross,
        null,
        true,
        null,
        Noon,
        null);

    /// <summary>So many contracts of 100 dollars on a coin, settled in the coin.</summary>
    public static Position Inverse(string instrument, decimal signedContracts, decimal entry) => new(
        instrument,
        new Symbol(Coin(instrument[..3]), Asset.Usd),
        signedContracts < 0m ? PositionSide.Short : PositionSide.Long,
        Math.Abs(signedContracts),
        new ContractTerms(ContractKind.Inverse, 100m, Coin(instrument[..3])),
        entry,
        null,
        null,
        null,
        null,
        MarginMode.Cross,
        null,
        true,
        null,
        Noon,
        null);

    public static PortfolioValuation Value(this AccountHoldings account, params VenuePrices[] prices) =>
        Valuer.Value([account], Table(prices), ValuationRules.Default, Noon);
}
