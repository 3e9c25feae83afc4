using System.Net;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Tests.Support;

namespace PortfolioOrleans.Exchanges.Tests.Okx;

public sealed class OkxMarketTests
{
    private readonly Given _given = new();

    public OkxMarketTests() => _given.Venue
        .On("/api/v5/market/tickers", """
            {"code":"0","msg":"","data":[
              {"instType":"SPOT","instId":"BTC-USDT","last":"61000.1","ts":"1772452799500"},
              {"instType":"SPOT","instId":"ETH-USDT","last":"","ts":"1772452799500"},
              {"instType":"SPOT","instId":"OLD-USDT","last":"0.1","ts":"1772452799500"}]}
            """)
        .On("/api/v5/public/mark-price", asked => ScriptedVenue.Json(asked.Parameter("instType") == "SWAP"
            ? """{"code":"0","msg":"","data":[{"instType":"SWAP","instId":"BTC-USDT-SWAP","markPx":"61001","ts":"1772452799500"},{"instId":"X-USDT-SWAP","markPx":""}]}"""
            : """{"code":"0","msg":"","data":[{"instType":"FUTURES","instId":"ETH-USDT-260327","markPx":"3100","ts":"1772452799500"}]}"""))
        .On("/api/v5/market/index-tickers", """
            {"code":"0","msg":"","data":[{"instId":"BTC-USD","idxPx":"61000","ts":"1772452799000"},{"instId":"USDT-USD","idxPx":"0.9995","ts":"1772452799000"},
              {"instId":"USDC-USD","idxPx":"1.0001","ts":"1772452799000"}]}
            """);

    [Fact]
    public void Prices_are_of_pairs_that_trade_and_stablecoins_in_dollars_each_with_its_own_time()
    {
        var reading = Ask().Value();

        Assert.Equal(
            [("BTC-USDT", 61000.1m, 1772452799500), ("USDC-USD", 1.0001m, 1772452799000), ("USDT-USD", 0.9995m, 1772452799000)],
            reading.Prices.Select(price => (price.Symbol.ToString(), price.Amount, price.AsOf.ToUnixTimeMilliseconds())).Order());
        Assert.Equal("USD", Assert.Single(_given.Venue.AskedFor("/api/v5/market/index-tickers")).Parameter("quoteCcy"));
    }

    [Fact]
    public void Marks_are_of_swaps_and_futures()
    {
        var marks = Ask().Value().Marks;

        Assert.Equal([("BTC-USDT-SWAP", 61001m), ("ETH-USDT-260327", 3100m)], marks.Select(mark => (mark.Key, mark.Value)).Order());
    }

    /// <summary>The figure the adapter's summary promises.</summary>
    [Fact]
    public void A_minute_of_polling_every_two_seconds_takes_the_promised_requests()
    {
        Ask();
        _given.Clock.Advance(TimeSpan.FromMinutes(1));
        var before = _given.Venue.All.Count;

        for (var poll = 0; poll < 30; poll++)
        {
            Ask();
            _given.Clock.Advance(TimeSpan.FromSeconds(2));
        }

        Assert.Equal(96, _given.Venue.All.Count - before);
    }

    [Fact]
    public void Missing_marks_are_said_and_stop_nothing_else()
    {
        _given.Venue.On("/api/v5/public/mark-price", _ => ScriptedVenue.Json("", HttpStatusCode.NotFound));

        var reading = Ask().Value();

        Assert.Equal(3, reading.Prices.Length);
        Assert.Empty(reading.Marks);
        Assert.Equal(FaultKind.BadRequest, reading.Gap?.Kind);
    }

    [Fact]
    public void Derivatives_get_base_and_quote_from_what_a_contract_is()
    {
        var all = _given.Ask(() => _given.Okx.GetInstrumentsAsync(CancellationToken.None)).Value();

        Assert.Equal(6, all.Length);
        Assert.Equal(
            new Instrument("BTC-USDT", InstrumentKind.Spot, new Symbol(Asset.Btc, Asset.Usdt), null, true, 0.1m, 0.00000001m, 0.00001m, null),
            all.Single(one => one.Id == "BTC-USDT"));
        Assert.Equal(
            new Instrument("BTC-USDT-SWAP", InstrumentKind.Perpetual, new Symbol(Asset.Btc, Asset.Usdt), new ContractTerms(ContractKind.Linear, 0.01m, Asset.Usdt), true, 0.1m, 0.01m, 0.01m, null),
            all.Single(one => one.Id == "BTC-USDT-SWAP"));
        Assert.Equal(
            (new Symbol(Asset.Btc, Asset.Usd), new ContractTerms(ContractKind.Inverse, 100m, Asset.Btc)),
            all.Where(one => one.Id == "BTC-USD-SWAP").Select(one => (one.Symbol, one.Terms)).Single());
        Assert.Equal((InstrumentKind.Future, 1.0m), all.Where(one => one.Id == "ETH-USDT-260327").Select(one => (one.Kind, one.Terms!.Size)).Single());
        Assert.False(all.Single(one => one.Id == "OLD-USDT").IsTrading);
    }

    [Fact]
    public void A_key_says_what_it_may_do_and_whose_it_is()
    {
        _given.Venue.On("/api/v5/account/config", """
            {"code":"0","data":[{"acctLv":"3","posMode":"net_mode","uid":"44705892343619584","mainUid":"444810535339712570","ip":"120.255.24.182,49.245.196.13","perm":"read_only,trade"}],"msg":""}
            """);

        var rights = _given.Ask(() => _given.Okx.GetKeyRightsAsync(Given.Credentials, CancellationToken.None)).Value();

        Assert.Equal(new KeyRights(CanRead: true, CanTrade: true, CanWithdraw: false, IpRestricted: true, "44705892343619584"), rights);
    }

    [Fact]
    public void A_key_bound_to_no_address_says_so()
    {
        _given.Venue.On("/api/v5/account/config", """{"code":"0","data":[{"uid":"1","ip":"","perm":"read_only"}],"msg":""}""");

        Assert.False(_given.Ask(() => _given.Okx.GetKeyRightsAsync(Given.Credentials, CancellationToken.None)).Value().IpRestricted);
    }

    private ExchangeReply<MarketReading> Ask() => _given.Ask(() => _given.Okx.GetPricesAsync(CancellationToken.None));

    [Fact]
    public void An_asset_has_a_name_and_one_address()
    {
        _given.Venue.On("/api/v5/asset/currencies", """
            {"code":"0","msg":"","data":[
              {"ccy":"BTC","name":"Bitcoin","chain":"BTC-Bitcoin","ctAddr":"","mainNet":true,"canDep":true},
              {"ccy":"USDT","name":"Tether","chain":"USDT-TRC20","ctAddr":"TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t","mainNet":false},
              {"ccy":"USDT","name":"Tether","chain":"USDT-ERC20","ctAddr":"0xdAC17F958D2ee523a2206206994597C13D831ec7","mainNet":true},
              {"ccy":"NEW","name":"","chain":"NEW-Chain"}]}
            """);

        var assets = _given.Ask(() => _given.Okx.GetAssetInfoAsync(Given.Credentials, CancellationToken.None)).Value();

        Assert.Equal(
            [new AssetInfo(Asset.Btc, "Bitcoin"), new AssetInfo(Asset.Usdt, "Tether", Contract: "0xdac17f958d2ee523a2206206994597c13d831ec7"), new AssetInfo(Asset.Parse("NEW"), null)],
            assets.AsEnumerable());
    }
}
