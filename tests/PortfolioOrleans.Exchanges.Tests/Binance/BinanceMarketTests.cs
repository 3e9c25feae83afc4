using System.Net;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Tests.Support;

namespace PortfolioOrleans.Exchanges.Tests.Binance;

public sealed class BinanceMarketTests
{
    private readonly Given _given = new();

    public BinanceMarketTests() => _given.Venue
        .On("/api/v3/ticker/price", """
            [{"symbol":"BTCUSDT","price":"61000.01000000"},{"symbol":"ETHUSDT","price":"0.00000000"},{"symbol":"LUNAUSDT","price":"0.00010000"}]
            """)
        .On("/fapi/v1/premiumIndex", """
            [{"symbol":"BTCUSDT","markPrice":"61001.5","indexPrice":"61000","lastFundingRate":"0.0001","nextFundingTime":1772467200000,"time":1772452800000},
             {"symbol":"BTCUSDT_260327","markPrice":"61500.0","lastFundingRate":"","nextFundingTime":0,"time":1772452800000}]
            """)
        .On("/fapi/v1/assetIndex", """
            [{"symbol":"ADAUSD","time":1772452799000,"index":"0.92"},{"symbol":"USDTUSD","time":1772452799000,"index":"0.99987691"},
             {"symbol":"USDCUSD","time":1772452799000,"index":"1.00010000"}]
            """);

    [Fact]
    public void Prices_are_of_pairs_that_trade_and_stablecoins_in_dollars()
    {
        var reading = Ask().Value();

        Assert.Equal(
            [("BNFCR-USD", 1m), ("BTC-USDT", 61000.01m), ("USDC-USD", 1.0001m), ("USDT-USD", 0.99987691m)],
            reading.Prices.Select(price => (price.Symbol.ToString(), price.Amount)).Order());
        Assert.Null(reading.Gap);
    }

    [Fact]
    public void Marks_go_by_the_venues_own_ids()
    {
        var reading = Ask().Value();

        Assert.Equal(61001.5m, reading.Marks["BTCUSDT"]);
        Assert.Equal(61500m, reading.Marks["BTCUSDT_260327"]);
    }

