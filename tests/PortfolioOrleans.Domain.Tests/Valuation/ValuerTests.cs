using PortfolioOrleans.Domain.Exposure;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Valuation;
using PortfolioOrleans.Domain.Values;
using static PortfolioOrleans.Domain.Tests.Given;

namespace PortfolioOrleans.Domain.Tests.Valuation;

public sealed class ValuerTests
{
    private static readonly VenuePrices Binance = Prices("binance", ("BTC", 50_000m), ("USDT", 0.999m));

    [Fact]
    public void Equity_is_balances_at_their_prices()
    {
        var valuation = Account("a", "binance", Wallet(WalletKind.Spot, Holds(2m, "BTC"), Holds(1_000m, "USDT"))).Value(Binance);

        Assert.Equal(100_999m, valuation.Equity);
        Assert.Equal(999m, valuation.CashBalance);
        Assert.True(valuation.Complete);
    }

    [Fact]
    public void Unrealised_pnl_counts_once_whether_the_venue_keeps_it_inside_or_apart()
    {
        var position = Linear("BTCUSDT", 1m, entry: 49_000m);
        var apart = Account("a", "binance", Wallet(WalletKind.Futures, AssetBalance.OfWallet(Asset.Usdt, 10_000m, 9_000m)) with { Positions = [position] });
        var inside = Account("a", "binance", Wallet(WalletKind.Trading, AssetBalance.OfEquity(Asset.Usdt, 11_000m, 1_000m, 9_000m, 0m)) with { Positions = [position] });
        var prices = Binance.WithMark("BTCUSDT", 50_000m);

        Assert.Equal(11_000m * 0.999m, apart.Value(prices).Equity);
        Assert.Equal(11_000m * 0.999m, inside.Value(prices).Equity);
    }

    [Fact]
    public void A_position_that_its_balances_already_hold_is_shown_and_adds_nothing()
    {
        var position = Linear("BTCUSDT", 1m, entry: 49_000m) with { AddsToEquity = false };
        var valuation = Account("a", "binance", Wallet(WalletKind.Trading, Holds(1m, "BTC")) with { Positions = [position] })
            .Value(Binance.WithMark("BTCUSDT", 50_000m));

        Assert.Equal(50_000m, valuation.Equity);
        Assert.Equal(999m, valuation.UnrealizedPnl);
    }

    [Fact]
    public void Inverse_profit_is_paid_in_coin_and_valued_at_the_coins_price()
    {
        var valuation = Account("a", "okx", Wallet(WalletKind.Trading) with { Positions = [Inverse("BTC-USD-SWAP", -10m, 50_000m)] })
            .Value(Prices("okx", ("BTC", 40_010m)).WithMark("BTC-USD-SWAP", 40_000m));

        Assert.Equal(0.005m * 40_010m, valuation.Equity);
        Assert.Equal(1_000m, valuation.Exposure.Short);
    }

    [Fact]
    public void Each_venue_prices_its_own_holdings_and_helps_out_where_another_has_no_price()
    {
        var okx = Prices("okx", ("BTC", 50_010m), ("OKB", 40m));
        var accounts = new[]
        {
            Account("a", "binance", Wallet(WalletKind.Spot, Holds(1m, "BTC"), Holds(1m, "OKB"))),
            Account("b", "okx", Wallet(WalletKind.Trading, Holds(1m, "BTC"))),
        };

        var valuation = Valuer.Value(accounts, Table(Binance, okx), ValuationRules.Default, Noon);

        Assert.Equal(50_000m + 40m + 50_010m, valuation.Equity);
    }

    [Fact]
    public void A_holding_without_a_price_is_named_and_left_out()
    {
        var valuation = Account("a", "binance", Wallet(WalletKind.Spot, Holds(1m, "BTC"), Holds(5m, "XYZ"))).Value(Binance);

        Assert.Equal(50_000m, valuation.Equity);
        Assert.False(valuation.Complete);
        Assert.Equal(new UnpricedHolding(Coin("XYZ"), 5m, "a", "binance"), Assert.Single(valuation.Unpriced));
    }

