using System.Collections.Immutable;
using System.Net;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Tests.Support;

namespace PortfolioOrleans.Exchanges.Tests.Binance;

/// <summary>Simple Earn, margin, COIN-M futures and portfolio margin.</summary>
public sealed class BinanceMoreWalletsTests
{
    private const string SpotPath = "/sapi/v3/asset/getUserAsset";
    private const string FlexiblePath = "/sapi/v1/simple-earn/flexible/position";
    private const string LockedPath = "/sapi/v1/simple-earn/locked/position";
    private const string PortfolioPath = "/papi/v1/balance";

    private static readonly Asset Eth = Asset.Parse("ETH");

    private readonly Given _given = new();

    public BinanceMoreWalletsTests() => _given.Venue.On(FlexiblePath, Rows()).On(LockedPath, Rows());

    [Fact]
    public void Money_in_earn_is_what_is_flexible_and_what_is_locked()
    {
        _given.Venue
            .On(FlexiblePath, Rows("""{"asset":"USDT","totalAmount":"75.46","collateralAmount":"20","cumulativeTotalRewards":"0.45"}"""))
            .On(LockedPath, Rows("""{"positionId":1,"asset":"USDT","amount":"24.54","rewardAmt":"5"}""", """{"positionId":2,"asset":"ETH","amount":"2"}"""));

        Assert.Equal([AssetBalance.Of(Asset.Usdt, 0m, 100m), AssetBalance.Of(Eth, 0m, 2m)], Balances(WalletKind.Earn).Value().AsEnumerable());
    }

    [Fact]
    public void Earn_is_paged_until_a_page_is_short_whatever_the_total_says()
    {
        _given.Venue.On(LockedPath, asked => ScriptedVenue.Json(asked.Parameter("current") == "1"
            ? Rows([.. Enumerable.Range(0, 100).Select(id => $$"""{"positionId":{{id}},"asset":"ETH","amount":"1"}""")])
            : Rows("""{"positionId":100,"asset":"ETH","amount":"1"}""")));

        Assert.Equal(101m, Assert.Single(Balances(WalletKind.Earn).Value()).Total);
        Assert.Equal(2, _given.Venue.AskedFor(LockedPath).Count);
    }

    [Fact]
    public void Earn_that_repeats_a_full_page_for_ever_is_not_read_for_ever()
    {
        _given.Venue.On(FlexiblePath, Rows([.. Enumerable.Repeat("""{"asset":"ETH","totalAmount":"1"}""", 100)]));

        Assert.Equal(FaultKind.Deferred, Balances(WalletKind.Earn).Fault().Kind); // A minute's budget of ninety tenths ends it first.
        Assert.InRange(_given.Venue.AskedFor(FlexiblePath).Count, 2, 100);
    }

    [Fact]
    public void Earn_is_not_read_again_within_minutes_unless_the_spot_wallets_receipts_changed()
    {
        Spot("""[{"asset":"LDUSDT","free":"100"}]""");
        Balances(WalletKind.Spot).Answer();
        Balances(WalletKind.Earn).Answer();
        _given.Clock.Advance(TimeSpan.FromMinutes(2));
        Balances(WalletKind.Spot).Answer();
        Balances(WalletKind.Earn).Answer();
        Assert.Single(_given.Venue.AskedFor(FlexiblePath));

        Spot("""[{"asset":"USDT","free":"40"},{"asset":"LDUSDT","free":"60"}]""");
        Balances(WalletKind.Spot).Answer();
        var answer = Balances(WalletKind.Earn).Answer();
        Assert.Equal(2, _given.Venue.AskedFor(FlexiblePath).Count);
        Assert.Equal(_given.Clock.GetUtcNow(), answer.AsOf);

        _given.Clock.Advance(TimeSpan.FromMinutes(5));
        Balances(WalletKind.Earn).Answer();
        Assert.Equal(3, _given.Venue.AskedFor(FlexiblePath).Count);

        void Spot(string rows) => _given.Venue.On(SpotPath, rows);
    }

