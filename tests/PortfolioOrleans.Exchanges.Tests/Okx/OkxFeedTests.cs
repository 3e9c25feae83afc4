using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Okx;
using PortfolioOrleans.Exchanges.Okx.Feed;
using PortfolioOrleans.Exchanges.Tests.Support;

namespace PortfolioOrleans.Exchanges.Tests.Okx;

public sealed class OkxFeedTests
{
    private const string LoggedIn = """{"event":"login","code":"0","msg":"","connId":"a4d3ae55"}""";
    private const string NoPositions = """{"arg":{"channel":"positions"},"eventType":"snapshot","curPage":1,"lastPage":true,"data":[]}""";

    private readonly ManualClock _clock = ManualClock.AtNoon();
    private readonly ScriptedVenue _venue = new();
    private readonly ScriptedSockets _sockets = new();
    private readonly OkxAdapter _adapter;

    public OkxFeedTests()
    {
        _venue
            .On("/api/v5/public/time", _ => ScriptedVenue.Json($$"""{"code":"0","msg":"","data":[{"ts":"{{_clock.GetUtcNow().AddSeconds(7).ToUnixTimeMilliseconds()}}"}]}"""))
            .On("/api/v5/public/instruments", asked => ScriptedVenue.Json(Samples.OkxInstruments(asked.Parameter("instType"))));
        _adapter = new OkxAdapter(new HttpClient(_venue), new OpenGate(), new OkxOptions(), _clock, new Random(1), _sockets);
        _sockets.OnDial = socket => socket.OnSent = text => Acknowledge(socket, text);
    }

    private ScriptedSocket Private => _sockets.Dialled.Last(socket => socket.Address.AbsolutePath == "/ws/v5/private");

    private ScriptedSocket Business => _sockets.Dialled.Last(socket => socket.Address.AbsolutePath == "/ws/v5/business");

    [Fact]
    public void A_login_is_signed_over_whole_seconds() => Assert.Equal(
        """{"op":"login","args":[{"apiKey":"k","passphrase":"p","timestamp":"1767323045","sign":"OKdN9he72aJ3NSu/UKeu/ye9ucXrH1QrDih8O0k2b/Q="}]}""",
        OkxWords.Login(new ExchangeCredentials("k", "dummy-okx-secret-0123456789", "p"), DateTimeOffset.FromUnixTimeMilliseconds(1767323045_678)));

    [Fact]
    public void An_account_is_heard_once_its_channels_are_acknowledged()
    {
        var hearing = Follow();

        Assert.True(Assert.Single(hearing.Take()) is LiveEvent.Opened { Wallets: [WalletKind.Trading] });
        Assert.Equal("wss://ws.okx.com:8443/ws/v5/private", Private.Address.ToString());
        Assert.Equal(2, Private.Sent.Count);
        Assert.Contains($"\"timestamp\":\"{_clock.GetUtcNow().AddSeconds(7).ToUnixTimeSeconds()}\"", Private.Sent[0]); // By the venue's clock.
        Assert.Equal(
            """{"op":"subscribe","args":[{"channel":"positions","instType":"ANY","extraParams":"{\"updateInterval\":\"0\"}"},{"channel":"account","extraParams":"{\"updateInterval\":\"0\"}"},{"channel":"orders","instType":"ANY"},{"channel":"balance_and_position"}]}""",
            Private.Sent[1]);
    }

    [Fact]
    public void Nothing_is_heard_while_an_acknowledgement_is_missing()
    {
        _sockets.OnDial = socket => socket.OnSent = text => Acknowledge(socket, text, but: "orders");

        Assert.DoesNotContain(Follow().Take(), happened => happened is LiveEvent.Opened { Wallets: [WalletKind.Trading] });
    }

