using System.Collections.Immutable;
using System.Net;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Tests.Support;

namespace PortfolioOrleans.Exchanges.Tests.Binance;

public sealed class BinancePositionsTests
{
    private const string Path = "/fapi/v3/positionRisk";
    private const string ConfigPath = "/fapi/v1/symbolConfig";
    private const string LongBtc = """
        {"symbol":"BTCUSDT","positionSide":"BOTH","positionAmt":"0.500","entryPrice":"60000.0","breakEvenPrice":"60010","markPrice":"61000.00000000",
         "unRealizedProfit":"500.00000000","liquidationPrice":"0","isolatedMargin":"0","notional":"30500","marginAsset":"USDT","updateTime":1772452000000}
        """;

    private readonly Given _given = new();

    public BinancePositionsTests() => _given.Venue.On(ConfigPath, """
        [{"symbol":"BTCUSDT","marginType":"CROSSED","isAutoAddMargin":"false","leverage":21,"maxNotionalValue":"1000000"},
         {"symbol":"ETHUSDT","marginType":"ISOLATED","isAutoAddMargin":true,"leverage":"5"}]
        """);

    [Fact]
    public void Leverage_and_margin_mode_come_from_where_the_venue_keeps_them()
    {
        _given.Venue.On(Path, $"[{LongBtc}]");

        var position = Assert.Single(Ask().Value());

        Assert.Equal(
            new Position(
                "BTCUSDT", new Symbol(Asset.Btc, Asset.Usdt), PositionSide.Long, 0.5m, ContractTerms.PerCoin(Asset.Usdt), 60000m, 61000m, 500m, 21m, null,
                MarginMode.Cross, null, true, null, DateTimeOffset.FromUnixTimeMilliseconds(1772452000000), null),
            position);
        Assert.Equal(500m, position.UnrealizedPnlAt(61000m));
    }

    [Theory]
    [InlineData("BOTH", "-0.5", PositionSide.Short)]
    [InlineData("LONG", "0.5", PositionSide.Long)]
    [InlineData("SHORT", "-0.5", PositionSide.Short)]
    [InlineData("SHORT", "0.5", PositionSide.Short)]
    [InlineData("SOMETHING_NEW", "-0.5", PositionSide.Short)]
    public void A_side_is_what_the_venue_calls_it_else_the_sign(string stated, string amount, PositionSide side)
    {
        _given.Venue.On(Path, $$"""[{"symbol":"BTCUSDT","positionSide":"{{stated}}","positionAmt":"{{amount}}","entryPrice":"1","markPrice":"2"}]""");

        var position = Assert.Single(Ask().Value());

        Assert.Equal((side, 0.5m), (position.Side, position.Contracts));
    }

    [Fact]
    public void Both_sides_of_a_hedge_are_two_positions_and_flat_rows_none()
    {
        _given.Venue.On(Path, """
            [{"symbol":"BTCUSDT","positionSide":"LONG","positionAmt":"0.001","entryPrice":"22185.2","markPrice":"21123"},
             {"symbol":"BTCUSDT","positionSide":"SHORT","positionAmt":"-0.002","entryPrice":"22000","markPrice":"21123"},
             {"symbol":"ETHUSDT","positionSide":"SHORT","positionAmt":"0.000","entryPrice":"0.0","markPrice":"1500"}]
            """);

        var positions = Ask().Value();

        Assert.Equal([(PositionSide.Long, 0.001m), (PositionSide.Short, 0.002m)], positions.Select(position => (position.Side, position.Contracts)));
    }

    [Fact]
    public void Rows_that_state_leverage_themselves_need_no_second_question()
    {
        _given.Venue.On(Path, """[{"symbol":"BTCUSDT","positionAmt":"1","entryPrice":"1","markPrice":"2","leverage":"4","marginType":"isolated"}]""");

        var position = Assert.Single(Ask().Value());

        Assert.Equal((4m, MarginMode.Isolated), (position.Leverage, position.MarginMode));
        Assert.Empty(_given.Venue.AskedFor(ConfigPath));
    }

    [Fact]
    public void An_account_without_positions_costs_one_request_each_time()
    {
        _given.Venue.On(Path, "[]");

        Assert.Empty(Ask().Value());
        Assert.Empty(Ask().Value());

        Assert.Equal(["/api/v3/time", "/papi/v1/balance", "/fapi/v1/time", Path, Path], _given.Venue.All.Select(asked => asked.Path));
    }

    [Fact]
    public void Settings_are_kept_for_a_while_and_read_again_for_a_new_symbol()
    {
        _given.Venue.On(Path, $"[{LongBtc}]");
        Ask();
        Ask();
        Assert.Single(_given.Venue.AskedFor(ConfigPath));

        _given.Venue.On(Path, $$"""[{{LongBtc}},{"symbol":"ETHUSDT","positionAmt":"-2","entryPrice":"3000","markPrice":"3100"}]""");
        var positions = Ask().Value();
        Assert.Equal(2, _given.Venue.AskedFor(ConfigPath).Count);
        Assert.Equal([21m, 5m], positions.Select(position => position.Leverage));

        _given.Clock.Advance(TimeSpan.FromMinutes(5));
        Ask();
        Assert.Equal(3, _given.Venue.AskedFor(ConfigPath).Count);
    }