    [Fact]
    public void What_is_kept_of_one_accounts_earn_is_not_anothers()
    {
        _given.Venue.On(FlexiblePath, Rows("""{"asset":"USDT","totalAmount":"1"}"""));
        Balances(WalletKind.Earn).Answer();

        _given.Venue.On(FlexiblePath, Rows("""{"asset":"USDT","totalAmount":"2"}"""));
        var other = _given.Ask(() => _given.Binance.GetBalancesAsync(new ExchangeCredentials("other", "secret"), WalletKind.Earn, CancellationToken.None));

        Assert.Equal(2m, Assert.Single(other.Value()).Total);
    }

    [Fact]
    public void Margin_counts_net_of_debt_and_interest()
    {
        _given.Venue.On("/sapi/v1/margin/account", """
            {"userAssets":[{"asset":"BNB","free":"2346.5","locked":"1","borrowed":"201.5","interest":"0.5","netAsset":"2145.5"},
                           {"asset":"USDT","free":"0","locked":"0","borrowed":"10","interest":"0.01"},
                           {"asset":"ETH","free":"0","locked":"0","borrowed":"0","interest":"0"}]}
            """);

        var balances = Balances(WalletKind.Margin).Value();

        Assert.Equal([("BNB", 2346.5m, 2145.5m), ("USDT", 0m, -10.01m)], balances.Select(balance => (balance.Asset.Code, balance.Free, balance.Total)));
    }

    [Fact]
    public void Isolated_margin_adds_up_over_its_pairs()
    {
        _given.Venue.On("/sapi/v1/margin/isolated/account", """
            {"assets":[{"symbol":"BTCUSDT","baseAsset":{"asset":"BTC","free":"1","locked":"0.5","borrowed":"0.25","interest":"0"},
                                           "quoteAsset":{"asset":"USDT","free":"100","locked":"0","borrowed":"0","interest":"0"}},
                       {"symbol":"ETHUSDT","baseAsset":{"asset":"ETH","free":"0","locked":"0","borrowed":"0","interest":"0"},
                                           "quoteAsset":{"asset":"USDT","free":"0","locked":"0","borrowed":"30","interest":"1"}}]}
            """);

        var balances = Balances(WalletKind.IsolatedMargin).Value();

        Assert.Equal([("BTC", 1.25m), ("USDT", 69m)], balances.Select(balance => (balance.Asset.Code, balance.Total)));
    }

    [Theory]
    [InlineData(WalletKind.Margin, "/sapi/v1/margin/account", -3003)]
    [InlineData(WalletKind.IsolatedMargin, "/sapi/v1/margin/isolated/account", -11001)]
    [InlineData(WalletKind.CoinFutures, "/dapi/v1/balance", -4109)]
    [InlineData(WalletKind.PortfolioMargin, PortfolioPath, -21001)]
    public void A_wallet_that_was_never_opened_is_empty(WalletKind wallet, string path, int code)
    {
        _given.Venue.On(path, _ => ScriptedVenue.Json($$"""{"code":{{code}},"msg":"There is none."}""", HttpStatusCode.BadRequest));

        Assert.Equal(FaultKind.NotAvailable, Balances(wallet).Fault().Kind);
    }

    [Fact]
    public void Coin_futures_are_contracts_of_dollars_that_pay_in_the_coin()
    {
        _given.Venue
            .On("/dapi/v1/exchangeInfo", """
                {"symbols":[{"symbol":"BTCUSD_PERP","pair":"BTCUSD","contractType":"PERPETUAL","contractStatus":"TRADING","contractSize":100,
                  "baseAsset":"BTC","quoteAsset":"USD","marginAsset":"BTC","filters":[]}]}
                """)
            .On("/dapi/v1/positionRisk", """
                [{"symbol":"BTCUSD_PERP","positionAmt":"-3","entryPrice":"50000","markPrice":"40000","unRealizedProfit":"0.0015","leverage":"7","marginType":"isolated",
                  "positionSide":"BOTH","notionalValue":"-0.0075","updateTime":1772452000000},
                 {"symbol":"BTCUSD_PERP","positionAmt":"0","entryPrice":"0","markPrice":"40000","positionSide":"LONG"}]
                """);

        var position = Assert.Single(Positions(WalletKind.CoinFutures).Value());

        Assert.Equal((PositionSide.Short, 3m, 7m, MarginMode.Isolated), (position.Side, position.Contracts, position.Leverage, position.MarginMode));
        Assert.Equal(new ContractTerms(ContractKind.Inverse, 100m, Asset.Btc), position.Terms);
        Assert.Equal(-300m, position.NotionalAt(40000m));
        Assert.Equal(0.0015m, position.UnrealizedPnlAt(40000m));
    }

