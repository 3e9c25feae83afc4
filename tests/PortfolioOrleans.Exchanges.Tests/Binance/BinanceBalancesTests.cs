using System.Collections.Immutable;
using System.Net;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Tests.Support;

namespace PortfolioOrleans.Exchanges.Tests.Binance;

public sealed class BinanceBalancesTests
{
    private const string SpotPath = "/sapi/v3/asset/getUserAsset";
    private const string FuturesPath = "/fapi/v3/balance";

    private readonly Given _given = new();

    [Fact]
    public void What_is_owned_is_free_locked_frozen_and_on_its_way_out()
    {
        _given.Venue.On(SpotPath, """[{"asset":"BNB","free":"887.47061626","locked":"1","freeze":"10.52","withdrawing":"0.1","ipoable":"5","btcValuation":"0"}]""");

        var balance = Assert.Single(Ask(WalletKind.Spot).Value());

        Assert.Equal(AssetBalance.Of(Asset.Parse("BNB"), 887.47061626m, 11.62m), balance);
        Assert.Equal(899.09061626m, balance.Total);
    }

    [Fact]
    public void The_wallet_is_asked_by_post_with_everything_in_the_query()
    {
        _given.Venue.On(SpotPath, "[]");

        Ask(WalletKind.Spot).Answer();

        var asked = Assert.Single(_given.Venue.AskedFor(SpotPath));
        Assert.Equal("POST", asked.Method);
        Assert.NotNull(asked.Parameter("signature"));
    }

    [Fact]
    public void Zero_rows_are_left_out()
    {
        _given.Venue.On(SpotPath, """[{"asset":"BTC","free":"0.00000000","locked":"0"},{"asset":"ETH","free":"0","locked":"2"}]""");

        Assert.Equal("ETH", Assert.Single(Ask(WalletKind.Spot).Value()).Asset.Code);
    }

    [Fact]
    public void A_receipt_for_money_in_earn_is_left_to_the_earn_wallet()
    {
        _given.Venue.On(SpotPath, """
            [{"asset":"USDT","free":"5","locked":"1"},{"asset":"LDUSDT","free":"100","locked":"0"},{"asset":"LDBTC","free":"0.5","locked":"0"},{"asset":"LDSHIB2","free":"9"}]
            """);

        Assert.Equal(AssetBalance.Of(Asset.Usdt, 5m, 1m), Assert.Single(Ask(WalletKind.Spot).Value()));
    }

    [Fact]
    public void A_coin_that_merely_begins_like_a_receipt_stays_itself()
    {
        _given.Venue.On(SpotPath, """[{"asset":"LDO","free":"7","locked":"0"},{"asset":"LDLDO","free":"3","locked":"0"}]""");

        Assert.Equal(AssetBalance.Of(Asset.Parse("LDO"), 7m), Assert.Single(Ask(WalletKind.Spot).Value()));
    }

    [Fact]
    public void A_row_nobody_can_tell_is_kept_as_it_is()
    {
        _given.Venue.On(SpotPath, """[{"asset":"LDNEWCOIN","free":"1","locked":"0"},{"asset":"币安人生","free":"2","locked":"0"}]""");

        Assert.Equal(["LDNEWCOIN", "币安人生"], Ask(WalletKind.Spot).Value().Select(balance => balance.Asset.Code).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_wallet_without_receipts_needs_no_list_of_instruments()
    {
        _given.Venue.On(SpotPath, """[{"asset":"BTC","free":"1","locked":"0"}]""");

        Ask(WalletKind.Spot).Answer();

        Assert.Empty(_given.Venue.AskedFor("/api/v3/exchangeInfo"));
    }

    [Fact]
    public void Without_the_list_that_tells_receipts_from_coins_nothing_is_guessed()
    {
        _given.Venue
            .On(SpotPath, """[{"asset":"LDUSDT","free":"100","locked":"0"}]""")
            .On("/api/v3/exchangeInfo", _ => ScriptedVenue.Json("", HttpStatusCode.InternalServerError));

        Assert.Equal(FaultKind.Unreachable, Ask(WalletKind.Spot).Fault().Kind);
    }

    [Fact]
    public void A_futures_wallet_is_its_realised_balance()
    {
        _given.Venue.On(FuturesPath, """
            [{"accountAlias":"SgsR","asset":"USDT","balance":"1000.5","crossWalletBalance":"1000.5","crossUnPnl":"-50.25","availableBalance":"700.5","maxWithdrawAmount":"700.5","updateTime":1617939110373},
             {"asset":"BNFCR","balance":"-3.5","crossUnPnl":"0","availableBalance":"0"},
             {"asset":"BUSD","balance":"0.00000000","crossUnPnl":"0","availableBalance":"650.0"}]
            """);

        var balances = Ask(WalletKind.Futures).Value();

        Assert.Equal(2, balances.Length);
        Assert.Equal((1000.5m, 700.5m, 300m), (balances[0].Total, balances[0].Free, balances[0].Locked));
        Assert.Equal(("BNFCR", -3.5m, 0m), (balances[1].Asset.Code, balances[1].Total, balances[1].Free));
    }

    [Fact]
    public void Margin_lent_by_other_assets_is_not_free_money()
    {
        _given.Venue.On(FuturesPath, """[{"asset":"USDC","balance":"103.12345678","availableBalance":"126.72469206"}]""");

        var balance = Assert.Single(Ask(WalletKind.Futures).Value());

        Assert.Equal((103.12345678m, 103.12345678m, 0m), (balance.Total, balance.Free, balance.Locked));
    }

    [Fact]
    public void A_futures_account_that_was_never_opened_is_empty()
    {
        _given.Venue.On(FuturesPath, _ => ScriptedVenue.Json("""{"code":-4109,"msg":"This account is inactive."}""", HttpStatusCode.BadRequest));

        Assert.Equal(FaultKind.NotAvailable, Ask(WalletKind.Futures).Fault().Kind);
    }

    [Fact]
    public void A_good_key_without_the_permission_is_told_from_a_bad_key()
    {
        _given.Venue
            .On(FuturesPath, _ => Refused())
            .On("/sapi/v1/account/apiRestrictions", """{"ipRestrict":true,"enableReading":true,"enableFutures":false}""");
        var missing = Ask(WalletKind.Futures).Fault();

        _given.Venue.On("/sapi/v1/account/apiRestrictions", _ => Refused());
        var bad = Ask(WalletKind.Futures).Fault();

        Assert.Equal(FaultKind.PermissionMissing, missing.Kind);
        Assert.Equal(FaultKind.CredentialsRejected, bad.Kind);

        static HttpResponseMessage Refused() =>
            ScriptedVenue.Json("""{"code":-2015,"msg":"Invalid API-key, IP, or permissions for action."}""", HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData(WalletKind.Chain)]
    [InlineData(WalletKind.Trading)]
    public void A_wallet_binance_does_not_have_is_a_mistake(WalletKind wallet) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Ask(wallet));

    private ExchangeReply<ImmutableArray<AssetBalance>> Ask(WalletKind wallet) =>
        _given.Ask(() => _given.Binance.GetBalancesAsync(Given.Credentials, wallet, CancellationToken.None));
}