    /// <summary>cashBal 4750.426970691436 + bots 150 - 7.4758 unrealised = eq; without the unrealised, 4900.426970691435.</summary>
    [Fact]
    public void Equities_come_as_they_are_read_by_request()
    {
        var hearing = Heard(NoPositions, """
            {"arg":{"channel":"account","uid":"1"},"eventType":"event_update","data":[{"uTime":"1772452800000","details":[{"ccy":"USDT","eq":"4892.951170691435","cashBal":"4750.426970691436",
             "availBal":"4734.371190691436","frozenBal":"158.57998","stgyEq":"150","upl":"-7.4758"}]}]}
            """);

        var balances = Assert.IsType<LiveEvent.Balances>(Assert.Single(hearing.Take()));

        Assert.Equal((WalletKind.Trading, ManualClock.Noon), (balances.Wallet, balances.At));
        var row = Assert.Single(balances.Rows);
        Assert.Equal((4900.426970691435m, 4734.371190691436m, 158.57998m), (row.Total, row.Free, row.Locked));
    }

    [Fact]
    public void An_empty_account_says_nothing()
    {
        var hearing = Heard("""{"arg":{"channel":"account"},"data":[{"uTime":"1772452800000","details":[]}]}""", """{"arg":{"channel":"account"},"data":[]}""");

        Assert.Empty(hearing.Take());
    }

    /// <summary>30 of unrealised PnL, 10 of it of a margin position, which adds nothing by itself: 1030 - 20.</summary>
    [Fact]
    public void The_pnl_of_margin_positions_stays_inside()
    {
        var hearing = Heard(
            """{"arg":{"channel":"positions"},"data":[{"instType":"MARGIN","instId":"BTC-USDT","pos":"0.01","posSide":"net","posCcy":"BTC","ccy":"USDT","avgPx":"60000","upl":"10","posId":"1","uTime":"1772452800000"}]}""",
            Account("""{"ccy":"USDT","eq":"1030","upl":"30"}"""));

        Assert.Equal(1010m, Assert.Single(hearing.Take().OfType<LiveEvent.Balances>()).Rows[0].Total);
    }

    [Fact]
    public void An_equity_whose_pnl_cannot_be_told_apart_yet_is_looked_up()
    {
        var hearing = Heard(Account("""{"ccy":"USDT","eq":"1030","upl":"30"},{"ccy":"BTC","eq":"1","upl":"0"}"""));

        Assert.Collection(
            hearing.Take(),
            happened => Assert.Equal("BTC", Assert.Single(Assert.IsType<LiveEvent.Balances>(happened).Rows).Asset.Code),
            happened => Assert.Equal(WalletKind.Trading, Assert.IsType<LiveEvent.Stirred>(happened).Wallet));
    }

    [Fact]
    public void What_a_whole_snapshot_lacks_is_gone()
    {
        var hearing = Heard(
            NoPositions,
            Account("""{"ccy":"ETH","eq":"5"}"""),
            Account("""{"ccy":"BTC","eq":"1"}""", "\"eventType\":\"snapshot\",\"curPage\":1,\"lastPage\":false,"),
            Account("""{"ccy":"USDT","eq":"2"}""", "\"eventType\":\"snapshot\",\"curPage\":2,\"lastPage\":true,"));

        var rows = hearing.Take().OfType<LiveEvent.Balances>().Select(balances => string.Join(' ', balances.Rows.Select(row => $"{row.Asset}={row.Total}")));

        Assert.Equal(["ETH=5", "BTC=1", "USDT=2 ETH=0"], rows);
    }

    [Fact]
    public void A_position_is_mapped_as_by_request_and_all_rows_of_a_message_are()
    {
        var hearing = Heard($$"""{"arg":{"channel":"positions","instType":"FUTURES"},"data":[{{Swap("25", "net", "1")}},{{Swap("3", "short", "2", "BTC-USD-SWAP", "BTC")}}]}""");

        var positions = Assert.IsType<LiveEvent.Positions>(Assert.Single(hearing.Take()));

        Assert.Equal(
            [("BTC-USDT-SWAP", PositionSide.Short, 0m, 0.01m), ("BTC-USDT-SWAP", PositionSide.Long, 25m, 0.01m), ("BTC-USD-SWAP", PositionSide.Short, 3m, 100m)],
            positions.Rows.Select(row => (row.Instrument, row.Side, row.Contracts, row.Terms.Size)));
    }