    [Fact]
    public void An_ignored_asset_is_shown_and_keeps_nothing_incomplete()
    {
        var rules = ValuationRules.Default with { IgnoredAssets = [Coin("XYZ")] };

        var valuation = Valuer.Value(
            [Account("a", "binance", Wallet(WalletKind.Spot, Holds(1m, "BTC"), Holds(5m, "XYZ")))], Table(Binance), rules, Noon);

        Assert.True(valuation.Complete);
        Assert.Empty(valuation.Unpriced);
        Assert.Contains(valuation.Balances, row => row.Balance.Asset == Coin("XYZ") && row.Value is null);
    }

    [Fact]
    public void A_position_without_any_mark_or_pnl_is_unpriced()
    {
        var valuation = Account("a", "binance", Wallet(WalletKind.Futures) with { Positions = [Linear("XYZUSDT", 1m, entry: 5m)] }).Value(Binance);

        Assert.False(valuation.Complete);
        Assert.Equal("XYZUSDT", Assert.Single(valuation.Unpriced).Asset.Code);
    }

    [Fact]
    public void The_markets_mark_goes_before_the_one_of_the_reading()
    {
        var account = Account("a", "binance", Wallet(WalletKind.Futures) with { Positions = [Linear("BTCUSDT", 1m, entry: 100m, mark: 110m)] });

        Assert.Equal(10m * 0.999m, account.Value(Binance).UnrealizedPnl);
        Assert.Equal(20m * 0.999m, account.Value(Binance.WithMark("BTCUSDT", 120m)).UnrealizedPnl);
    }

    [Fact]
    public void Pnl_percent_is_of_the_notional_at_entry_for_both_kinds_of_contract()
    {
        var linear = Account("a", "binance", Wallet(WalletKind.Futures) with { Positions = [Linear("BTCUSDT", -2m, entry: 100m, mark: 90m)] });
        var inverse = Account("a", "binance", Wallet(WalletKind.Futures) with { Positions = [Inverse("BTC-USD-SWAP", 1m, 100m) with { MarkPrice = 80m }] });

        Assert.Equal(10d, linear.Value(Binance).Positions[0].UnrealizedPnlPct!.Value, 12);
        Assert.Equal(-25d, inverse.Value(Binance).Positions[0].UnrealizedPnlPct!.Value, 12);
    }

    [Theory]
    [InlineData(180, true)]
    [InlineData(181, false)]
    public void A_wallet_read_too_long_ago_is_stale(int seconds, bool complete)
    {
        var wallet = Wallet(WalletKind.Spot, Holds(1m, "BTC")) with { AsOf = Noon.AddSeconds(-seconds) };

        var valuation = Account("a", "binance", wallet).Value(Binance);

        Assert.Equal(complete, valuation.Complete);
        Assert.Equal(complete ? SourceStatus.Ok : SourceStatus.Stale, valuation.Sources[0].Status);
        Assert.Equal(50_000m, valuation.Equity);
    }

    [Fact]
    public void A_failed_wallet_keeps_its_numbers_and_says_why()
    {
        var wallet = Wallet(WalletKind.Spot, Holds(1m, "BTC")) with { Fault = "binance does not answer" };

        var valuation = Account("a", "binance", wallet).Value(Binance);

        Assert.Equal(50_000m, valuation.Equity);
        Assert.False(valuation.Complete);
        Assert.Equal((SourceStatus.Failed, "binance does not answer"), (valuation.Sources[0].Status, valuation.Sources[0].Error));
    }

    [Fact]
    public void A_wallet_never_read_is_pending_and_incomplete()
    {
        var valuation = Account("a", "binance", Wallet(WalletKind.Spot) with { AsOf = null }).Value(Binance);

        Assert.False(valuation.Complete);
        Assert.Equal(SourceStatus.Pending, valuation.Sources[0].Status);
    }