    [Theory]
    [InlineData("BTCUSD_991231", "BTC", 100)]
    [InlineData("SOONUSD_PERP", "SOON", 10)]
    public void A_coin_contract_in_no_list_is_mapped_as_well_as_can_be(string instrument, string coin, int dollars)
    {
        _given.Venue
            .On("/dapi/v1/exchangeInfo", """{"symbols":[]}""")
            .On("/dapi/v1/positionRisk", $$"""[{"symbol":"{{instrument}}","positionAmt":"1","entryPrice":"10","markPrice":"10","positionSide":"LONG"}]""");

        var position = Assert.Single(Positions(WalletKind.CoinFutures).Value());

        Assert.Equal(new ContractTerms(ContractKind.Inverse, dollars, Asset.Parse(coin)), position.Terms);
        Assert.Equal(new Symbol(Asset.Parse(coin), Asset.Usd), position.Symbol);
    }

    [Fact]
    public void A_coin_futures_wallet_is_its_realised_balance()
    {
        _given.Venue.On("/dapi/v1/balance", """[{"asset":"BTC","balance":"0.0025","crossWalletBalance":"0.0024","availableBalance":"0.0024"}]""");

        var balance = Assert.Single(Balances(WalletKind.CoinFutures).Value());

        Assert.Equal((0.0025m, 0.0024m), (balance.Total, balance.Free));
    }

    [Fact]
    public void A_portfolio_margin_account_counts_once()
    {
        GivenPortfolioMargin();

        Assert.Equal([(Asset.Usdt, 1_000m + 3m - 10m - 0.5m + 200m - 50m)], Balances(WalletKind.PortfolioMargin).Value().Select(balance => (balance.Asset, balance.Total)));
        Assert.Empty(Balances(WalletKind.Margin).Value());
        Assert.Empty(Balances(WalletKind.Futures).Value());
        Assert.Empty(Balances(WalletKind.CoinFutures).Value());
        Assert.Empty(Positions(WalletKind.Futures).Value());
        Assert.Empty(Positions(WalletKind.CoinFutures).Value());
    }

    [Fact]
    public void A_portfolio_margin_account_has_the_positions_of_both_kinds()
    {
        GivenPortfolioMargin();
        _given.Venue
            .On("/papi/v1/um/positionRisk", """[{"symbol":"BTCUSDT","positionAmt":"0.5","entryPrice":"1","markPrice":"1","leverage":"3"}]""")
            .On("/papi/v1/cm/positionRisk", """[{"symbol":"BTCUSD_PERP","positionAmt":"2","entryPrice":"1","markPrice":"1","leverage":"3"}]""");

        var positions = Positions(WalletKind.PortfolioMargin).Value();

        Assert.Equal([("BTCUSDT", ContractKind.Linear), ("BTCUSD_PERP", ContractKind.Inverse)], positions.Select(position => (position.Instrument, position.Terms.Kind)));
    }

    [Fact]
    public void An_ordinary_account_is_asked_once_in_a_while_whether_it_is_one()
    {
        _given.Venue
            .On(PortfolioPath, _ => ScriptedVenue.Json("""{"code":-21001,"msg":"USER_IS_NOT_UNIACCOUNT"}""", HttpStatusCode.BadRequest))
            .On("/fapi/v3/balance", """[{"asset":"USDT","balance":"5"}]""");

        for (var times = 0; times < 10; times++)
        {
            Assert.Single(Balances(WalletKind.Futures).Value());
            Assert.Equal(FaultKind.NotAvailable, Balances(WalletKind.PortfolioMargin).Fault().Kind);
            Assert.Equal(FaultKind.NotAvailable, Positions(WalletKind.PortfolioMargin).Fault().Kind);
            _given.Clock.Advance(TimeSpan.FromMinutes(5));
        }

        Assert.Single(_given.Venue.AskedFor(PortfolioPath));
    }