    [Theory]
    [InlineData("-4", "Long=0 Short=4")]
    [InlineData("0", "Long=0")]
    [InlineData("7", "Short=0 Long=7")]
    public void A_position_that_turned_over_or_ended_closes_its_old_side(string next, string story)
    {
        var hearing = Heard(Positions(Swap("25", "net", "1")));
        hearing.Take();

        Private.Say(Positions(Swap(next, "net", "1")));

        Assert.Equal(story, Story(hearing));
    }

    [Fact]
    public void The_end_of_a_position_never_heard_of_closes_whichever_side_it_had() =>
        Assert.Equal("Long=0 Short=0", Story(Heard(Positions(Swap("0", "net", "9")))));

    [Fact]
    public void A_position_in_no_list_is_looked_up()
    {
        var hearing = Heard(Positions("""{"instType":"OPTION","instId":"BTC-USD-260327-92000-C","pos":"1","posSide":"net","ccy":"BTC","posId":"1","uTime":"1772452800000"}"""));

        Assert.IsType<LiveEvent.Stirred>(Assert.Single(hearing.Take()));
    }

    [Fact]
    public void A_fill_has_the_same_id_live_as_in_the_history()
    {
        var hearing = Heard("""
            {"arg":{"channel":"orders","instType":"FUTURES"},"data":[
              {"instType":"SPOT","instId":"BTC-USDT","ordId":"452197707845865472","tradeId":"242589207","side":"sell","state":"filled","category":"normal","fillPx":"31527.1","fillSz":"0.001",
               "fillFee":"-0.02522168","fillFeeCcy":"USDT","fillPnl":"0.01","fillTime":"1654084353263","execType":"M","accFillSz":"0.001","avgPx":"31527.1","uTime":"1654084353264","posSide":""},
              {"instType":"SPOT","instId":"BTC-USDT","ordId":"5","tradeId":"","side":"sell","state":"live","fillPx":"","fillSz":"0","uTime":"1654084353264"}]}
            """);
        _venue
            .On("/api/v5/trade/fills", """
                {"code":"0","msg":"","data":[{"instType":"SPOT","instId":"BTC-USDT","ordId":"452197707845865472","tradeId":"242589207","billId":"77","side":"sell","fillPx":"31527.1","fillSz":"0.001",
                  "fee":"-0.02522168","feeCcy":"USDT","fillPnl":"0.01","fillTime":"1654084353263","execType":"M","posSide":"net","ts":"1654084353264"}]}
                """)
            .On("/api/v5/trade/fills-history", """{"code":"0","msg":"","data":[]}""");

        var live = Assert.Single(Assert.IsType<LiveEvent.Happened>(Assert.Single(hearing.Take())).Transactions);

        var past = Assert.Single(_clock.Finish(() => _adapter.GetTransactionsAsync(Given.Credentials, new HistoryQuery("fills", null, []), CancellationToken.None)).Value().Transactions);
        Assert.Equal(past with { Legs = [] }, live with { Legs = [] });
        Assert.Equal(past.Legs.AsEnumerable(), live.Legs);
        Assert.Equal(new Money(-0.02522168m, Asset.Usdt), live.Legs[2].Change);
    }

    [Fact]
    public void A_forced_order_is_a_liquidation()
    {
        var hearing = Heard("""
            {"arg":{"channel":"orders"},"data":[{"instType":"SWAP","instId":"BTC-USDT-SWAP","ordId":"5","tradeId":"6","side":"sell","category":"full_liquidation","fillPx":"60000","fillSz":"1",
             "fillFee":"-0.3","fillFeeCcy":"USDT","fillPnl":"-10","uTime":"1654084353264","posSide":"long"}]}
            """);

        Assert.Equal(TransactionKind.Liquidation, Assert.Single(Assert.IsType<LiveEvent.Happened>(Assert.Single(hearing.Take())).Transactions).Kind);
    }

