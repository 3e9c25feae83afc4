using System.Collections.Immutable;
using System.Net;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Tests.Support;

namespace PortfolioOrleans.Exchanges.Tests.Okx;

public sealed class OkxPositionsTests
{
    private const string Path = "/api/v5/account/positions";

    private readonly Given _given = new();

    [Fact]
    public void A_linear_swap_is_contracts_of_so_many_coins()
    {
        Answer("""
            {"instType":"SWAP","instId":"BTC-USDT-SWAP","pos":"25","posSide":"net","avgPx":"60000","markPx":"61000","upl":"250","lever":"10.0","liqPx":"",
             "mgnMode":"cross","ccy":"USDT","posCcy":"","realizedPnl":"-1.5","posId":"653944598162657280","cTime":"1772400000000","uTime":"1772452000000","notionalUsd":"15250"}
            """);

        var position = Assert.Single(Ask().Value());

        Assert.Equal(
            new Position(
                "BTC-USDT-SWAP", new Symbol(Asset.Btc, Asset.Usdt), PositionSide.Long, 25m, new ContractTerms(ContractKind.Linear, 0.01m, Asset.Usdt), 60000m,
                61000m, 250m, 10m, null, MarginMode.Cross, -1.5m, true, DateTimeOffset.FromUnixTimeMilliseconds(1772400000000),
                DateTimeOffset.FromUnixTimeMilliseconds(1772452000000), "653944598162657280"),
            position);
        Assert.Equal(250m, position.UnrealizedPnlAt(61000m));
    }

    /// <summary>100 x (1/91957.1 - 1/92057.4) BTC, as the venue states it itself.</summary>
    [Fact]
    public void An_inverse_swap_is_contracts_of_so_many_dollars_and_pays_in_coins()
    {
        Answer("""
            {"instType":"SWAP","instId":"BTC-USD-SWAP","pos":"1","posSide":"long","avgPx":"91957.1","markPx":"92057.4","upl":"0.0000011848325084","lever":"20",
             "liqPx":"89.11497615226264","mgnMode":"isolated","ccy":"BTC","uTime":"1768899436623"}
            """);

        var position = Assert.Single(Ask().Value());

        Assert.Equal((new Symbol(Asset.Btc, Asset.Usd), new ContractTerms(ContractKind.Inverse, 100m, Asset.Btc)), (position.Symbol, position.Terms));
        Assert.Equal(MarginMode.Isolated, position.MarginMode);
        Assert.Equal(0.0000011848325084m, decimal.Round(position.UnrealizedPnlAt(92057.4m)!.Value, 16));
    }

    [Fact]
    public void The_multiplier_is_part_of_the_contracts_size()
    {
        Answer("""{"instType":"FUTURES","instId":"ETH-USDT-260327","pos":"-3","posSide":"net","avgPx":"3000","markPx":"3100","upl":"-300","ccy":"USDT"}""");

        var position = Assert.Single(Ask().Value());

        Assert.Equal((PositionSide.Short, 3m, 1.0m), (position.Side, position.Contracts, position.Terms.Size));
        Assert.Equal(-300m, position.UnrealizedPnlAt(3100m));
    }

    [Theory]
    [InlineData("net", "5", PositionSide.Long)]
    [InlineData("net", "-5", PositionSide.Short)]
    [InlineData("long", "5", PositionSide.Long)]
    [InlineData("short", "5", PositionSide.Short)]
    [InlineData("short", "-5", PositionSide.Short)]
    public void A_side_is_what_the_venue_calls_it_else_the_sign(string stated, string size, PositionSide side)
    {
        Answer($$"""{"instType":"SWAP","instId":"BTC-USDT-SWAP","pos":"{{size}}","posSide":"{{stated}}","ccy":"USDT"}""");

        var position = Assert.Single(Ask().Value());

        Assert.Equal((side, 5m), (position.Side, position.Contracts));
    }

    [Fact]
    public void Flat_rows_are_no_positions()
    {
        Answer("""{"instType":"SWAP","instId":"BTC-USDT-SWAP","pos":"0","posSide":"net","ccy":"USDT"}""");

        Assert.Empty(Ask().Value());
        Assert.Empty(_given.Venue.AskedFor("/api/v5/public/instruments"));
    }

    [Fact]
    public void A_margin_long_is_held_in_the_base()
    {
        Answer("""
            {"instType":"MARGIN","instId":"BTC-USDT","pos":"0.5","posSide":"net","posCcy":"BTC","ccy":"USDT","avgPx":"60000","markPx":"61000","upl":"499.5","lever":"3","mgnMode":"isolated"}
            """);

        var position = Assert.Single(Ask().Value());

        Assert.Equal((PositionSide.Long, 0.5m, ContractTerms.PerCoin(Asset.Usdt)), (position.Side, position.Contracts, position.Terms));
        Assert.Equal(499.5m, position.StatedPnl);
        Assert.False(position.AddsToEquity);
    }

    [Fact]
    public void A_margin_short_is_held_in_the_quote_it_was_sold_for()
    {
        Answer("""{"instType":"MARGIN","instId":"BTC-USDT","pos":"30000","posSide":"net","posCcy":"USDT","ccy":"BTC","avgPx":"60000","markPx":"61000","upl":"-0.008"}""");

        var position = Assert.Single(Ask().Value());

        Assert.Equal((PositionSide.Short, 0.5m), (position.Side, position.Contracts));
        Assert.Null(position.StatedPnl); // It is stated in coins, and the position's is in the quote.
        Assert.Equal(-500m, position.UnrealizedPnlAt(61000m));
        Assert.False(position.AddsToEquity);
    }