    [Fact]
    public void A_dollar_price_carries_the_venues_own_time()
    {
        var price = Ask().Value().Prices.Single(price => price.Symbol == new Symbol(Asset.Usdt, Asset.Usd));

        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1772452799000), price.AsOf);
    }

    /// <summary>The figures the adapter's summary promises.</summary>
    [Fact]
    public void A_minute_of_polling_every_two_seconds_weighs_what_is_promised()
    {
        Ask();
        _given.Clock.Advance(TimeSpan.FromMinutes(1));
        var before = _given.Venue.All.Count;

        for (var poll = 0; poll < 30; poll++)
        {
            Ask();
            _given.Clock.Advance(TimeSpan.FromSeconds(2));
        }

        var asked = _given.Venue.All.Skip(before).Select(one => one.Path).ToList();
        Assert.Equal(120, asked.Count(path => path == "/api/v3/ticker/price") * 4);
        Assert.Equal(360, asked.Count(path => path is "/fapi/v1/premiumIndex" or "/fapi/v1/assetIndex") * 10);
        Assert.DoesNotContain("/api/v3/exchangeInfo", asked);
    }

    [Fact]
    public void Futures_being_down_does_not_stop_spot_prices_and_is_said()
    {
        _given.Venue
            .On("/fapi/v1/premiumIndex", _ => ScriptedVenue.Json("", HttpStatusCode.BadGateway))
            .On("/fapi/v1/assetIndex", _ => ScriptedVenue.Json("", HttpStatusCode.BadGateway));

        var reading = Ask().Value();

        Assert.Equal("BTC-USDT", Assert.Single(reading.Prices).Symbol.ToString());
        Assert.Empty(reading.Marks);
        Assert.Equal(FaultKind.Unreachable, reading.Gap?.Kind);
    }

    [Fact]
    public void The_last_dollar_prices_stand_with_their_own_time_while_there_are_no_new_ones()
    {
        Ask();
        _given.Venue.On("/fapi/v1/assetIndex", _ => ScriptedVenue.Json("", HttpStatusCode.BadGateway));
        _given.Clock.Advance(TimeSpan.FromSeconds(30));

        var reading = Ask().Value();

        var dollar = reading.Prices.Single(price => price.Symbol == new Symbol(Asset.Usdt, Asset.Usd));
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1772452799000), dollar.AsOf);
        Assert.Equal(FaultKind.Unreachable, reading.Gap?.Kind);
    }

    [Fact]
    public void Without_spot_prices_there_is_no_reading()
    {
        _given.Venue.On("/api/v3/ticker/price", _ => ScriptedVenue.Json("", HttpStatusCode.BadGateway));

        Assert.Equal(FaultKind.Unreachable, Ask().Fault().Kind);
    }

    [Fact]
    public void A_new_pair_makes_the_list_be_read_again_once()
    {
        Ask();
        _given.Venue.On("/api/v3/ticker/price", """[{"symbol":"BTCUSDT","price":"1"},{"symbol":"NEWUSDT","price":"2"}]""");

        _given.Clock.Advance(TimeSpan.FromSeconds(2));
        Ask();
        _given.Clock.Advance(TimeSpan.FromSeconds(2));
        Ask();
        Assert.Equal(2, _given.Venue.AskedFor("/api/v3/exchangeInfo").Count);

        _given.Clock.Advance(TimeSpan.FromMinutes(5));
        Ask();
        Assert.Equal(3, _given.Venue.AskedFor("/api/v3/exchangeInfo").Count);
    }

    [Fact]
    public void The_old_list_stands_while_a_new_one_cannot_be_read()
    {
        Ask();
        _given.Venue.On("/api/v3/exchangeInfo", _ => ScriptedVenue.Json("<html>"));
        _given.Clock.Advance(TimeSpan.FromHours(2));

        var first = Ask();
        var second = Ask();

        Assert.Contains(first.Value().Prices, price => price.Symbol.Base == Asset.Btc);
        Assert.Contains(second.Value().Prices, price => price.Symbol.Base == Asset.Btc);
        Assert.Equal(1 + 3, _given.Venue.AskedFor("/api/v3/exchangeInfo").Count);
    }

    [Fact]
    public void Instruments_are_what_can_be_held_or_traded()
    {
        var all = _given.Ask(() => _given.Binance.GetInstrumentsAsync(CancellationToken.None)).Value();

        Assert.Equal(9, all.Length);
        Assert.Equal(
            new Instrument("BTCUSDT", InstrumentKind.Spot, new Symbol(Asset.Btc, Asset.Usdt), null, true, 0.01m, 0.00001m, 0.00001m, 5m),
            all.Single(one => one is { Id: "BTCUSDT", Kind: InstrumentKind.Spot }));
        Assert.Equal(
            new Instrument("BTCUSDT", InstrumentKind.Perpetual, new Symbol(Asset.Btc, Asset.Usdt), ContractTerms.PerCoin(Asset.Usdt), true, 0.1m, 0.001m, 0.001m, 100m),
            all.Single(one => one is { Id: "BTCUSDT", Kind: InstrumentKind.Perpetual }));
        Assert.Equal(InstrumentKind.Future, all.Single(one => one.Id == "BTCUSDT_260327").Kind);
        Assert.False(all.Single(one => one.Id == "LUNAUSDT").IsTrading);
        Assert.False(all.Single(one => one.Id == "OLDUSDT").IsTrading);
    }

    [Theory]
    [InlineData("/api/v3/exchangeInfo")]
    [InlineData("/fapi/v1/exchangeInfo")]
    public void Half_a_list_of_instruments_is_none(string path)
    {
        _given.Venue.On(path, _ => ScriptedVenue.Json("", HttpStatusCode.BadGateway));

        Assert.Equal(FaultKind.Unreachable, _given.Ask(() => _given.Binance.GetInstrumentsAsync(CancellationToken.None)).Fault().Kind);
    }

    [Fact]
    public void The_venues_word_for_its_limit_is_taken()
    {
        _given.Venue.On("/api/v3/exchangeInfo", Samples.BinanceSpotInstruments.Replace("\"limit\":6000", "\"limit\":40", StringComparison.Ordinal));

        Ask();
        _given.Clock.Advance(TimeSpan.FromMinutes(1));
        var replies = Enumerable.Range(0, 12).Select(_ => Ask()).ToList();

        Assert.Equal(10, replies.Count(reply => reply is ExchangeReply<MarketReading>.Answer));
        Assert.Equal(FaultKind.Deferred, replies[^1].Fault().Kind);
    }

    [Fact]
    public void A_key_says_what_it_may_do_and_whose_it_is()
    {
        _given.Venue
            .On("/sapi/v1/account/apiRestrictions", """{"ipRestrict":true,"createTime":1698645219000,"enableReading":true,"enableWithdrawals":false,"enableSpotAndMarginTrading":true,"enableFutures":false}""")
            .On("/api/v3/account", """{"uid":354937868,"balances":[]}""");

        var rights = _given.Ask(() => _given.Binance.GetKeyRightsAsync(Given.Credentials, CancellationToken.None)).Value();

        Assert.Equal(new KeyRights(CanRead: true, CanTrade: true, CanWithdraw: false, IpRestricted: true, "354937868"), rights);
    }

    /// <summary>Whoever may send to other customers, or between an owner's accounts, may do more than read.</summary>
    [Theory]
    [InlineData("enableInternalTransfer", false, true)]
    [InlineData("enableWithdrawals", false, true)]
    [InlineData("permitsUniversalTransfer", true, false)]
    [InlineData("enableFutures", true, false)]
    [InlineData("enableMargin", true, false)]
    [InlineData("enableVanillaOptions", true, false)]
    [InlineData("enablePortfolioMarginTrading", true, false)]
    [InlineData("enableFixApiTrade", true, false)]
    public void Every_right_beyond_reading_shows(string right, bool trades, bool withdraws)
    {
        _given.Venue.On("/sapi/v1/account/apiRestrictions", $$"""{"enableReading":true,"{{right}}":true}""");

        var rights = _given.Ask(() => _given.Binance.GetKeyRightsAsync(Given.Credentials, CancellationToken.None)).Value();

        Assert.Equal((trades, withdraws), (rights.CanTrade, rights.CanWithdraw));
    }

    [Fact]
    public void A_key_whose_account_does_not_say_who_it_is_still_has_its_rights()
    {
        _given.Venue.On("/sapi/v1/account/apiRestrictions", """{"enableReading":true}""");

        var rights = _given.Ask(() => _given.Binance.GetKeyRightsAsync(Given.Credentials, CancellationToken.None)).Value();

        Assert.Equal(new KeyRights(CanRead: true, CanTrade: false, CanWithdraw: false, IpRestricted: null, null), rights);
    }

    private ExchangeReply<MarketReading> Ask() => _given.Ask(() => _given.Binance.GetPricesAsync(CancellationToken.None));
}