    [Fact]
    public void Prices_too_old_make_a_valuation_incomplete_and_unused_ones_do_not()
    {
        var old = Prices("okx", ("OKB", 40m)) with { AsOf = Noon.AddSeconds(-61) };

        var used = Account("a", "okx", Wallet(WalletKind.Trading, Holds(1m, "OKB"))).Value(Binance, old);
        var unused = Account("a", "binance", Wallet(WalletKind.Spot, Holds(1m, "BTC"))).Value(Binance, old);

        Assert.False(used.Complete);
        Assert.Equal(new PriceHealth("okx", Noon.AddSeconds(-61), Stale: true), Assert.Single(used.Prices));
        Assert.True(unused.Complete);
    }

    [Fact]
    public void Without_accounts_a_portfolio_is_worth_nothing_for_certain()
    {
        var valuation = Valuer.Value([], Table(Binance), ValuationRules.Default, Noon);

        Assert.Equal(0m, valuation.Equity);
        Assert.True(valuation.Complete);
    }

    [Fact]
    public void Totals_can_be_stated_in_any_currency_that_has_a_price()
    {
        var rules = ValuationRules.Default with { Currency = Coin("EUR") };
        var prices = Prices("binance", ("BTC", 50_000m), ("EUR", 1.25m), ("USDT", 1m));

        var valuation = Valuer.Value([Account("a", "binance", Wallet(WalletKind.Spot, Holds(1m, "BTC"), Holds(7m, "EUR")))], Table(prices), rules, Noon);

        Assert.Equal(40_007m, valuation.Equity);
        Assert.Equal(8.75m, valuation.Balances.Single(row => row.Balance.Asset == Coin("EUR")).UsdValue);
    }

    [Fact]
    public void In_a_currency_without_a_price_nothing_has_a_value()
    {
        var rules = ValuationRules.Default with { Currency = Coin("XYZ") };

        var valuation = Valuer.Value([Account("a", "binance", Wallet(WalletKind.Spot, Holds(1m, "BTC")))], Table(Binance), rules, Noon);

        Assert.False(valuation.Complete);
        Assert.Equal(0m, valuation.Equity);
    }

    [Fact]
    public void Debt_lowers_equity()
    {
        var debt = AssetBalance.Restore(Asset.Usdt, free: 0m, locked: 0m, total: -500m);

        var valuation = Account("a", "binance", Wallet(WalletKind.Trading, Holds(1m, "BTC"), debt)).Value(Binance);

        Assert.Equal(50_000m - 499.5m, valuation.Equity);
    }

    [Fact]
    public void An_absurd_quantity_is_unpriced_and_stops_nothing_else()
    {
        var valuation = Account("a", "binance", Wallet(WalletKind.Spot, Holds(1m, "USDT"), Holds(decimal.MaxValue, "BTC"))).Value(Binance);

        Assert.Equal(0.999m, valuation.Equity);
        Assert.Equal("BTC", Assert.Single(valuation.Unpriced).Asset.Code);
    }

    [Fact]
    public void An_absurd_mark_makes_its_position_unpriced_and_stops_nothing_else()
    {
        var account = Account("a", "binance", Wallet(WalletKind.Futures, Holds(1m, "USDT")) with
        {
            Positions = [Linear("BTCUSDT", 1_000m, entry: 50_000m), Inverse("BTC-USD-SWAP", 1m, entry: 50_000m)],
        });

        var valuation = account.Value(Binance.WithMark("BTCUSDT", decimal.MaxValue).WithMark("BTC-USD-SWAP", 1e-28m));

        Assert.Equal(0.999m, valuation.Equity);
        Assert.Equal(["BTCUSDT", "BTC-USD-SWAP"], valuation.Unpriced.Select(row => row.Asset.Code));
        Assert.False(valuation.Complete);
    }