    [Theory]
    [InlineData("filled", "Positions")]
    [InlineData("transferred", "Positions Stirred:Funding Stirred:Trading")]
    [InlineData("funding_fee", "Positions Stirred:Trading")]
    [InlineData("something_new", "Positions Stirred:Trading")]
    [InlineData("snapshot", "")]
    public void The_reason_of_a_change_says_what_to_look_up(string reason, string story)
    {
        var hearing = Heard($$"""
            {"arg":{"channel":"balance_and_position"},"data":[{"pTime":"1772452800000","eventType":"{{reason}}","balData":[{"ccy":"USDT","cashBal":"1","uTime":"1772452800000"}],
             "posData":[{"posId":"1","tradeId":"2","instId":"BTC-USDT-SWAP","instType":"SWAP","mgnMode":"cross","posSide":"net","pos":"10","ccy":"USDT","posCcy":"","avgPx":"60000","uTime":"1772452800000"}]}]}
            """);

        Assert.Equal(story, string.Join(' ', hearing.Take().Select(happened => happened is LiveEvent.Stirred stirred ? $"Stirred:{stirred.Wallet}" : happened.GetType().Name)));
    }

    [Fact]
    public void A_deposit_is_told_once_it_is_credited()
    {
        var hearing = Heard();
        Business.Say("""{"arg":{"channel":"deposit-info"},"data":[{"depId":"88","ccy":"USDT","amt":"1","state":"0","ts":"1772452800000"}]}""");
        Business.Say("""{"arg":{"channel":"deposit-info"},"data":[{"depId":"88","ccy":"USDT","amt":"1","state":"2","ts":"1772452800000"}]}""");

        Assert.Equal(
            ["Stirred", "Happened deposit:88", "Stirred"],
            hearing.Take().Select(happened => happened is LiveEvent.Happened { Transactions: [var deposit] } ? $"Happened {deposit.Id}" : happened.GetType().Name));
    }

    [Fact]
    public void An_announced_end_is_met_by_another_connection_and_nothing_is_lost()
    {
        var hearing = Heard();
        var first = Private;

        first.Say("""{"event":"notice","code":"64008","msg":"The connection will soon be closed for a service upgrade. Please reconnect.","connId":"a"}""");
        hearing.Advance(TimeSpan.FromSeconds(1));
        Private.Say(Account("""{"ccy":"BTC","eq":"2"}"""));

        Assert.NotSame(first, Private);
        Assert.IsType<LiveEvent.Balances>(Assert.Single(hearing.Take()));
        hearing.Advance(TimeSpan.FromSeconds(5));
        Assert.True(first.IsOver);
    }

    [Fact]
    public void A_silent_connection_is_asked_and_an_answer_is_enough()
    {
        var hearing = Heard();
        Private.OnSent = text => { if (text == "ping") { Private.Say("pong"); } };
        Business.OnSent = text => { if (text == "ping") { Business.Say("pong"); } };

        hearing.Advance(TimeSpan.FromMinutes(3));

        Assert.Equal(2, _sockets.Dialled.Count);
        Assert.InRange(Private.Sent.Count(text => text == "ping"), 7, 9); // At least once in the thirty seconds that OKX waits.
        Assert.Empty(hearing.Take());
    }

    [Fact]
    public void A_connection_that_does_not_answer_is_replaced()
    {
        var hearing = Heard();

        hearing.Advance(TimeSpan.FromSeconds(50));

        Assert.Contains(hearing.Take(), happened => happened is LiveEvent.Lost { Wallets: [WalletKind.Trading] });
        Assert.True(_sockets.Attempts > 2);
    }

