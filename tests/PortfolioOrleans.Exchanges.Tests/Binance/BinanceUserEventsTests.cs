using System.Text;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Binance.Feed;
using PortfolioOrleans.Exchanges.Live;

namespace PortfolioOrleans.Exchanges.Tests.Binance;

/// <summary>What user data messages come to.</summary>
public sealed class BinanceUserEventsTests
{
    private static readonly Asset Eth = Asset.Parse("ETH");

    private readonly Dictionary<Asset, decimal> _held = [];
    private int _settingsChanged;

    [Fact]
    public void Spot_balances_are_absolute_and_keep_what_is_held_back()
    {
        _held[Asset.Usdt] = 7m;

        var balances = One<LiveEvent.Balances>(Spot("""
            {"subscriptionId":0,"event":{"e":"outboundAccountPosition","E":1564034571105,"u":1564034571073,"B":[{"a":"ETH","f":"0.000000","l":"0.000000"},{"a":"USDT","f":"10","l":"2"}]}}
            """));

        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1564034571073), balances.At);
        Assert.Equal([AssetBalance.Of(Eth, 0m), AssetBalance.Of(Asset.Usdt, 10m, 9m)], balances.Rows.AsEnumerable());
    }

    [Fact]
    public void A_receipt_in_the_spot_wallet_is_about_earn()
    {
        var heard = Spot("""{"e":"outboundAccountPosition","E":1564034571105,"u":1564034571073,"B":[{"a":"LDETH","f":"5","l":"0"},{"a":"USDT","f":"10","l":"0"}]}""");

        Assert.Equal("USDT", Assert.Single(((LiveEvent.Balances)heard.Events[0]).Rows).Asset.Code);
        Assert.Equal(WalletKind.Earn, ((LiveEvent.Stirred)heard.Events[1]).Wallet);
        Assert.Equal(WalletKind.Earn, One<LiveEvent.Stirred>(Spot("""{"e":"balanceUpdate","E":1,"a":"LDETH","d":"-5","T":1}""")).Wallet);
    }

    [Fact]
    public void A_balance_update_is_a_change_and_no_balance()
    {
        var moved = One<LiveEvent.BalanceMoved>(Spot("""{"subscriptionId":0,"event":{"e":"balanceUpdate","E":1573200697110,"a":"BTC","d":"-100.5","T":1573200697068}}"""));

        Assert.Equal((new Money(-100.5m, Asset.Btc), DateTimeOffset.FromUnixTimeMilliseconds(1573200697068)), (moved.Change, moved.At));
    }

    [Fact]
    public void A_fill_is_told_under_the_id_of_the_history()
    {
        var fill = Assert.Single(One<LiveEvent.Happened>(Spot(Report("TRADE", """ "l":"0.5","L":"3000","Y":"1500","n":"0.01","N":"BNB","t":77 """))).Transactions);

        Assert.Equal(("spot-fill:ETHUSDT:77", TransactionKind.Sell, "4293153"), (fill.Id, fill.Kind, fill.Reference));
        Assert.Equal(
            [
                new Leg(LegKind.Principal, new Money(-0.5m, Eth)), new Leg(LegKind.Principal, new Money(1500m, Asset.Usdt)),
                new Leg(LegKind.Fee, new Money(-0.01m, Asset.Parse("BNB"))),
            ],
            fill.Legs.AsEnumerable());
    }

    [Theory]
    [InlineData("NEW", """ "l":"0","L":"0","n":"0","N":null,"t":-1 """)]
    [InlineData("CANCELED", """ "l":"0","L":"0","n":"0","N":null,"t":-1 """)]
    [InlineData("TRADE", """ "l":"0","L":"0","n":"0","t":5 """)]
    [InlineData("TRADE_PREVENTION", """ "l":"1","L":"3000","n":"0","t":5 """)]
    [InlineData("SOMETHING_NEW", """ "l":"1","L":"3000","n":"0","t":5 """)]
    public void What_is_no_trade_is_no_fill(string execution, string members) => Assert.Equal(HeardKind.Nothing, Spot(Report(execution, members)).Kind);

    [Fact]
    public void A_fill_without_a_fee_or_of_a_pair_nobody_listed_is_heard()
    {
        Assert.Equal(2, Assert.Single(One<LiveEvent.Happened>(Spot(Report("TRADE", """ "l":"0.5","L":"3000","t":77,"N":null """))).Transactions).Legs.Length);
        Assert.Equal(WalletKind.Spot, One<LiveEvent.Stirred>(Spot(Report("TRADE", """ "l":"0.5","L":"3000","t":77 """, "NEWUSDT"))).Wallet);
    }

    [Theory]
    [InlineData("""{"e":"listStatus","E":1,"s":"ETHBTC","O":[{"s":"ETHBTC","i":17}]}""")]
    [InlineData("""{"e":"somethingNew","E":1}""")]
    [InlineData("""{"result":null,"id":1}""")]
    [InlineData("""{"error":{"code":2,"msg":"Invalid request"},"id":1}""")]
    [InlineData("""{"stream":"x","data":{"e":"ALGO_UPDATE","E":1,"o":{"s":"BNBUSDT"}}}""")]
    [InlineData("""{"e":"TRADE_LITE","E":1,"T":1,"s":"BTCUSDT","q":"0.001","p":"0","S":"BUY","L":"64089.20","l":"0.040","t":109100866,"i":8886774}""")]
    public void What_nobody_needs_has_no_effect(string message)
    {
        Assert.Equal(HeardKind.Nothing, Spot(message).Kind);
        Assert.Equal(HeardKind.Nothing, Futures(message).Kind);
    }

    [Theory]
    [InlineData("""{"subscriptionId":0,"event":{"e":"eventStreamTerminated","E":1728973001334}}""", "Broken")]
    [InlineData("""{"stream":"key","data":{"e":"listenKeyExpired","E":1,"listenKey":"key"}}""", "Broken")]
    [InlineData("""{"e":"serverShutdown","E":1770123456789}""", "Replace")]
    [InlineData("""{"event":{"e":"serverShutdown","E":1770123456789}}""", "Replace")]
    [InlineData("""{"stream":"!serverShutdown","data":{"e":"serverShutdown","E":1770123456789}}""", "Replace")]
    [InlineData("""[]""", "Unreadable")]
    [InlineData("""{"e":"balanceUpdate","E":1,"a":"BTC"}""", "Unreadable")]
    [InlineData("""<html>""", "Unreadable")]
    public void Ends_are_told_from_trouble(string message, string kind) => Assert.Equal(kind, $"{Spot(message).Kind}");

    [Fact]
    public void A_futures_update_tells_balances_and_positions()
    {
        var heard = Futures("""
            {"e":"ACCOUNT_UPDATE","E":1564745798939,"T":1564745798938,"a":{"m":"ORDER","B":[{"a":"USDT","wb":"122624.5","cw":"100.5","bc":"50"},{"a":"BUSD","wb":"-1","cw":"0","bc":"0"}],
             "P":[{"s":"BTCUSDT","pa":"0.5","ep":"6563.6","cr":"0","up":"28.5","mt":"isolated","iw":"1","ps":"BOTH"}]}}
            """);

        var balances = (LiveEvent.Balances)heard.Events[0];
        Assert.Equal([("USDT", 122624.5m, 100.5m), ("BUSD", -1m, 0m)], balances.Rows.Select(row => (row.Asset.Code, row.Total, row.Free)));
        var positions = ((LiveEvent.Positions)heard.Events[1]).Rows;
        Assert.Equal([(PositionSide.Short, 0m), (PositionSide.Long, 0.5m)], positions.Select(row => (row.Side, row.Contracts)));
        Assert.Equal((6563.6m, MarginMode.Isolated, null, null), (positions[1].EntryPrice, positions[1].MarginMode, positions[1].Leverage, positions[1].LiquidationPrice));
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1564745798938), positions[1].UpdatedAt);
    }

    [Fact]
    public void A_position_that_was_closed_is_closed_whatever_side_it_had()
    {
        var rows = One<LiveEvent.Positions>(Futures(Update("""{"s":"BTCUSDT","pa":"0","ep":"0","ps":"BOTH"}"""))).Rows;

        Assert.Equal([(PositionSide.Long, 0m), (PositionSide.Short, 0m)], rows.Select(row => (row.Side, row.Contracts)));
    }

    [Fact]
    public void Both_sides_of_a_hedge_are_told_and_the_flat_row_beside_them_means_nothing()
    {
        var rows = One<LiveEvent.Positions>(Futures(Update(
            """{"s":"BTCUSDT","pa":"0","ps":"BOTH"},{"s":"BTCUSDT","pa":"20","ep":"1","ps":"LONG"},{"s":"BTCUSDT","pa":"-10","ep":"1","ps":"SHORT"}"""))).Rows;

        Assert.Equal([(PositionSide.Long, 20m), (PositionSide.Short, 10m)], rows.Select(row => (row.Side, row.Contracts)));
    }

    [Fact]
    public void A_hedged_account_is_remembered_from_its_orders()
    {
        var heard = Hearer(WalletKind.Futures);
        Hear(heard, Order("TRADE", """ "ps":"LONG","l":"1","L":"2","t":5 """));

        Assert.Empty(((LiveEvent.Positions)Assert.Single(Hear(heard, Update("""{"s":"BTCUSDT","pa":"0","ps":"BOTH"}""")).Events)).Rows);
    }

    [Fact]
    public void Coin_contracts_are_told_as_such()
    {
        var rows = One<LiveEvent.Positions>(Hear(Hearer(WalletKind.CoinFutures), Update("""{"s":"BTCUSD_PERP","pa":"-3","ep":"50000","ps":"SHORT","mt":"cross"}"""))).Rows;

        Assert.Equal((PositionSide.Short, 3m, new ContractTerms(ContractKind.Inverse, 100m, Asset.Btc)), (rows[0].Side, rows[0].Contracts, rows[0].Terms));
    }

    [Fact]
    public void A_futures_fill_is_told_under_the_id_of_the_history()
    {
        var fill = Assert.Single(One<LiveEvent.Happened>(Futures(Order("TRADE", """ "ps":"SHORT","l":"0.5","L":"60000","n":"0.3","N":"USDT","t":698759,"rp":"-5","m":true """))).Transactions);

        Assert.Equal(("futures-fill:BTCUSDT:698759", TransactionKind.FuturesTrade, WalletKind.Futures), (fill.Id, fill.Kind, fill.Wallet));
        Assert.Equal([new Leg(LegKind.RealizedPnl, new Money(-5m, Asset.Usdt)), new Leg(LegKind.Fee, new Money(-0.3m, Asset.Usdt))], fill.Legs.AsEnumerable());
        Assert.Equal((PositionSide.Short, true), (fill.Trade!.Position, fill.Trade.IsMaker));
    }

    [Theory]
    [InlineData("CALCULATED", "x", "NEW_INSURANCE")]
    [InlineData("TRADE", "autoclose-1627026881327", "FILLED")]
    [InlineData("TRADE", "adl_autoclose", "FILLED")]
    [InlineData("TRADE", "settlement_autoclose-1", "FILLED")]
    [InlineData("TRADE", "delivery_autoclose-1", "FILLED")]
    [InlineData("TRADE", "x", "NEW_ADL")]
    public void What_the_venue_closed_is_told_from_what_the_user_closed(string execution, string client, string status)
    {
        var message = Order(execution, $$""" "ps":"BOTH","l":"1","L":"2","t":5,"X":"{{status}}","c":"{{client}}" """);

        Assert.Equal(TransactionKind.Liquidation, Assert.Single(One<LiveEvent.Happened>(Futures(message)).Transactions).Kind);
    }

    [Fact]
    public void A_settlement_without_a_trades_id_has_to_be_asked_for() =>
        Assert.Equal(WalletKind.Futures, One<LiveEvent.Stirred>(Futures(Order("CALCULATED", """ "ps":"BOTH","l":"1","L":"2","t":0 """))).Wallet);

    [Theory]
    [InlineData("""{"e":"ACCOUNT_CONFIG_UPDATE","E":1611646737479,"T":1,"ac":{"s":"BTCUSDT","l":25}}""", 1)]
    [InlineData("""{"e":"ACCOUNT_CONFIG_UPDATE","E":1611646737479,"T":1,"ai":{"j":true}}""", 1)]
    [InlineData("""{"e":"MARGIN_CALL","E":1587727187525,"cw":"3.1","p":[{"s":"ETHUSDT","ps":"LONG","pa":"1.327","mt":"CROSSED","iw":"0","mp":"187.1","up":"-1.1","mm":"1.6"}]}""", 0)]
    public void Changed_settings_and_margin_calls_are_reasons_to_look(string message, int settings)
    {
        Assert.Equal(WalletKind.Futures, One<LiveEvent.Stirred>(Futures(message)).Wallet);
        Assert.Equal(settings, _settingsChanged);
    }

    private static string Report(string execution, string members, string symbol = "ETHUSDT") => $$"""
        {"subscriptionId":0,"event":{"e":"executionReport","E":1499405658658,"s":"{{symbol}}","c":"mine","S":"SELL","x":"{{execution}}","X":"NEW","i":4293153,"T":1499405658657,"m":false,{{members}} } }
        """;

    private static string Order(string execution, string members) => $$"""
        {"e":"ORDER_TRADE_UPDATE","E":1568879465651,"T":1568879465650,"o":{"s":"BTCUSDT","S":"SELL","x":"{{execution}}","i":8886774,"T":1568879465650,{{members}} } }
        """;

    private static string Update(string positions) => $$"""{"e":"ACCOUNT_UPDATE","E":1564745798939,"T":1564745798938,"a":{"m":"ORDER","B":[],"P":[{{positions}}]} }""";

    private static T One<T>(Heard<LiveEvent> heard)
        where T : LiveEvent => Assert.IsType<T>(Assert.Single(heard.Events));

    private Heard<LiveEvent> Spot(string message) => Hear(Hearer(WalletKind.Spot), message);

    private Heard<LiveEvent> Futures(string message) => Hear(Hearer(WalletKind.Futures), message);

    private static Heard<LiveEvent> Hear(BinanceHeard heard, string message) =>
        Heard<LiveEvent>.Read(Encoding.UTF8.GetBytes(message), root => heard.Hear(BinanceUserEvents.Read(root)));

    private BinanceHeard Hearer(WalletKind wallet) => new(
        wallet,
        wallet switch
        {
            WalletKind.Spot => new InstrumentList([Pair("ETH"), Pair("BTC")]),
            WalletKind.CoinFutures => new InstrumentList([]),
            _ => new InstrumentList([Pair("BTC") with { Kind = InstrumentKind.Perpetual, Terms = ContractTerms.PerCoin(Asset.Usdt) }]),
        },
        asset => _held.GetValueOrDefault(asset),
        () => _settingsChanged++);

    private static Instrument Pair(string asset) =>
        new($"{asset}USDT", InstrumentKind.Spot, new Symbol(Asset.Parse(asset), Asset.Usdt), null, true, null, null, null, null);
}