    [Fact]
    public void Shares_are_of_equity()
    {
        var valuation = Account("a", "binance", Wallet(WalletKind.Spot, Holds(3m, "ETH"), Holds(1m, "BTC"))).Value(Prices("binance", ("ETH", 25m), ("BTC", 25m)));

        Assert.Equal(75d, valuation.Balances.Single(row => row.Balance.Asset == Coin("ETH")).SharePct);
    }

    [Fact]
    public void A_share_of_a_pool_counts_once_as_the_assets_it_stands_for()
    {
        var share = new PoolPosition(
            "v3-7", "uniswap-v3", "0xpool", [new PoolSide(Asset.Btc, 1m, 0.5m, 2m), new PoolSide(Asset.Usdt, 1_000m, 0m, null)],
            Counts: true, InRange: true, 50_000m, null, null, null, "not told");
        var account = Account("a", "evm-1", Wallet(WalletKind.Pool, Holds(1.5m, "BTC"), Holds(1_000m, "USDT"))) with
        {
            Details = AccountDetails.None with { Pools = [share], AsOf = Noon },
        };

        var valuation = account.Value(Binance);

        var pool = Assert.Single(valuation.Pools);
        Assert.Equal(75_999m, valuation.Equity);
        Assert.Equal((75_999m, 25_000m), (pool.Value, pool.FeesValue));
        Assert.Equal([75_000m, 999m], pool.Sides.Select(side => side.Value));
        Assert.True(valuation.Complete);
    }

    [Fact]
    public void A_share_of_a_pool_that_does_not_count_has_no_value_and_makes_nothing_incomplete()
    {
        var share = new PoolPosition(
            "v3-8", "uniswap-v3", "0xpool", [new PoolSide(Coin("SCAM"), null, null, null), new PoolSide(Asset.Usdt, 1_000m, 0m, null)],
            Counts: false, null, null, null, null, null, "a token does not count");
        var account = Account("a", "evm-1", Wallet(WalletKind.Pool)) with { Details = AccountDetails.None with { Pools = [share], AsOf = Noon } };

        var valuation = account.Value(Binance);

        Assert.Null(Assert.Single(valuation.Pools).Value);
        Assert.Equal(0m, valuation.Equity);
        Assert.True(valuation.Complete);
    }

    [Fact]
    public void What_is_set_aside_is_listed_and_counts_for_nothing_though_it_has_a_price()
    {
        var account = Account("a", "okx-web3", Wallet(WalletKind.Chain, Holds(1m, "BTC"))) with
        {
            Details = AccountDetails.None with { SetAside = [Holds(1_000_000m, "SCAM")], AsOf = Noon },
        };

        var valuation = account.Value(Binance, Prices("okx-web3", ("SCAM", 100m)));

        Assert.Equal(50_000m, valuation.Equity);
        Assert.Equal(new SetAsideHolding(Coin("SCAM"), 1_000_000m, "a", "okx-web3", Noon), Assert.Single(valuation.SetAside));
        Assert.Single(valuation.Balances);
        Assert.True(valuation.Complete);
    }

    [Fact]
    public void A_sector_the_venue_vouches_for_is_taken_where_the_code_says_none()
    {
        var account = Account("a", "okx-web3", Wallet(WalletKind.Chain, Holds(1m, "PEPE@56:0X1"), Holds(1m, "BTC"), Holds(1m, "XYZ"))) with
        {
            Details = AccountDetails.None with
            {
                Sectors = [new AssetSector(Coin("PEPE@56:0X1"), "Meme"), new AssetSector(Asset.Btc, "Meme")],
                AsOf = Noon,
            },
        };

        var valuation = account.Value(Prices("okx-web3", ("PEPE@56:0X1", 3m), ("BTC", 5m), ("XYZ", 2m)));

        Assert.Equal(
            [("Layer 1", 5m), ("Meme", 3m), (Sectors.Unclassified, 2m)],
            valuation.Exposure.BySector.Select(row => (row.Key, row.Value.Long)));
        Assert.Equal(["Layer 1", "Meme", Sectors.Unclassified], Allocation.Of(valuation).BySector.Select(share => share.Name));
    }
}