    [Theory]
    [InlineData("60005", FaultKind.CredentialsRejected)]
    [InlineData("60009", FaultKind.CredentialsRejected)]
    [InlineData("60024", FaultKind.CredentialsRejected)]
    [InlineData("50101", FaultKind.CredentialsRejected)]
    [InlineData("60006", FaultKind.ClockSkew)]
    [InlineData("60014", FaultKind.RateLimited)]
    [InlineData("63999", FaultKind.Unreachable)]
    public void A_refused_login_says_why_and_never_what_was_sent(string code, FaultKind kind)
    {
        _sockets.OnDial = socket => socket.OnSent = text =>
            socket.Say($$"""{"event":"error","code":"{{code}}","msg":"Login failed for the-key the-passphrase {{text.Replace("\"", "'")}}","connId":"a"}""");

        var lost = Assert.Single(Follow().Take().OfType<LiveEvent.Lost>());

        Assert.Equal(kind, lost.Fault.Kind);
        Assert.DoesNotContain("the-", lost.Fault.Detail);
    }

    [Fact]
    public void A_login_whose_time_was_refused_is_tried_with_the_time_measured_anew()
    {
        var isFirst = true;
        _sockets.OnDial = socket => socket.OnSent = text =>
        {
            if (isFirst && socket.Address.AbsolutePath.EndsWith("private", StringComparison.Ordinal))
            {
                isFirst = false;
                socket.Say("""{"event":"error","code":"60006","msg":"Timestamp request expired"}""");
                return;
            }

            Acknowledge(socket, text);
        };
        var hearing = Follow();

        hearing.Advance(TimeSpan.FromSeconds(3));

        Assert.Contains(hearing.Take(), happened => happened is LiveEvent.Opened { Wallets: [WalletKind.Trading] });
        Assert.Equal(3, _venue.AskedFor("/api/v5/public/time").Count);
    }

    [Fact]
    public void A_key_that_is_refused_ends_the_feed()
    {
        _sockets.OnDial = socket => socket.OnSent = _ => socket.Say("""{"event":"error","code":"60005","msg":"Invalid apiKey"}""");

        Assert.True(Follow().HasEnded);
    }

    [Theory]
    [InlineData("balance_and_position", true)]
    [InlineData("orders", false)]
    public void Only_the_channels_that_count_are_missed(string channel, bool isOpened)
    {
        _sockets.OnDial = socket => socket.OnSent = text =>
        {
            Acknowledge(socket, text, but: channel);
            if (text.Contains("subscribe"))
            {
                socket.Say($$"""{"event":"error","arg":{"channel":"{{channel}}"},"code":"60018","msg":"Wrong URL or channel"}""");
            }
        };

        Assert.Equal(isOpened, Follow().Take().Any(happened => happened is LiveEvent.Opened { Wallets: [WalletKind.Trading] }));
    }

    [Theory]
    [InlineData("""{"event":"channel-conn-count","channel":"orders","connCount":"2","connId":"abcd1234"}""", "")]
    [InlineData("""{"event":"something-new"}""", "")]
    [InlineData("pong", "")]
    [InlineData("""{"arg":{"channel":"not-asked-for"},"data":[{}]}""", "")]
    [InlineData("""{"event":"channel-conn-count-error","channel":"orders","connCount":"30","connId":"a4d3ae55"}""", "Lost")]
    [InlineData("""{"event":"error","code":"60011","msg":"Please log in"}""", "Lost")]
    [InlineData("""{"event":"unsubscribe","arg":{"channel":"orders"}}""", "Lost")]
    [InlineData("not json", "Stirred")]
    [InlineData("""{"arg":{"channel":"account"},"data":[{"details":[{"ccy":"BTC"}]}]}""", "Stirred")]
    [InlineData("""{"arg":[],"data":[]}""", "Stirred")]
    public void Other_words_of_the_venue_have_their_effect_and_no_more(string text, string story) =>
        Assert.Equal(story, string.Join(' ', Heard(text).Take().Select(happened => happened.GetType().Name)));

