using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Exchanges.Tests.Support;

namespace PortfolioOrleans.Exchanges.Tests.Okx;

public sealed class OkxBalancesTests
{
    private const string TradingPath = "/api/v5/account/balance";
    private const string FundingPath = "/api/v5/asset/balances";
    private const string PositionsPath = "/api/v5/account/positions";

    private readonly Given _given = new();

    public OkxBalancesTests() => _given.Venue.On(PositionsPath, """{"code":"0","data":[],"msg":""}""");

    /// <summary>cashBal 4850.435693622894 + bots 150 - 7.5456 unrealised = eq 4992.890093622894.</summary>
    [Fact]
    public void Equity_without_the_unrealised_is_owned_bots_included()
    {
        _given.Venue.On(TradingPath, Envelope("""
            {"ccy":"USDT","eq":"4992.890093622894","cashBal":"4850.435693622894","availBal":"4834.317093622894","frozenBal":"158.573",
             "stgyEq":"150","upl":"-7.545600000000006","isoUpl":"0","isoEq":"0","liab":"0","eqUsd":"4991.542013297616"}
            """));

        var balance = Assert.Single(Ask(WalletKind.Trading).Value());

        Assert.Equal(5000.435693622894006m, balance.Total);
        Assert.Equal((4834.317093622894m, 158.573m), (balance.Free, balance.Locked));
    }

    /// <summary>
    /// A real answer with one isolated position: cashBal 94.42612990333333 + isoEq 5.468566666666667 = eq 99.894696570000, and upl repeats isoUpl. What
    /// is owned without the position's loss of 0.0273 is 99.92199657.
    /// </summary>
    [Fact]
    public void The_pnl_of_isolated_positions_is_taken_out_once()
    {
        _given.Venue.On(TradingPath, Envelope("""
            {"ccy":"USDT","eq":"99.89469657000001","cashBal":"94.42612990333333","availBal":"94.42612990333333","availEq":"94.42612990333333",
             "frozenBal":"5.468566666666667","isoEq":"5.468566666666667","isoUpl":"-0.0273000000000002","upl":"-0.0273000000000002","liab":"","stgyEq":"0"}
            """));

        Assert.Equal(99.9219965700000102m, Assert.Single(Ask(WalletKind.Trading).Value()).Total);
    }

    [Fact]
    public void The_pnl_of_margin_positions_stays_inside_since_they_add_nothing()
    {
        _given.Venue
            .On(TradingPath, Envelope("""{"ccy":"USDT","eq":"1030","upl":"30","availBal":"900","frozenBal":"100"}"""))
            .On(PositionsPath, """
                {"code":"0","msg":"","data":[
                  {"instType":"MARGIN","instId":"BTC-USDT","pos":"0.01","posSide":"net","posCcy":"BTC","ccy":"USDT","avgPx":"60000","markPx":"61000","upl":"10"}]}
                """);

        var balance = Assert.Single(Ask(WalletKind.Trading).Value());

        Assert.Equal(1010m, balance.Total);
        Assert.Equal("MARGIN", Assert.Single(_given.Venue.AskedFor(PositionsPath)).Parameter("instType"));
    }

    [Fact]
    public void An_account_without_positions_costs_one_request()
    {
        _given.Venue.On(TradingPath, Envelope("""{"ccy":"BTC","eq":"1","cashBal":"1","availBal":"1","frozenBal":"0","upl":"0"}"""));

        Ask(WalletKind.Trading).Answer();

        Assert.Empty(_given.Venue.AskedFor(PositionsPath));
    }

    [Fact]
    public void Debt_is_below_zero()
    {
        _given.Venue.On(TradingPath, Envelope("""{"ccy":"USDT","eq":"-250.5","cashBal":"-250","availBal":"0","liab":"250.5","upl":""}"""));

        Assert.Equal(-250.5m, Assert.Single(Ask(WalletKind.Trading).Value()).Total);
    }

    [Fact]
    public void Free_and_frozen_need_not_add_up_to_what_is_owned()
    {
        _given.Venue.On(TradingPath, Envelope("""{"ccy":"USDT","eq":"0.00026","cashBal":"0.00026","availBal":"0","frozenBal":"441","upl":""}"""));

        var balance = Assert.Single(Ask(WalletKind.Trading).Value());

        Assert.Equal((0.00026m, 441m), (balance.Total, balance.Locked));
    }

    [Fact]
    public void What_does_not_apply_at_the_accounts_level_is_nothing()
    {
        _given.Venue.On(TradingPath, Envelope("""
            {"ccy":"BTC","eq":"","cashBal":"2","availBal":"","availEq":"1.5","frozenBal":"","upl":"","isoUpl":"","liab":""},
            {"ccy":"ETH","eq":"0","cashBal":"0","availBal":"0","frozenBal":"0","upl":"0"}
            """));

        var balance = Assert.Single(Ask(WalletKind.Trading).Value());

        Assert.Equal(("BTC", 2m, 1.5m, 0m), (balance.Asset.Code, balance.Total, balance.Free, balance.Locked));
    }