    [Fact]
    public void Settings_of_one_account_are_not_anothers()
    {
        _given.Venue.On(Path, $"[{LongBtc}]");
        Ask();
        _given.Venue.On(ConfigPath, """[{"symbol":"BTCUSDT","marginType":"ISOLATED","leverage":3}]""");

        var other = _given.Ask(() => _given.Binance.GetPositionsAsync(new ExchangeCredentials("other", "secret"), WalletKind.Futures, CancellationToken.None));

        Assert.Equal(3m, Assert.Single(other.Value()).Leverage);
    }

    [Fact]
    public void A_position_is_shown_even_when_its_settings_cannot_be_read()
    {
        _given.Venue.On(Path, $"[{LongBtc}]").On(ConfigPath, _ => ScriptedVenue.Json("<html>", HttpStatusCode.BadGateway));

        var position = Assert.Single(Ask().Value());

        Assert.Null(position.Leverage);
        Assert.Null(position.MarginMode);
    }

    [Fact]
    public void A_symbol_listed_since_is_looked_up_once()
    {
        _given.Venue.On(Path, $"[{LongBtc}]");
        Ask();
        _given.Clock.Advance(TimeSpan.FromSeconds(30));
        _given.Venue
            .On(Path, """[{"symbol":"NEWUSDC","positionAmt":"1","entryPrice":"1","markPrice":"2","marginAsset":"USDC"}]""")
            .On("/fapi/v1/exchangeInfo", """{"symbols":[{"symbol":"NEWUSDC","contractType":"PERPETUAL","status":"TRADING","baseAsset":"NEW","quoteAsset":"USDC","marginAsset":"USDC","filters":[]}]}""");

        var position = Assert.Single(Ask().Value());
        Ask();

        Assert.Equal(new Symbol(Asset.Parse("NEW"), Asset.Usdc), position.Symbol);
        Assert.Equal(2, _given.Venue.AskedFor("/fapi/v1/exchangeInfo").Count);
    }

    [Fact]
    public void A_symbol_in_no_list_is_mapped_as_well_as_can_be_and_not_looked_up_for_ever()
    {
        _given.Venue.On(Path, """[{"symbol":"GHOSTUSDC","positionAmt":"3","entryPrice":"1","markPrice":"2","marginAsset":"USDC","unRealizedProfit":"3"}]""");

        var position = Assert.Single(Ask().Value());
        for (var minute = 0; minute < 6; minute++)
        {
            _given.Clock.Advance(TimeSpan.FromMinutes(1));
            Ask();
        }

        Assert.Equal(new Symbol(Asset.Parse("GHOST"), Asset.Usdc), position.Symbol);
        Assert.Equal(ContractTerms.PerCoin(Asset.Usdc), position.Terms);
        Assert.Equal(2, _given.Venue.AskedFor("/fapi/v1/exchangeInfo").Count);
    }

    [Fact]
    public void A_position_is_shown_even_when_no_list_can_be_read()
    {
        _given.Venue.On(Path, $"[{LongBtc}]").On("/fapi/v1/exchangeInfo", _ => ScriptedVenue.Json("", HttpStatusCode.BadGateway));

        Assert.Equal(new Symbol(Asset.Btc, Asset.Usdt), Assert.Single(Ask().Value()).Symbol);
    }

    [Fact]
    public void An_entry_of_zero_is_unknown_and_the_venues_word_for_the_pnl_stands()
    {
        _given.Venue.On(Path, """[{"symbol":"BTCUSDT","positionAmt":"1.000","entryPrice":"0.00000","markPrice":"6679.5","unrealizedProfit":"12.5","updateTime":0}]""");

        var answer = Ask().Answer();
        var position = Assert.Single(answer.Value);

        Assert.Null(position.EntryPrice);
        Assert.Equal(12.5m, position.UnrealizedPnlAt(6679.5m));
        Assert.Equal(answer.AsOf, position.UpdatedAt);
    }

    [Fact]
    public void A_position_worth_more_than_any_number_is_unreadable()
    {
        _given.Venue.On(Path, """[{"symbol":"BTCUSDT","positionAmt":"1e20","entryPrice":"1","markPrice":"1e20"}]""");

        Assert.Equal(FaultKind.Unreadable, Ask().Fault().Kind);
    }

    [Fact]
    public void Other_wallets_have_no_positions() => Assert.Throws<ArgumentOutOfRangeException>(() =>
        _given.Ask(() => _given.Binance.GetPositionsAsync(Given.Credentials, WalletKind.Spot, CancellationToken.None)));

    private ExchangeReply<ImmutableArray<Position>> Ask() =>
        _given.Ask(() => _given.Binance.GetPositionsAsync(Given.Credentials, WalletKind.Futures, CancellationToken.None));
}
