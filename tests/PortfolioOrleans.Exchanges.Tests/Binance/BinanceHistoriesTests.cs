using System.Collections.Immutable;
using System.Net;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Tests.Support;

namespace PortfolioOrleans.Exchanges.Tests.Binance;

public sealed class BinanceHistoriesTests
{
    private const string FillsPath = "/api/v3/myTrades";
    private const string IncomePath = "/fapi/v1/income";
    private const string FuturesFillsPath = "/fapi/v1/userTrades";
    private const string WithdrawalsPath = "/sapi/v1/capital/withdraw/history";

    private static readonly Asset Eth = Asset.Parse("ETH");
    private static readonly Asset Bnb = Asset.Parse("BNB");

    private readonly Given _given = new();
    private string? _last; // Where the last walk ended.

    [Fact]
    public void A_fill_moves_base_quote_and_fee()
    {
        _given.Venue.On(FillsPath, asked => ScriptedVenue.Json(asked.Parameter("symbol") == "BTCUSDT" ? """
            [{"symbol":"BTCUSDT","id":28457,"orderId":100234,"price":"50000","qty":"0.1","quoteQty":"5000","commission":"0.01","commissionAsset":"BNB",
              "time":1772400000000,"isBuyer":true,"isMaker":false}]
            """ : "[]"));

        var fill = Assert.Single(Walk("spot-fills", Asset.Btc).Transactions);

        Assert.Equal(("spot-fill:BTCUSDT:28457", TransactionKind.Buy, WalletKind.Spot, "100234"), (fill.Id, fill.Kind, fill.Wallet, fill.Reference));
        Assert.Equal(
            [
                new Leg(LegKind.Principal, new Money(0.1m, Asset.Btc)),
                new Leg(LegKind.Principal, new Money(-5_000m, Asset.Usdt)),
                new Leg(LegKind.Fee, new Money(-0.01m, Bnb)),
            ],
            fill.Legs.AsEnumerable());
        Assert.Equal(new Trade("BTCUSDT", new Symbol(Asset.Btc, Asset.Usdt), TradeSide.Buy, 0.1m, 50_000m, null, false, "100234"), fill.Trade);
    }

    [Fact]
    public void A_fill_without_a_quote_quantity_has_the_product()
    {
        _given.Venue.On("/sapi/v1/margin/myTrades", """
            [{"symbol":"BTCUSDT","id":34,"orderId":39324,"price":"2","qty":"3","commission":"0","commissionAsset":"BTC","time":1561973357171,"isBuyer":false,"isIsolated":false}]
            """);

        var fill = Assert.Single(Walk("margin-fills", Asset.Btc, Asset.Usdt).Transactions);

        Assert.Equal(("margin-fill:BTCUSDT:34", WalletKind.Margin), (fill.Id, fill.Wallet));
        Assert.Equal([-3m, 6m], fill.Legs.Select(leg => leg.Change.Amount));
    }

    [Fact]
    public void Symbols_are_those_of_assets_ever_seen_that_the_venue_lists()
    {
        _given.Venue.On(FillsPath, "[]");

        Walk("spot-fills", Asset.Btc, Asset.Parse("LUNA"), Asset.Parse("GONE"));

        Assert.Equal(["BTCUSDT", "LUNAUSDT"], _given.Venue.AskedFor(FillsPath).Select(asked => asked.Parameter("symbol")));
        Assert.All(_given.Venue.AskedFor(FillsPath), asked => Assert.Equal("0", asked.Parameter("fromId")));
    }

    [Fact]
    public void A_symbol_is_read_on_from_its_last_trade_until_a_page_is_short()
    {
        _given.Venue.On(FillsPath, asked => ScriptedVenue.Json(asked.Parameter("fromId") switch
        {
            "0" => Fills(1, 1_000),
            "1001" => Fills(1_001, 1),
            var other => $"[{other}]",
        }));

        var walk = Walk("spot-fills", Asset.Btc);

        Assert.Equal(1_001, walk.Transactions.Length);
        Assert.Equal(2, walk.Pages.Count);
        Assert.Equal([false, true], walk.Pages.Select(page => page.IsEnd));
        Assert.Equal((2, 2), (walk.Pages[1].Progress.Done, walk.Pages[1].Progress.OfAbout));
    }

    [Fact]
    public void A_delisted_symbol_has_no_rows_and_is_no_failure()
    {
        _given.Venue.On(FillsPath, asked => asked.Parameter("symbol") == "BTCUSDT"
            ? ScriptedVenue.Json(Fills(1, 1))
            : ScriptedVenue.Json("""{"code":-1121,"msg":"Invalid symbol."}""", HttpStatusCode.BadRequest));

        Assert.Single(Walk("spot-fills", Asset.Btc, Asset.Parse("LUNA")).Transactions);
    }