    [Fact]
    public void A_margin_short_of_less_than_any_coin_is_none()
    {
        Answer("""{"instType":"MARGIN","instId":"BTC-USDT","pos":"1e-28","posSide":"net","posCcy":"USDT","ccy":"BTC","avgPx":"60000","markPx":"61000","upl":"0"}""");

        Assert.Empty(Ask().Value());
    }

    [Fact]
    public void A_contract_in_no_list_gets_its_size_from_what_the_whole_is_worth()
    {
        Answer("""
            {"instType":"SWAP","instId":"GHOST-USDT-SWAP","pos":"10","posSide":"net","avgPx":"1","markPx":"2","upl":"1000","ccy":"USDT","notionalUsd":"2000"},
            {"instType":"SWAP","instId":"GHOST-USD-SWAP","pos":"10","posSide":"net","avgPx":"1","markPx":"2","upl":"5","ccy":"GHOST","notionalUsd":"100"}
            """);

        var positions = Ask().Value();

        Assert.Equal(
            [
                (new Symbol(Asset.Parse("GHOST"), Asset.Usdt), new ContractTerms(ContractKind.Linear, 100m, Asset.Usdt)),
                (new Symbol(Asset.Parse("GHOST"), Asset.Usd), new ContractTerms(ContractKind.Inverse, 10m, Asset.Parse("GHOST"))),
            ],
            positions.Select(position => (position.Symbol, position.Terms)));
        Assert.Equal(1000m, positions[0].UnrealizedPnlAt(2m));
    }

    [Fact]
    public void An_option_is_worth_what_the_venue_states()
    {
        Answer("""{"instType":"OPTION","instId":"BTC-USD-260327-92000-C","pos":"1","posSide":"net","avgPx":"0.05","markPx":"0.06","upl":"0.001","ccy":"BTC","notionalUsd":"900"}""");

        var position = Assert.Single(Ask().Value());

        Assert.Equal((Asset.Btc, 0.001m), (position.Terms.Settlement, position.UnrealizedPnlAt(null)));
        Assert.Null(position.MarkPrice);
    }

    /// <summary>Two contracts of 0.01 x 1 BTC, bought at 0.05 BTC for one, now 0.06: a gain of 0.0002 BTC.</summary>
    [Fact]
    public void An_option_whose_family_is_listed_is_contracts_of_so_many_coins_priced_in_coins()
    {
        Answer("""{"instType":"OPTION","instId":"BTC-USD-260327-92000-C","pos":"2","posSide":"net","avgPx":"0.05","markPx":"0.06","upl":"0.0002","ccy":"BTC","mgnMode":"cross","lever":""}""");
        _given.Venue.On("/api/v5/public/instruments", _ => ScriptedVenue.Json("""
            {"code":"0","msg":"","data":[{"instType":"OPTION","instId":"BTC-USD-260327-92000-C","uly":"BTC-USD","instFamily":"BTC-USD","settleCcy":"BTC","ctVal":"0.01","ctMult":"1",
             "ctValCcy":"BTC","optType":"C","stk":"92000","ctType":"","state":"live","tickSz":"0.0001","lotSz":"1","minSz":"1","expTime":"1774598400000"}]}
            """));

        var position = Assert.Single(Ask().Value());

        Assert.Equal((0.05m, 0.06m, new ContractTerms(ContractKind.Linear, 0.01m, Asset.Btc)), (position.EntryPrice, position.MarkPrice, position.Terms));
        Assert.Equal(0.0002m, position.UnrealizedPnlAt(0.06m));
        Assert.Equal(Asset.Btc, position.Symbol.Base);
        var asked = Assert.Single(_given.Venue.AskedFor("/api/v5/public/instruments"));
        Assert.Equal(("OPTION", "BTC-USD"), (asked.Parameter("instType"), asked.Parameter("instFamily")));
    }

    [Fact]
    public void A_position_is_shown_even_when_no_list_can_be_read()
    {
        Answer("""{"instType":"SWAP","instId":"BTC-USDT-SWAP","pos":"25","posSide":"net","avgPx":"60000","markPx":"61000","upl":"250","ccy":"USDT","notionalUsd":"15250"}""");
        _given.Venue.On("/api/v5/public/instruments", _ => ScriptedVenue.Json("", HttpStatusCode.BadGateway));

        Assert.Equal(250m, Assert.Single(Ask().Value()).UnrealizedPnlAt(61000m));
    }

    [Fact]
    public void Other_wallets_have_no_positions() => Assert.Throws<ArgumentOutOfRangeException>(() =>
        _given.Ask(() => _given.Okx.GetPositionsAsync(Given.Credentials, WalletKind.Funding, CancellationToken.None)));

    private ExchangeReply<ImmutableArray<Position>> Ask() =>
        _given.Ask(() => _given.Okx.GetPositionsAsync(Given.Credentials, WalletKind.Trading, CancellationToken.None));

    private void Answer(string rows) => _given.Venue.On(Path, $$"""{"code":"0","msg":"","data":[{{rows}}]}""");
}