    [Theory]
    [InlineData("""{"code":"0","data":[],"msg":""}""")]
    [InlineData("""{"code":"0","data":[{"totalEq":"0","uTime":"1772452800000","details":[]}],"msg":""}""")]
    [InlineData("""{"code":"0","data":[{"totalEq":"0","uTime":""}],"msg":""}""")]
    public void An_account_that_holds_nothing_is_empty(string answer)
    {
        _given.Venue.On(TradingPath, answer);

        Assert.Empty(Ask(WalletKind.Trading).Value());
    }

    [Fact]
    public void The_funding_account_says_its_total_itself()
    {
        _given.Venue.On(FundingPath, """
            {"code":"0","msg":"","data":[{"availBal":"37.1","bal":"40","ccy":"ETH","frozenBal":"2.9"},{"availBal":"0","bal":"0","ccy":"BTC","frozenBal":"0"}]}
            """);

        var balance = Assert.Single(Ask(WalletKind.Funding).Value());

        Assert.Equal(("ETH", 40m, 37.1m, 2.9m), (balance.Asset.Code, balance.Total, balance.Free, balance.Locked));
    }

    /// <summary>11.0010737453457821 = 11.0010630707982819 lent + 0.0000106745475002 waiting; the earnings are in it.</summary>
    [Fact]
    public void Savings_count_once_and_are_free()
    {
        _given.Venue.On("/api/v5/finance/savings/balance", """
            {"code":"0","msg":"","data":[
              {"earnings":"0.0010737388791526","redemptAmt":"","rate":"0.01","ccy":"USDT","amt":"11.0010737453457821","loanAmt":"11.0010630707982819","pendingAmt":"0.0000106745475002"},
              {"earnings":"","ccy":"BTC","amt":"0"}]}
            """);

        var balance = Assert.Single(Ask(WalletKind.Earn).Value());

        Assert.Equal(("USDT", 11.0010737453457821m, 11.0010737453457821m, 0m), (balance.Asset.Code, balance.Total, balance.Free, balance.Locked));
    }

    /// <summary>Level 1: no margin, no PnL; level 2: availEq in place of availBal; 3: a borrowed currency; 4: spot hedging members.</summary>
    [Theory]
    [InlineData("""{"ccy":"BTC","eq":"1.5","cashBal":"1.5","availBal":"1","frozenBal":"0.5","availEq":"","upl":"","isoEq":"","isoUpl":"","liab":"","stgyEq":"0"}""", 1.5, 1, 0.5)]
    [InlineData("""{"ccy":"BTC","eq":"1.5","cashBal":"1.4","availBal":"","frozenBal":"0.5","availEq":"1","upl":"0.1","isoEq":"0","isoUpl":"0","liab":"","stgyEq":"0"}""", 1.4, 1, 0.5)]
    [InlineData("""{"ccy":"BTC","eq":"-0.5","cashBal":"-0.5","availBal":"0","frozenBal":"0","availEq":"0","upl":"0","isoEq":"0","liab":"0.5","crossLiab":"0.5","interest":"0.0001"}""", -0.5, 0, 0)]
    [InlineData("""{"ccy":"BTC","eq":"2.2","cashBal":"2","availBal":"1","frozenBal":"1","availEq":"1","upl":"0.2","isoEq":"0","liab":"0","spotInUseAmt":"0.7","clSpotInUseAmt":"","maxSpotInUseAmt":""}""", 2, 1, 1)]
    public void Each_level_of_account_is_read(string row, decimal total, decimal free, decimal locked)
    {
        _given.Venue.On(TradingPath, Envelope(row));

        var balance = Assert.Single(Ask(WalletKind.Trading).Value());

        Assert.Equal((total, free, locked), (balance.Total, balance.Free, balance.Locked));
    }

    /// <summary>
    /// Half a coin bought for 30,000 of which 20,000 are borrowed, in cross margin: the equities are +0.5 BTC and -20,000 USDT, and the position adds nothing.
    /// </summary>
    [Fact]
    public void A_margin_position_is_its_coins_less_its_debt()
    {
        _given.Venue
            .On(TradingPath, Envelope("""
                {"ccy":"BTC","eq":"0.5","cashBal":"0.5","upl":"0"},
                {"ccy":"USDT","eq":"-20000","cashBal":"-20000","liab":"20000","upl":"500"}
                """))
            .On(PositionsPath, """
                {"code":"0","msg":"","data":[{"instType":"MARGIN","instId":"BTC-USDT","pos":"0.5","posSide":"net","posCcy":"BTC","ccy":"USDT","avgPx":"60000","markPx":"61000","upl":"500"}]}
                """);

        var balances = Ask(WalletKind.Trading).Value();

        Assert.Equal([("BTC", 0.5m), ("USDT", -20_000m)], balances.Select(balance => (balance.Asset.Code, balance.Total)));
    }

    [Theory]
    [InlineData(WalletKind.Spot)]
    [InlineData(WalletKind.Futures)]
    public void A_wallet_okx_does_not_have_is_a_mistake(WalletKind wallet) => Assert.Throws<ArgumentOutOfRangeException>(() => Ask(wallet));

    private ExchangeReply<ImmutableArray<AssetBalance>> Ask(WalletKind wallet) =>
        _given.Ask(() => _given.Okx.GetBalancesAsync(Given.Credentials, wallet, CancellationToken.None));

    private static string Envelope(string details) =>
        $$"""{"code":"0","data":[{"totalEq":"1","uTime":"1772452800000","details":[{{details}}]}],"msg":""}""";
}