    [Fact]
    public void A_page_that_fails_is_asked_for_again_with_the_cursor_one_has()
    {
        _given.Venue.On(FillsPath, asked => asked.Parameter("fromId") == "0"
            ? ScriptedVenue.Json(Fills(1, 1_000))
            : ScriptedVenue.Json("""{"code":-1003,"msg":"Too much."}""", HttpStatusCode.TooManyRequests));
        var cursor = Ask("spot-fills", null, Asset.Btc).Value().Cursor;

        Assert.Equal(FaultKind.RateLimited, Ask("spot-fills", cursor, Asset.Btc).Fault().Kind);
        _given.Clock.Advance(TimeSpan.FromMinutes(2));
        _given.Venue.On(FillsPath, Fills(1_001, 1));

        Assert.Equal("spot-fill:BTCUSDT:1001", Assert.Single(Ask("spot-fills", cursor, Asset.Btc).Value().Transactions).Id);
    }

    [Fact]
    public void Later_walks_ask_about_what_was_traded_lately_and_a_few_others_by_turns()
    {
        _given.Venue
            .On("/api/v3/exchangeInfo", $$"""{"symbols":[{{string.Join(',', Enumerable.Range(10, 40).Select(number => Pair($"A{number}")))}}]}""")
            .On(FillsPath, asked => ScriptedVenue.Json(asked.Parameter("symbol") == "A10USDT" && asked.Parameter("fromId") == "0" ? Fills(1, 1, "A10USDT") : "[]"));
        Asset[] seen = [.. Enumerable.Range(10, 40).Select(number => Asset.Parse($"A{number}"))];
        var cursor = Walk("spot-fills", seen).Pages[^1].Cursor;
        Assert.Equal(40, _given.Venue.AskedFor(FillsPath).Count);

        var asked = new HashSet<string?>();
        for (var walk = 1; walk <= 4; walk++)
        {
            var before = _given.Venue.AskedFor(FillsPath).Count;
            cursor = Walk("spot-fills", cursor, seen).Pages[^1].Cursor;
            var symbols = _given.Venue.AskedFor(FillsPath).Skip(before).Select(each => each.Parameter("symbol")).ToList();
            Assert.Contains("A10USDT", symbols);
            Assert.Equal(11, symbols.Count);
            asked.UnionWith(symbols);
        }

        Assert.Equal(40, asked.Count);

        static string Pair(string asset) => $$"""{"symbol":"{{asset}}USDT","status":"TRADING","baseAsset":"{{asset}}","quoteAsset":"USDT","filters":[]}""";
    }

    [Fact]
    public void An_asset_seen_since_brings_its_symbols_into_the_next_walk()
    {
        _given.Venue.On(FillsPath, "[]");
        var cursor = Walk("spot-fills", Asset.Btc).Pages[^1].Cursor;

        Walk("spot-fills", cursor, [Asset.Btc, Eth]);

        Assert.Equal(["BTCUSDT", "ETHUSDT", "BTCUSDT"], _given.Venue.AskedFor(FillsPath).Select(asked => asked.Parameter("symbol")));
    }

