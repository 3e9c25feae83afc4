using PortfolioOrleans.Domain.Exposure;
using PortfolioOrleans.Domain.Holdings;
using static PortfolioOrleans.Domain.Tests.Given;

namespace PortfolioOrleans.Domain.Tests.Exposure;

public sealed class ExposureTests
{
    [Fact]
    public void A_hedge_nets_out_within_its_coin_and_still_counts_gross()
    {
        var account = Account("a", "binance",
            Wallet(WalletKind.Spot, Holds(1m, "BTC"), Holds(50_000m, "USDT")),
            Wallet(WalletKind.Futures) with { Positions = [Linear("BTCUSDT", -0.6m, entry: 50_000m, mark: 50_000m)] });

        var exposure = account.Value(Prices("binance", ("BTC", 50_000m), ("USDT", 1m))).Exposure;

        Assert.Equal((50_000m, 30_000m), (exposure.Long, exposure.Short));
        Assert.Equal((80_000m, 20_000m), (exposure.Total, exposure.Net));
        Assert.Equal(20_000m, exposure.BySymbol["BTC"].Net);
        Assert.Equal(0.8d, exposure.Leverage!.Value, 12);
    }

    [Fact]
    public void Cash_is_no_exposure()
    {
        var exposure = Account("a", "binance", Wallet(WalletKind.Spot, Holds(5m, "USDT"), Holds(5m, "EUR")))
            .Value(Prices("binance", ("USDT", 1m), ("EUR", 1m))).Exposure;

        Assert.Equal(0m, exposure.Total);
        Assert.Empty(exposure.BySymbol);
    }

    [Fact]
    public void Borrowed_coins_are_a_short()
    {
        var debt = AssetBalance.Restore(Coin("ETH"), free: 0m, locked: 0m, total: -2m);

        var exposure = Account("a", "okx", Wallet(WalletKind.Trading, debt, Holds(9_000m, "USDT")))
            .Value(Prices("okx", ("ETH", 2_000m), ("USDT", 1m))).Exposure;

        Assert.Equal((0m, 4_000m), (exposure.Long, exposure.Short));
    }

    [Fact]
    public void Leverage_of_an_empty_or_ruined_portfolio_is_unknown()
    {
        Assert.Null(Account("a", "okx", Wallet(WalletKind.Trading)).Value().Exposure.Leverage);
    }

    [Theory]
    [InlineData("BTC", "Layer 1")]
    [InlineData("usdt", Sectors.Stablecoin)]
    [InlineData("EUR", Sectors.Fiat)]
    [InlineData("NOBODY-KNOWS", Sectors.Unclassified)]
    public void A_sector_is_looked_up_and_never_guessed(string code, string sector) => Assert.Equal(sector, Sectors.Of(Coin(code)));

    [Theory]
    [InlineData("0.10", "100", PositionCategory.Core)]
    [InlineData("0.09", "100", PositionCategory.Expansion)]
    [InlineData("0.01", "100", PositionCategory.Monitoring)]
    [InlineData("0.01", "79", PositionCategory.Toxic)]
    public void A_position_is_filed_by_its_share_of_equity_unless_it_hurts(string coins, string mark, PositionCategory expected)
    {
        var culture = System.Globalization.CultureInfo.InvariantCulture;
        var position = Linear("BTCUSDT", decimal.Parse(coins, culture), entry: 100m, mark: decimal.Parse(mark, culture));
        var account = Account("a", "binance", Wallet(WalletKind.Futures, Holds(100m, "USDT")) with { Positions = [position] });

        Assert.Equal(expected, account.Value(Prices("binance", ("USDT", 1m))).Positions[0].Category);
    }

    [Fact]
    public void A_position_close_to_liquidation_is_toxic()
    {
        var account = Account("a", "binance", Wallet(WalletKind.Futures, Holds(100m, "USDT")) with
        {
            Positions = [Linear("BTCUSDT", 1m, entry: 100m, mark: 100m, liquidation: 91m)],
        });

        Assert.Equal(PositionCategory.Toxic, account.Value(Prices("binance", ("USDT", 1m))).Positions[0].Category);
    }

    [Fact]
    public void Allocation_divides_what_has_value_and_states_debt_apart()
    {
        var debt = AssetBalance.Restore(Coin("ETH"), free: 0m, locked: 0m, total: -1m);
        var prices = Prices("binance", ("BTC", 300m), ("USDT", 1m), ("ETH", 50m));

        var allocation = Allocation.Of(Account("a", "binance", Wallet(WalletKind.Spot, Holds(1m, "BTC"), Holds(100m, "USDT"), debt)).Value(prices));

        Assert.Equal([("BTC", 75d), ("USDT", 25d)], allocation.ByAsset.Select(share => (share.Name, share.SharePct)));
        Assert.Equal([(Allocation.Volatile, 300m), (Allocation.Stable, 100m)], allocation.ByCash.Select(share => (share.Name, share.Value)));
        Assert.Equal(-50m, allocation.Debt);
        Assert.Equal(0.75 * 0.75 + 0.25 * 0.25, allocation.Hhi!.Value, 12);
        Assert.Equal(1.6, allocation.EffectiveAssets!.Value, 12);
    }

    [Fact]
    public void Nothing_divides_into_nothing()
    {
        var allocation = Allocation.Of(Account("a", "binance", Wallet(WalletKind.Spot)).Value());

        Assert.Empty(allocation.ByAsset);
        Assert.Null(allocation.Hhi);
        Assert.Null(allocation.EffectiveAssets);
    }
}