    [Fact]
    public void The_market_is_every_pair_that_trades_the_dollar_index_and_every_mark()
    {
        var hearing = new Hearing<MarketReading>(_clock, _adapter.Live!.FollowMarketAsync);
        var (prices, marks) = (_sockets.Dialled[0], _sockets.Dialled[1]);

        prices.Say("""{"arg":{"channel":"tickers","instId":"ETH-USDT"},"data":[{"instType":"SPOT","instId":"BTC-USDT","last":"61000.1","ts":"1772452799500"}]}""");
        prices.Say("""{"arg":{"channel":"index-tickers","instId":"USDT-USD"},"data":[{"instId":"USDT-USD","idxPx":"0.9995","ts":"1772452799000"}]}""");
        marks.Say("""{"arg":{"channel":"mark-price","instId":"BTC-USDT-SWAP"},"data":[{"instType":"SWAP","instId":"BTC-USDT-SWAP","markPx":"61001","ts":"1772452799500"}]}""");
        hearing.Advance(TimeSpan.FromSeconds(1));

        var all = hearing.Take();
        Assert.Equal(
            [(new Symbol(Asset.Btc, Asset.Usdt), 61000.1m), (new Symbol(Asset.Usdt, Asset.Usd), 0.9995m)],
            all.SelectMany(reading => reading.Prices).Select(price => (price.Symbol, price.Amount)).Order());
        Assert.Equal([KeyValuePair.Create("BTC-USDT-SWAP", 61001m)], all.SelectMany(reading => reading.Marks));
        Assert.Equal(
            """{"op":"subscribe","args":[{"channel":"index-tickers","instId":"USDT-USD"},{"channel":"index-tickers","instId":"USDC-USD"},{"channel":"tickers","instId":"BTC-USDT"},{"channel":"tickers","instId":"ETH-USDT"}]}""",
            Assert.Single(prices.Sent));
        Assert.DoesNotContain("SOON", marks.Sent[0]);
        Assert.Empty(_venue.AskedFor("/api/v5/public/time"));
    }

    [Fact]
    public void A_thousand_channels_fit_into_few_frames_that_are_not_too_long()
    {
        var frames = OkxWords.Subscribe([.. Enumerable.Range(0, 1_000).Select(each => new OkxChannel("tickers", ("instId", $"COIN{each}-USDT")))]);

        Assert.InRange(frames.Length, 10, 20);
        Assert.All(frames, frame => Assert.True(frame.Length <= 4_096));
        Assert.Equal(1_000, frames.Sum(frame => frame.Split("instId").Length - 1));
    }

    private Hearing<LiveEvent> Follow() => new(_clock, stop => _adapter.Live!.FollowAccountAsync(Given.Credentials, stop));

    /// <summary>A feed that is open, after the private connection was told these.</summary>
    private Hearing<LiveEvent> Heard(params string[] told)
    {
        var hearing = Follow();
        hearing.Take();
        foreach (var text in told)
        {
            Private.Say(text);
        }

        return hearing;
    }

    private static string Story(Hearing<LiveEvent> hearing) => string.Join(
        ' ', hearing.Take().OfType<LiveEvent.Positions>().SelectMany(positions => positions.Rows).Select(row => $"{row.Side}={row.Contracts}"));

    private static void Acknowledge(ScriptedSocket socket, string text, string? but = null)
    {
        if (text == "ping")
        {
            return;
        }

        if (text.Contains("\"login\""))
        {
            socket.Say(LoggedIn);
            return;
        }

        foreach (var part in text.Split("\"channel\":\"").Skip(1).Select(part => part[..part.IndexOf('"')]).Where(part => part != but))
        {
            socket.Say($$"""{"event":"subscribe","arg":{"channel":"{{part}}"},"connId":"a4d3ae55"}""");
        }
    }

    private static string Account(string details, string around = "") =>
        $$"""{"arg":{"channel":"account"},{{around}}"data":[{"uTime":"1772452800000","details":[{{details}}]}]}""";

    private static string Positions(string row) => $$"""{"arg":{"channel":"positions"},"data":[{{row}}]}""";

    private static string Swap(string size, string side, string id, string instrument = "BTC-USDT-SWAP", string currency = "USDT") => $$"""
        {"instType":"SWAP","instId":"{{instrument}}","pos":"{{size}}","posSide":"{{side}}","avgPx":"60000","markPx":"61000","upl":"1","lever":"10","mgnMode":"cross","ccy":"{{currency}}",
         "posId":"{{id}}","uTime":"1772452800000"}
        """;
}