    [Fact]
    public void While_nobody_can_say_whether_it_is_one_nothing_is_counted_twice()
    {
        _given.Venue
            .On(PortfolioPath, _ => ScriptedVenue.Json("", HttpStatusCode.InternalServerError))
            .On("/fapi/v3/balance", """[{"asset":"USDT","balance":"5"}]""");

        Assert.Equal(FaultKind.Unreachable, Balances(WalletKind.Futures).Fault().Kind);
        Assert.Empty(_given.Venue.AskedFor("/fapi/v3/balance"));
    }

    [Fact]
    public void Once_known_an_account_stays_what_it_is_while_the_venue_is_down()
    {
        GivenPortfolioMargin();
        Balances(WalletKind.PortfolioMargin).Answer();
        _given.Clock.Advance(TimeSpan.FromHours(2));
        _given.Venue.On(PortfolioPath, _ => ScriptedVenue.Json("", HttpStatusCode.InternalServerError));

        Assert.Empty(Balances(WalletKind.Futures).Value());
    }

    [Fact]
    public void What_the_venue_says_of_its_coins_is_told()
    {
        _given.Venue.On("/sapi/v1/capital/config/getall", """
            [{"coin":"BTC","name":"Bitcoin","trading":true,"isLegalMoney":false,"networkList":[{"network":"BTC","isDefault":true,"contractAddress":""}]},
             {"coin":"LINK","name":"ChainLink","trading":true,"networkList":[{"network":"BSC","isDefault":false,"contractAddress":"0xB"},{"network":"ETH","isDefault":true,"contractAddress":"0xAb"}]},
             {"coin":"LUNA2","name":"Gone","trading":false},
             {"coin":"EUR","name":"Euro","trading":false,"isLegalMoney":true}]
            """);

        var assets = _given.Ask(() => _given.Binance.GetAssetInfoAsync(Given.Credentials, CancellationToken.None)).Value();

        Assert.Equal(
            [("BTC", "Bitcoin", null, null, false), ("LINK", "ChainLink", null, "0xab", false), ("LUNA2", "Gone", null, null, true), ("EUR", "Euro", "Fiat", null, false)],
            assets.Select(info => (info.Asset.Code, info.Name, info.Sector, info.Contract, info.IsDelisted)));
    }

    private static string Rows(params string[] rows) => $$"""{"rows":[{{string.Join(',', rows)}}],"total":{{rows.Length}}}""";

    private void GivenPortfolioMargin() => _given.Venue
        .On(PortfolioPath, """
            [{"asset":"USDT","totalWalletBalance":"1153","crossMarginAsset":"992.5","crossMarginBorrowed":"10","crossMarginFree":"1000","crossMarginInterest":"0.5",
              "crossMarginLocked":"3","umWalletBalance":"200","umUnrealizedPNL":"7","cmWalletBalance":"-50","cmUnrealizedPNL":"","updateTime":1772452000000}]
            """)
        .On("/fapi/v3/balance", """[{"asset":"USDT","balance":"200"}]""")
        .On("/fapi/v3/positionRisk", """[{"symbol":"BTCUSDT","positionAmt":"0.5","entryPrice":"1","markPrice":"1"}]""");

    private ExchangeReply<ImmutableArray<AssetBalance>> Balances(WalletKind wallet) =>
        _given.Ask(() => _given.Binance.GetBalancesAsync(Given.Credentials, wallet, CancellationToken.None));

    private ExchangeReply<ImmutableArray<Position>> Positions(WalletKind wallet) =>
        _given.Ask(() => _given.Binance.GetPositionsAsync(Given.Credentials, wallet, CancellationToken.None));
}