    [Fact]
    public void An_empty_quarter_is_not_the_end_of_the_deposits()
    {
        _given.Venue.On("/sapi/v1/capital/deposit/hisrec", asked => ScriptedVenue.Json(
            long.Parse(asked.Parameter("startTime")!) <= 1_600_000_000_000 && 1_600_000_000_000 <= long.Parse(asked.Parameter("endTime")!)
                ? """[{"id":"77","amount":"0.5","coin":"BTC","status":6,"txId":"0xabc","insertTime":1600000000000,"completeTime":1600000001000,"walletType":1},{"id":"78","amount":"1","coin":"BTC","status":0,"insertTime":1600000000000}]"""
                : "[]"));

        var walk = Walk("deposits");

        var deposit = Assert.Single(walk.Transactions);
        Assert.Equal(("deposit:77", TransactionKind.Deposit, WalletKind.Funding, "0xabc"), (deposit.Id, deposit.Kind, deposit.Wallet, deposit.Reference));
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1_600_000_001_000), deposit.At);
        var spans = _given.Venue.AskedFor("/sapi/v1/capital/deposit/hisrec").Select(asked => (From: long.Parse(asked.Parameter("startTime")!), To: long.Parse(asked.Parameter("endTime")!))).ToList();
        Assert.InRange(spans.Count, 35, 40);
        Assert.All(spans, span => Assert.True(span.To - span.From < TimeSpan.FromDays(90).TotalMilliseconds));
        Assert.All(spans.Zip(spans.Skip(1)), pair => Assert.Equal(pair.First.To + 1, pair.Second.From));
        Assert.Equal((spans.Count, spans.Count), (walk.Pages[^1].Progress.Done, walk.Pages[^1].Progress.OfAbout));
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1_600_000_001_000), walk.Pages[^1].Progress.Oldest);
    }

    [Fact]
    public void A_deposit_that_completes_after_a_walk_is_told_by_the_next()
    {
        _given.Venue.On("/sapi/v1/capital/deposit/hisrec", "[]");
        var cursor = Walk("deposits").Pages[^1].Cursor;
        _given.Clock.Advance(TimeSpan.FromDays(1));
        var inserted = _given.Clock.GetUtcNow().AddDays(-10).ToUnixTimeMilliseconds();

        _given.Venue.On("/sapi/v1/capital/deposit/hisrec", asked => ScriptedVenue.Json(
            long.Parse(asked.Parameter("startTime")!) <= inserted ? $$"""[{"id":"1","amount":"1","coin":"BTC","status":1,"insertTime":{{inserted}}}]""" : "[]"));

        var next = Walk("deposits", cursor, []);
        Assert.Single(next.Transactions);
        Assert.Single(next.Pages);
    }

    [Fact]
    public void A_withdrawals_fee_is_a_leg_of_its_own_and_its_times_are_utc()
    {
        _given.Venue.On("/sapi/v1/capital/withdraw/history", """
            [{"id":"b6ae","amount":"8.91","transactionFee":"0.004","coin":"USDT","status":6,"txId":"0xb5","applyTime":"2026-03-01 11:12:02","completeTime":"2026-03-01 11:20:00"}]
            """);

        var withdrawal = Ask("withdrawals", null).Value().Transactions.Single();

        Assert.Equal([new Leg(LegKind.Principal, new Money(-8.91m, Asset.Usdt)), new Leg(LegKind.Fee, new Money(-0.004m, Asset.Usdt))], withdrawal.Legs.AsEnumerable());
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 11, 20, 0, TimeSpan.Zero), withdrawal.At);
    }

    [Fact]
    public void Withdrawals_are_read_backwards_as_far_as_the_account_is_known_to_go()
    {
        var since = _given.Clock.GetUtcNow().AddDays(-100);
        GivenWithdrawals();

        var (_, looks) = Look("withdrawals", null, since);

        var asked = _given.Venue.AskedFor(WithdrawalsPath);
        Assert.Equal(2, looks);
        Assert.Equal(_given.Clock.GetUtcNow().ToUnixTimeMilliseconds(), long.Parse(asked[0].Parameter("endTime")!));
        Assert.Equal(long.Parse(asked[0].Parameter("startTime")!) - 1, long.Parse(asked[1].Parameter("endTime")!));
        Assert.True(long.Parse(asked[1].Parameter("startTime")!) <= since.ToUnixTimeMilliseconds());
    }

    [Fact]
    public void While_nobody_knows_how_far_an_account_goes_back_its_withdrawals_are_read_from_the_venues_opening()
    {
        GivenWithdrawals(new DateTimeOffset(2017, 7, 2, 0, 0, 0, TimeSpan.Zero));

        var (found, looks) = Look("withdrawals", null, since: null);

        Assert.Single(found);
        Assert.Equal(36, looks); // Quarters of ninety days.
    }

    [Fact]
    public void A_withdrawal_below_all_that_is_known_is_found_by_later_looks_and_once_all_is_read_a_look_is_one_request()
    {
        var now = _given.Clock.GetUtcNow();
        GivenWithdrawals(new DateTimeOffset(2018, 3, 4, 0, 0, 0, TimeSpan.Zero), now.AddDays(-200), now.AddDays(-3));
        var (found, _) = Look("withdrawals", null, since: now.AddDays(-20));
        var ids = found.Select(row => row.Id).ToList();
        Assert.Equal([Id(now.AddDays(-3))], ids);

        var requests = 0;
        var cursor = _last;
        for (var look = 0; look < 60; look++)
        {
            _given.Clock.Advance(TimeSpan.FromMinutes(5));
            (found, requests) = Look("withdrawals", cursor, since: now.AddDays(-20));
            cursor = _last;
            ids.AddRange(found.Select(row => row.Id));
        }

        Assert.Equal(1, requests);
        Assert.Equal([Id(now.AddDays(-3)), Id(now.AddDays(-200)), Id(new DateTimeOffset(2018, 3, 4, 0, 0, 0, TimeSpan.Zero))], ids.Distinct());
        Assert.Single(ids, id => id == Id(now.AddDays(-200)));
    }

    [Fact]
    public void A_quarter_with_withdrawals_calls_for_the_one_below_it()
    {
        var now = _given.Clock.GetUtcNow();
        GivenWithdrawals(now.AddDays(-50), now.AddDays(-140), now.AddDays(-230));

        var (found, looks) = Look("withdrawals", null, since: now);

        Assert.Equal((3, 4), (found.Length, looks));
    }

    [Fact]
    public void What_happens_while_nobody_looks_for_a_year_is_read_window_by_window()
    {
        GivenWithdrawals();
        Look("withdrawals", null, since: _given.Clock.GetUtcNow());
        var cursor = _last;
        var left = _given.Clock.GetUtcNow();
        _given.Clock.Advance(TimeSpan.FromDays(365));
        GivenWithdrawals(left.AddDays(-10), left.AddDays(10), left.AddDays(100), left.AddDays(364)); // The first was entered late.

        var (found, _) = Look("withdrawals", cursor, since: left);

        Assert.Equal([Id(left.AddDays(-10)), Id(left.AddDays(10)), Id(left.AddDays(100)), Id(left.AddDays(364))], found.Select(row => row.Id));
    }

    [Fact]
    public void Income_is_told_but_for_what_fills_tell()
    {
        _given.Venue.On(IncomePath, asked => ScriptedVenue.Json(long.Parse(asked.Parameter("startTime")!) < 1_772_400_000_000 && long.Parse(asked.Parameter("endTime")!) >= 1_772_400_000_000 ? """
            [{"symbol":"","incomeType":"TRANSFER","income":"-0.375","asset":"USDT","time":1772400000000,"tranId":"9","tradeId":""},
             {"symbol":"BTCUSDT","incomeType":"COMMISSION","income":"-0.01","asset":"USDT","time":1772400000000,"tranId":9,"tradeId":2059192},
             {"symbol":"BTCUSDT","incomeType":"REALIZED_PNL","income":"5","asset":"USDT","time":1772400000000,"tranId":9},
             {"symbol":"BTCUSDT","incomeType":"FUNDING_FEE","income":"-1.5","asset":"USDT","time":1772400000000,"tranId":9},
             {"symbol":"BTCUSDT","incomeType":"INSURANCE_CLEAR","income":"-2","asset":"USDT","time":1772400000000,"tranId":10},
             {"symbol":"","incomeType":"COMMISSION_REBATE","income":"0.5","asset":"USDT","time":1772400000000,"tranId":11},
             {"symbol":"","incomeType":"AUTO_EXCHANGE","income":"-10","asset":"USDT","time":1772400000000,"tranId":12},
             {"symbol":"","incomeType":"AUTO_EXCHANGE","income":"0.01","asset":"BNB","time":1772400000000,"tranId":12},
             {"symbol":"","incomeType":"BFUSD_REWARD","income":"0.1","asset":"BFUSD","time":1772400000000,"tranId":13},
             {"symbol":"","incomeType":"SOMETHING_NEW","income":"0.2","asset":"USDT","time":1772400000000,"tranId":14}]
            """ : "[]"));

        var income = Walk("income").Transactions;

        Assert.Equal(
            [
                ("income:TRANSFER:9", TransactionKind.TransferOut), ("income:FUNDING_FEE:9", TransactionKind.Funding), ("income:INSURANCE_CLEAR:10", TransactionKind.Fee),
                ("income:COMMISSION_REBATE:11", TransactionKind.Rebate), ("income:AUTO_EXCHANGE:12:USDT", TransactionKind.Convert),
                ("income:AUTO_EXCHANGE:12:BNB", TransactionKind.Convert), ("income:BFUSD_REWARD:13", TransactionKind.Reward), ("income:SOMETHING_NEW:14", TransactionKind.Adjustment),
            ],
            income.Select(row => (row.Id, row.Kind)));
        Assert.All(income, row => Assert.Equal(WalletKind.Futures, row.Wallet));
    }

    [Fact]
    public void Income_reaches_back_three_months_and_is_paged_within_a_week()
    {
        _given.Venue.On(IncomePath, asked => ScriptedVenue.Json(asked.Parameter("page") == "1" ? Income(1_000) : "[]"));

        Walk("income");

        var asked = _given.Venue.AskedFor(IncomePath);
        Assert.True(long.Parse(asked[0].Parameter("startTime")!) >= ManualClock.Noon.AddDays(-90).ToUnixTimeMilliseconds());
        Assert.Equal(["1", "2", "1", "2"], asked.Take(4).Select(each => each.Parameter("page")));
        Assert.Equal(asked[0].Parameter("endTime"), asked[1].Parameter("endTime"));

        static string Income(int count) => $"[{string.Join(',', Enumerable.Range(1, count).Select(id =>
            $$"""{"symbol":"BTCUSDT","incomeType":"FUNDING_FEE","income":"1","asset":"USDT","time":1772400000000,"tranId":{{id}}}"""))}]";
    }

    [Fact]
    public void Futures_fills_are_asked_for_where_income_says_that_something_was_traded()
    {
        var week = ManualClock.Noon.AddDays(-3).ToUnixTimeMilliseconds();
        _given.Venue
            .On(IncomePath, asked => ScriptedVenue.Json(long.Parse(asked.Parameter("startTime")!) <= week && week <= long.Parse(asked.Parameter("endTime")!) ? $$"""
                [{"symbol":"BTCUSDT","incomeType":"COMMISSION","income":"-0.01","asset":"USDT","time":{{week}},"tranId":1},
                 {"symbol":"ETHUSDT","incomeType":"FUNDING_FEE","income":"-0.01","asset":"USDT","time":{{week}},"tranId":2}]
                """ : "[]"))
            .On(FuturesFillsPath, $$"""
                [{"symbol":"BTCUSDT","id":698759,"orderId":25851813,"side":"SELL","price":"7819.01","qty":"0.002","realizedPnl":"-0.91539999","commission":"0.0078","commissionAsset":"USDT",
                  "positionSide":"SHORT","maker":true,"buyer":false,"time":{{week}}}]
                """);

        var fill = Assert.Single(Walk("futures-fills").Transactions);

        Assert.Equal(("futures-fill:BTCUSDT:698759", TransactionKind.FuturesTrade), (fill.Id, fill.Kind));
        Assert.Equal(
            [new Leg(LegKind.RealizedPnl, new Money(-0.91539999m, Asset.Usdt)), new Leg(LegKind.Fee, new Money(-0.0078m, Asset.Usdt))], fill.Legs.AsEnumerable());
        Assert.Equal((TradeSide.Sell, PositionSide.Short, true), (fill.Trade!.Side, fill.Trade.Position, fill.Trade.IsMaker));
        var asked = Assert.Single(_given.Venue.AskedFor(FuturesFillsPath));
        Assert.Equal("BTCUSDT", asked.Parameter("symbol"));
        Assert.True(long.Parse(asked.Parameter("endTime")!) - long.Parse(asked.Parameter("startTime")!) < TimeSpan.FromDays(7).TotalMilliseconds);
    }

    [Fact]
    public void A_week_of_more_than_a_thousand_fills_is_read_on_by_their_ids()
    {
        var at = ManualClock.Noon.AddDays(-1).ToUnixTimeMilliseconds();
        _given.Venue
            .On(IncomePath, asked => ScriptedVenue.Json(long.Parse(asked.Parameter("endTime")!) >= at
                ? $$"""[{"symbol":"BTCUSDT","incomeType":"COMMISSION","income":"-0.01","asset":"USDT","time":{{at}},"tranId":1}]"""
                : "[]"))
            .On(FuturesFillsPath, asked => ScriptedVenue.Json(asked.Parameter("fromId") is null ? Fills(1, 1_000, at: at) : Fills(1_001, 2, at: at)));

        Assert.Equal(1_002, Walk("futures-fills").Transactions.Length);
        Assert.Equal([null, "1001"], _given.Venue.AskedFor(FuturesFillsPath).Select(asked => asked.Parameter("fromId")));
    }

    [Fact]
    public void Coin_fills_pay_in_the_coin()
    {
        var at = ManualClock.Noon.AddDays(-1).ToUnixTimeMilliseconds();
        _given.Venue
            .On("/dapi/v1/income", asked => ScriptedVenue.Json(long.Parse(asked.Parameter("endTime")!) >= at
                ? $$"""[{"symbol":"BTCUSD_PERP","incomeType":"REALIZED_PNL","income":"0.01","asset":"BTC","time":{{at}},"tranId":1}]"""
                : "[]"))
            .On("/dapi/v1/userTrades", $$"""
                [{"symbol":"BTCUSD_PERP","id":6,"orderId":28,"pair":"BTCUSD","side":"SELL","price":"8800","qty":"1","realizedPnl":"0.01","marginAsset":"BTC","baseQty":"0.01136364",
                  "commission":"0.00000454","commissionAsset":"BTC","time":{{at}},"positionSide":"BOTH","buyer":false,"maker":false}]
                """);

        var fill = Assert.Single(Walk("coin-futures-fills").Transactions);

        Assert.Equal(("coin-futures-fill:BTCUSD_PERP:6", WalletKind.CoinFutures), (fill.Id, fill.Wallet));
        Assert.Equal([new Money(0.01m, Asset.Btc), new Money(-0.00000454m, Asset.Btc)], fill.Legs.Select(leg => leg.Change));
        Assert.Equal((1m, new Symbol(Asset.Btc, Asset.Usd), null), (fill.Trade!.Quantity, fill.Trade.Symbol, fill.Trade.Position));
    }

    [Fact]
    public void A_futures_wallet_that_was_never_opened_has_no_history()
    {
        _given.Venue.On(IncomePath, _ => ScriptedVenue.Json("""{"code":-4109,"msg":"This account is inactive."}""", HttpStatusCode.BadRequest));

        var page = Ask("income", null).Value();

        Assert.True(page.IsEnd);
        Assert.Empty(page.Transactions);
    }

    [Fact]
    public void Conversions_that_do_not_fit_into_an_answer_are_asked_for_in_halves()
    {
        _given.Venue.On("/sapi/v1/convert/tradeFlow", asked =>
        {
            var span = long.Parse(asked.Parameter("endTime")!) - long.Parse(asked.Parameter("startTime")!);
            return ScriptedVenue.Json($$"""
                {"list":[{"orderId":940708407462087195,"orderStatus":"SUCCESS","fromAsset":"USDT","fromAmount":"20","toAsset":"BNB","toAmount":"0.06","createTime":1624248872184},
                         {"orderId":2,"orderStatus":"FAIL","fromAsset":"USDT","fromAmount":"20","toAsset":"BNB","toAmount":"0.06","createTime":1624248872184}],
                 "moreData":{{(span > TimeSpan.FromDays(15).TotalMilliseconds && _given.Venue.AskedFor("/sapi/v1/convert/tradeFlow").Count == 1 ? "true" : "false")}}}
                """);
        });

        var walk = Walk("converts");

        var asked = _given.Venue.AskedFor("/sapi/v1/convert/tradeFlow");
        Assert.Equal(asked[0].Parameter("endTime"), asked[1].Parameter("endTime"));
        Assert.Equal(long.Parse(asked[1].Parameter("startTime")!) - 1, long.Parse(asked[2].Parameter("endTime")!));
        Assert.Equal("convert:940708407462087195", Assert.Single(walk.Transactions.DistinctBy(row => row.Id)).Id);
    }

    [Fact]
    public void Dust_comes_to_what_was_received_and_the_charge()
    {
        _given.Venue.On("/sapi/v1/asset/dribblet", """
            {"total":1,"userAssetDribblets":[{"operateTime":1615985535000,"transId":45178372831,"userAssetDribbletDetails":[
              {"transId":4359321,"serviceChargeAmount":"0.000009","amount":"0.0009","operateTime":1615985535000,"transferedAmount":"0.000441","fromAsset":"USDT"},
              {"transId":4359321,"serviceChargeAmount":"0","amount":"0.0009","transferedAmount":"0.00088156","fromAsset":"ETH"}]}]}
            """);

        var dust = Ask("dust", null).Value().Transactions;

        Assert.Equal(["dust:4359321:USDT", "dust:4359321:ETH"], dust.Select(row => row.Id));
        Assert.Equal(0.000441m, dust[0].Legs.Where(leg => leg.Change.Asset == Bnb).Sum(leg => leg.Change.Amount));
        Assert.Equal(-0.000009m, dust[0].Legs.Single(leg => leg.Kind == LegKind.Fee).Change.Amount);
        Assert.Equal(2, dust[1].Legs.Length);
    }

    [Fact]
    public void Distributions_are_known_by_their_rows_and_what_lending_earned_is_left_to_its_own_list()
    {
        _given.Venue.On("/sapi/v1/asset/assetDividend", """
            {"rows":[{"id":1637366104,"amount":"10","asset":"BHFT","divTime":1563189166000,"enInfo":"BHFT distribution","tranId":2968885920},
                     {"id":1631750237,"amount":"10","asset":"BHFT","divTime":1563189165000,"enInfo":"BHFT airdrop","tranId":2968885920},
                     {"id":3,"amount":"1","asset":"USDT","divTime":1563189165000,"enInfo":"Simple Earn Flexible Interest","tranId":3}],"total":900}
            """);

        Assert.Equal(
            [("distribution:1637366104", TransactionKind.Distribution), ("distribution:1631750237", TransactionKind.Airdrop)],
            Ask("distributions", null).Value().Transactions.Select(row => (row.Id, row.Kind)));
    }

    [Fact]
    public void Rewards_that_are_lent_again_stay_in_earn_and_others_come_to_spot()
    {
        _given.Venue
            .On("/sapi/v1/simple-earn/flexible/history/rewardsRecord", asked => ScriptedVenue.Json(asked.Parameter("type") == "REWARDS" ? """{"rows":[],"total":0}""" :
                $$"""{"rows":[{"asset":"USDT","rewards":"0.5","projectId":"USDT001","type":"{{asked.Parameter("type")}}","time":1700000000000}],"total":1}"""))
            .On("/sapi/v1/simple-earn/locked/history/rewardsRecord", """
                {"rows":[{"positionId":123123,"time":1700000000000,"asset":"BNB","lockPeriod":"30","amount":"2","type":"Locked Rewards"},
                         {"positionId":123123,"time":1700000000000,"asset":"BNB","amount":"1","type":"Boost Rewards"}],"total":1}
                """);

        var rewards = Walk("earn-rewards").Transactions.DistinctBy(row => row.Id).ToList();

        Assert.Equal(
            [WalletKind.Earn, WalletKind.Spot, WalletKind.Spot, WalletKind.Spot], rewards.Select(row => row.Wallet));
        Assert.Equal([0.5m, 0.5m, 2m, 1m], rewards.Select(row => row.Legs[0].Change.Amount));
        Assert.All(_given.Venue.AskedFor("/sapi/v1/simple-earn/locked/history/rewardsRecord"), asked =>
            Assert.True(long.Parse(asked.Parameter("endTime")!) - long.Parse(asked.Parameter("startTime")!) < TimeSpan.FromDays(30).TotalMilliseconds));
    }

    [Fact]
    public void A_transfer_is_told_by_the_wallets_that_do_not_tell_it_themselves()
    {
        _given.Venue.On("/sapi/v1/asset/transfer", asked => ScriptedVenue.Json(asked.Parameter("type") is "MAIN_UMFUTURE" or "MAIN_FUNDING"
            ? $$"""{"total":1,"rows":[{"asset":"USDT","amount":"1","type":"{{asked.Parameter("type")}}","status":"CONFIRMED","tranId":{{asked.Parameter("type")!.Length}},"timestamp":1772300000000}]}"""
            : asked.Parameter("type") == "MARGIN_CMFUTURE" ? "{}" : """{"total":0,"rows":[]}"""));

        Assert.Equal(
            [("transfer:12:out", WalletKind.Spot, WalletKind.Funding), ("transfer:12:in", WalletKind.Funding, WalletKind.Spot), ("transfer:13:out", WalletKind.Spot, WalletKind.Futures)],
            Walk("transfers").Transactions.Select(row => (row.Id, row.Wallet, row.Counterpart!.Value)).DistinctBy(row => row.Id));
    }

    [Fact]
    public void A_type_of_transfer_that_the_venue_does_not_know_is_passed_over()
    {
        _given.Venue.On("/sapi/v1/asset/transfer", _ => ScriptedVenue.Json("""{"code":-1102,"msg":"Illegal type"}""", HttpStatusCode.BadRequest));

        Assert.Empty(Walk("transfers").Transactions);
    }

    [Fact]
    public void Government_money_counts_once_it_came_and_its_direction_is_the_questions()
    {
        _given.Venue.On("/sapi/v1/fiat/orders", asked => ScriptedVenue.Json($$"""
            {"code":"000000","data":[
              {"orderNo":"{{asked.Parameter("transactionType")}}-a","fiatCurrency":"EUR","indicatedAmount":"100","amount":"99","totalFee":"1","status":"Successful","createTime":1626144956000},
              {"orderNo":"{{asked.Parameter("transactionType")}}-b","fiatCurrency":"EUR","indicatedAmount":"100","amount":"99","totalFee":"1","status":"Expired","createTime":1626144956000}],"total":2}
            """));

        var orders = Walk("fiat-orders").Transactions.DistinctBy(row => row.Id).ToList();

        Assert.Equal([("fiat-order:0-a", TransactionKind.FiatDeposit), ("fiat-order:1-a", TransactionKind.FiatWithdrawal)], orders.Select(row => (row.Id, row.Kind)));
        Assert.Equal([99m, -100m], orders.Select(row => row.Legs.Sum(leg => leg.Change.Amount)));
    }

    [Fact]
    public void Coins_bought_by_card_cost_money_that_came_from_the_card()
    {
        _given.Venue.On("/sapi/v1/fiat/payments", asked => ScriptedVenue.Json(asked.Parameter("transactionType") == "0" ? """
            {"code":"000000","data":[
              {"orderNo":"1","sourceAmount":"20.0","fiatCurrency":"EUR","obtainAmount":"4.462","cryptoCurrency":"LUNA","totalFee":"0.2","status":"Completed","paymentMethod":"Credit Card","createTime":1624529919000},
              {"orderNo":"2","sourceAmount":"20.0","fiatCurrency":"EUR","obtainAmount":"4.462","cryptoCurrency":"LUNA","totalFee":"0.2","status":"Completed","paymentMethod":"Cash Balance","createTime":1624529919000},
              {"orderNo":"3","sourceAmount":"20.0","fiatCurrency":"EUR","obtainAmount":"4.462","cryptoCurrency":"LUNA","totalFee":"0.2","status":"Failed","createTime":1624529919000}],"total":3}
            """ : """{"code":"000000","message":"success","success":true}"""));

        var payments = Walk("fiat-payments").Transactions.DistinctBy(row => row.Id).ToList();

        Assert.Equal(["fiat-payment:1:money", "fiat-payment:1", "fiat-payment:2"], payments.Select(row => row.Id));
        Assert.Equal(0m, payments.Take(2).SelectMany(row => row.Legs).Where(leg => leg.Change.Asset.Code == "EUR").Sum(leg => leg.Change.Amount));
        Assert.Equal(-20m, payments[2].Legs.Where(leg => leg.Change.Asset.Code == "EUR").Sum(leg => leg.Change.Amount));
        Assert.Equal((4.462m, 19.8m / 4.462m), (payments[1].Trade!.Quantity, payments[1].Trade!.Price));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("[1]")]
    [InlineData("""{"start":-5,"list":99}""")]
    [InlineData("""{"first":9999999999999999,"start":1}""")]
    [InlineData("""{"known":null,"todo":[]}""")]
    [InlineData("""{"known":{"X":{"next":-1}},"empty":[]}""")]
    [InlineData("""{"start":5,"end":1,"page":-7}""")]
    [InlineData("""{"step":7,"next":1,"floor":1}""")]
    [InlineData("""{"step":0,"next":1772400000000,"floor":1772400000000,"from":5,"to":1}""")]
    [InlineData("""{"step":1,"next":9999999999999999,"floor":9999999999999999,"list":3}""")]
    public void A_cursor_that_nobody_can_read_begins_anew(string cursor)
    {
        _given.Venue.On(FillsPath, "[]").On(IncomePath, "[]").On(FuturesFillsPath, "[]").On("/sapi/v1/capital/deposit/hisrec", "[]").On(WithdrawalsPath, "[]");

        foreach (var history in (string[])["spot-fills", "futures-fills", "income", "deposits", "withdrawals"])
        {
            Assert.NotNull(Ask(history, cursor, Asset.Btc).Answer());
        }
    }

    [Fact]
    public void A_history_binance_does_not_keep_is_a_mistake() => Assert.Throws<ArgumentOutOfRangeException>(() => Ask("bills", null));

    [Fact]
    public void Every_history_is_described_once()
    {
        var histories = _given.Binance.Venue.Histories;

        Assert.Equal(histories.Length, histories.DistinctBy(history => history.Id).Count());
        Assert.All(histories, history => Assert.Matches("^[a-z-]+$", history.Id));
        Assert.All(histories, history => Assert.NotEmpty(history.Name));
    }

    private void GivenWithdrawals(params DateTimeOffset[] applied) => _given.Venue.On(WithdrawalsPath, asked => ScriptedVenue.Json($"[{string.Join(',', applied
        .Where(at => at.ToUnixTimeMilliseconds() >= long.Parse(asked.Parameter("startTime")!) && at.ToUnixTimeMilliseconds() <= long.Parse(asked.Parameter("endTime")!))
        .Select(at => $$"""{"id":"{{at:yyyyMMdd}}","amount":"1","transactionFee":"0","coin":"USDT","status":6,"applyTime":"{{at:yyyy-MM-dd HH:mm:ss}}"}"""))}]"));

    private static string Id(DateTimeOffset applied) => $"withdrawal:{applied:yyyyMMdd}";

    /// <summary>To the end of one walk, and how many requests it took.</summary>
    private (ImmutableArray<Transaction> Found, int Requests) Look(string history, string? cursor, DateTimeOffset? since)
    {
        var found = ImmutableArray.CreateBuilder<Transaction>();
        for (var requests = 1; ; requests++)
        {
            ExchangeReply<HistoryPage> reply;
            while ((reply = _given.Ask(() => _given.Binance.GetTransactionsAsync(
                Given.Credentials, new HistoryQuery(history, cursor, []) { AccountSince = since }, CancellationToken.None)))
                is ExchangeReply<HistoryPage>.Failure { Fault: { Kind: FaultKind.Deferred, RetryAfter: { } wait } })
            {
                _given.Clock.Advance(wait);
            }

            found.AddRange(reply.Value().Transactions);
            _last = cursor = reply.Value().Cursor;
            if (reply.Value().IsEnd)
            {
                return (found.ToImmutable(), requests);
            }
        }
    }

    private static string Fills(int first, int count, string symbol = "BTCUSDT", long at = 1_772_400_000_000) => $"[{string.Join(',', Enumerable.Range(first, count).Select(id =>
        $$"""{"symbol":"{{symbol}}","id":{{id}},"orderId":1,"price":"2","qty":"1","quoteQty":"2","commission":"0","commissionAsset":"BNB","time":{{at}},"isBuyer":true,"isMaker":false}"""))}]";

    private (ImmutableArray<Transaction> Transactions, List<HistoryPage> Pages) Walk(string history, params Asset[] seen) => Walk(history, null, seen);

    /// <summary>To the end, as a patient caller goes.</summary>
    private (ImmutableArray<Transaction> Transactions, List<HistoryPage> Pages) Walk(string history, string? cursor, Asset[] seen)
    {
        var pages = new List<HistoryPage>();
        while (true)
        {
            var reply = Ask(history, cursor, seen);
            if (reply is ExchangeReply<HistoryPage>.Failure { Fault: { Kind: FaultKind.Deferred, RetryAfter: { } wait } })
            {
                _given.Clock.Advance(wait);
                continue;
            }

            pages.Add(reply.Value());
            cursor = pages[^1].Cursor;
            if (pages[^1].IsEnd)
            {
                return ([.. pages.SelectMany(page => page.Transactions)], pages);
            }
        }
    }

    private ExchangeReply<HistoryPage> Ask(string history, string? cursor, params Asset[] seen) =>
        _given.Ask(() => _given.Binance.GetTransactionsAsync(Given.Credentials, new HistoryQuery(history, cursor, [.. seen]), CancellationToken.None));
}
