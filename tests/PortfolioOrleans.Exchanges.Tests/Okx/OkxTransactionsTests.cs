using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Tests.Support;

namespace PortfolioOrleans.Exchanges.Tests.Okx;

/// <summary>What the rows of OKX's histories come to.</summary>
public sealed class OkxTransactionsTests
{
    private static readonly Asset Eth = Asset.Parse("ETH");

    private readonly Given _given = new();

    /// <summary>0.00192834 BTC at 51858, for 99.99985572 USDT... to the last digit: 0.00192834 x 51858 = 99.9998557... and a fee in BTC.</summary>
    [Fact]
    public void A_bought_coin_comes_in_its_price_and_its_fee_go_out()
    {
        var fill = Assert.Single(Fills("""
            {"side":"buy","fillSz":"0.00192834","fillPx":"51858","fee":"-0.00000192834","fillPnl":"0","ordId":"680800019749904384","instType":"SPOT","instId":"BTC-USDT",
             "posSide":"net","billId":"680800019754098688","subType":"1","fillTime":"1708587373361","execType":"T","tradeId":"744876980","feeCcy":"BTC","ts":"1708587373362"}
            """));

        Assert.Equal("fill:BTC-USDT:680800019749904384:744876980", fill.Id);
        Assert.Equal((TransactionKind.Buy, WalletKind.Trading, "680800019749904384"), (fill.Kind, fill.Wallet, fill.Reference));
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1708587373361), fill.At);
        Assert.Equal(
            [
                new Leg(LegKind.Principal, new Money(0.00192834m, Asset.Btc)),
                new Leg(LegKind.Principal, new Money(-(0.00192834m * 51858m), Asset.Usdt)),
                new Leg(LegKind.Fee, new Money(-0.00000192834m, Asset.Btc)),
            ],
            fill.Legs.AsEnumerable());
        Assert.Equal(
            new Trade("BTC-USDT", new Symbol(Asset.Btc, Asset.Usdt), TradeSide.Buy, 0.00192834m, 51858m, null, IsMaker: false, "680800019749904384"), fill.Trade);
    }

    [Fact]
    public void A_rebate_comes_in()
    {
        var fill = Assert.Single(Fills("""{"side":"sell","fillSz":"2","fillPx":"3000","fee":"0.6","feeCcy":"USDT","ordId":"1","instType":"MARGIN","instId":"ETH-USDT","billId":"9","execType":"M","tradeId":"7","ts":"1708587373362"}"""));

        Assert.Equal((TransactionKind.Sell, true), (fill.Kind, fill.Trade!.IsMaker));
        Assert.Equal([new Money(-2m, Eth), new Money(6000m, Asset.Usdt), new Money(0.6m, Asset.Usdt)], fill.Legs.Select(leg => leg.Change));
    }

    [Fact]
    public void A_contract_moves_profit_and_fee_alone()
    {
        var fill = Assert.Single(Fills("""
            {"side":"sell","fillSz":"25","fillPx":"61000","fee":"-7.625","feeCcy":"USDT","fillPnl":"250","ordId":"1","instType":"SWAP","instId":"BTC-USDT-SWAP","posSide":"long",
             "billId":"9","execType":"T","tradeId":"7","subType":"5","ts":"1708587373362"}
            """));

        Assert.Equal(TransactionKind.FuturesTrade, fill.Kind);
        Assert.Equal([new Leg(LegKind.RealizedPnl, new Money(250m, Asset.Usdt)), new Leg(LegKind.Fee, new Money(-7.625m, Asset.Usdt))], fill.Legs.AsEnumerable());
        Assert.Equal(
            new Trade("BTC-USDT-SWAP", new Symbol(Asset.Btc, Asset.Usdt), TradeSide.Sell, 25m, 61000m, PositionSide.Long, IsMaker: false, "1"), fill.Trade);
    }

    [Fact]
    public void An_inverse_contract_pays_in_coins_even_when_its_list_is_gone()
    {
        _given.Venue.On("/api/v5/public/instruments", _ => ScriptedVenue.Json("", System.Net.HttpStatusCode.BadGateway));

        var fill = Assert.Single(Fills("""{"side":"buy","fillSz":"1","fillPx":"60000","fee":"","fillPnl":"0.001","ordId":"1","instType":"FUTURES","instId":"BTC-USD-251226","posSide":"net","billId":"9","tradeId":"7","ts":"1708587373362"}"""));

        Assert.Equal([new Leg(LegKind.RealizedPnl, new Money(0.001m, Asset.Btc))], fill.Legs.AsEnumerable());
        Assert.Equal((new Symbol(Asset.Btc, Asset.Usd), (PositionSide?)null), (fill.Trade!.Symbol, fill.Trade.Position));
    }

    [Fact]
    public void Two_orders_of_one_account_that_met_are_two_fills()
    {
        var fills = Fills(
            """{"side":"buy","fillSz":"1","fillPx":"1","ordId":"1","instType":"SPOT","instId":"ETH-USDT","billId":"9","tradeId":"7","ts":"1708587373362"}""",
            """{"side":"sell","fillSz":"1","fillPx":"1","ordId":"2","instType":"SPOT","instId":"ETH-USDT","billId":"8","tradeId":"7","ts":"1708587373362"}""");

        Assert.Equal(2, fills.Select(fill => fill.Id).Distinct().Count());
    }

    [Fact]
    public void Forced_fills_are_called_so_and_conversions_are_left_to_their_history()
    {
        var fills = Fills(
            """{"side":"sell","fillSz":"1","fillPx":"1","fillPnl":"-5","ordId":"1","instType":"SWAP","instId":"BTC-USDT-SWAP","billId":"9","tradeId":"7","subType":"104","feeCcy":"USDT","fee":"0","ts":"1708587373362"}""",
            """{"side":"sell","fillSz":"1","fillPx":"1","ordId":"1","instType":"SPOT","instId":"ETH-USDT","billId":"8","tradeId":"6","subType":"318","ts":"1708587373361"}""");

        Assert.Equal(TransactionKind.Liquidation, Assert.Single(fills).Kind);
    }

    [Theory]
    [InlineData("""{"type":"8","subType":"173","balChg":"-1.5","pnl":"-1.5","fee":"0","instType":"SWAP","mgnMode":"cross"}""", TransactionKind.Funding, LegKind.Principal, -1.5)]
    [InlineData("""{"type":"8","subType":"174","balChg":"2","instType":"SWAP"}""", TransactionKind.Funding, LegKind.Principal, 2)]
    [InlineData("""{"type":"8","subType":"173","balChg":"0","posBalChg":"-1.5","pnl":"-1.5","instType":"SWAP","mgnMode":"isolated"}""", TransactionKind.Funding, LegKind.Principal, -1.5)]
    [InlineData("""{"type":"7","subType":"9","balChg":"-0.25","interest":"0.25"}""", TransactionKind.Interest, LegKind.Principal, -0.25)]
    [InlineData("""{"type":"7","subType":"9","balChg":"0","interest":"0.25"}""", TransactionKind.Interest, LegKind.Principal, -0.25)]
    [InlineData("""{"type":"5","subType":"104","balChg":"-40","pnl":"-40","fee":"0"}""", TransactionKind.Liquidation, LegKind.RealizedPnl, -40)]
    [InlineData("""{"type":"9","subType":"125","balChg":"7","fee":""}""", TransactionKind.Liquidation, LegKind.RealizedPnl, 7)]
    [InlineData("""{"type":"3","subType":"112","balChg":"105","pnl":"5","fee":"0","instType":"FUTURES","mgnMode":"isolated"}""", TransactionKind.Liquidation, LegKind.RealizedPnl, 5)]
    [InlineData("""{"type":"1","subType":"11","balChg":"100","from":"6","to":"18"}""", TransactionKind.TransferIn, LegKind.Principal, 100)]
    [InlineData("""{"type":"1","subType":"12","balChg":"-100","from":"18","to":"6"}""", TransactionKind.TransferOut, LegKind.Principal, -100)]
    [InlineData("""{"type":"33","subType":"306","balChg":"10"}""", TransactionKind.Borrow, LegKind.Principal, 10)]
    [InlineData("""{"type":"22","subType":"308","balChg":"-10"}""", TransactionKind.Repay, LegKind.Principal, -10)]
    [InlineData("""{"type":"10","subType":"108","balChg":"3"}""", TransactionKind.Adjustment, LegKind.Principal, 3)]
    [InlineData("""{"type":"999","subType":"x","balChg":"3"}""", TransactionKind.Adjustment, LegKind.Principal, 3)]
    public void A_bill_moves_one_currency(string row, TransactionKind kind, LegKind leg, decimal change)
    {
        var bill = Assert.Single(Bills(row));

        Assert.Equal((kind, WalletKind.Trading), (bill.Kind, bill.Wallet));
        Assert.Equal([new Leg(leg, new Money(change, Asset.Usdt))], bill.Legs.AsEnumerable());
        Assert.Equal(kind is TransactionKind.TransferIn or TransactionKind.TransferOut ? WalletKind.Funding : (WalletKind?)null, bill.Counterpart);
    }

    [Theory]
    [InlineData("""{"type":"2","subType":"1","balChg":"3","tradeId":"5"}""")]
    [InlineData("""{"type":"2","subType":"1","balChg":"3"}""")]
    [InlineData("""{"type":"5","subType":"104","balChg":"-40","tradeId":"5"}""")]
    [InlineData("""{"type":"6","subType":"160","balChg":"-40","posBalChg":"40"}""")]
    [InlineData("""{"type":"27","subType":"318","balChg":"3"}""")]
    [InlineData("""{"type":"28","subType":"236","balChg":"3"}""")]
    [InlineData("""{"type":"8","subType":"173","balChg":"0"}""")]
    public void What_other_histories_say_or_what_moves_nothing_is_no_bill(string row) => Assert.Empty(Bills(row));

    [Fact]
    public void Small_conversions_too_old_for_their_own_history_are_told_by_the_bills()
    {
        var bill = Assert.Single(Bills("""{"type":"28","subType":"236","balChg":"3"}""", ManualClock.Noon.AddDays(-8)));

        Assert.Equal(TransactionKind.Dust, bill.Kind);
    }

    /// <summary>-42 in cash, 2 of it the fee.</summary>
    [Fact]
    public void A_liquidation_says_what_was_lost_and_what_it_cost()
    {
        var bill = Assert.Single(Bills("""{"type":"5","subType":"104","balChg":"-42","pnl":"-40","fee":"-2"}"""));

        Assert.Equal([new Leg(LegKind.RealizedPnl, new Money(-40m, Asset.Usdt)), new Leg(LegKind.Fee, new Money(-2m, Asset.Usdt))], bill.Legs.AsEnumerable());
    }

    [Theory]
    [InlineData("130", "5", TransactionKind.TransferIn, WalletKind.Trading)]
    [InlineData("131", "-5", TransactionKind.TransferOut, WalletKind.Trading)]
    [InlineData("20", "-5", TransactionKind.TransferOut, null)]
    [InlineData("80", "-5", TransactionKind.TransferOut, null)]
    [InlineData("83", "5", TransactionKind.Reward, null)]
    [InlineData("229", "5", TransactionKind.Airdrop, null)]
    [InlineData("48", "5", TransactionKind.Distribution, null)]
    [InlineData("173", "5", TransactionKind.Rebate, null)]
    [InlineData("9999", "5", TransactionKind.Adjustment, null)]
    [InlineData("", "-5", TransactionKind.Adjustment, null)]
    public void The_funding_accounts_bills_have_a_table_of_their_own(string type, string change, TransactionKind kind, WalletKind? counterpart)
    {
        var bill = Assert.Single(FundingBills($$"""{"billId":"1","ccy":"BTC","balChg":"{{change}}","bal":"7","type":"{{type}}","ts":"1772400000000"}"""));

        Assert.Equal(("funding-bill:1", kind, WalletKind.Funding, counterpart), (bill.Id, bill.Kind, bill.Wallet, bill.Counterpart));
        Assert.Equal([new Leg(LegKind.Principal, new Money(decimal.Parse(change), Asset.Btc))], bill.Legs.AsEnumerable());
    }

    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    [InlineData("13")]
    public void Deposits_and_withdrawals_are_left_to_their_histories(string type) =>
        Assert.Empty(FundingBills($$"""{"billId":"1","ccy":"BTC","balChg":"5","type":"{{type}}","ts":"1772400000000"}"""));

    [Fact]
    public void What_goes_into_simple_earn_arrives_there()
    {
        var moves = FundingBills("""{"billId":"1","ccy":"USDT","balChg":"-5","type":"75","ts":"1772400000000"}""");

        Assert.Equal(
            [(WalletKind.Funding, TransactionKind.TransferOut, WalletKind.Earn, -5m), (WalletKind.Earn, TransactionKind.TransferIn, (WalletKind?)WalletKind.Funding, 5m)],
            moves.Select(move => (move.Wallet, move.Kind, move.Counterpart, move.Legs[0].Change.Amount)));
        Assert.Equal(2, moves.Select(move => move.Id).Distinct().Count());
    }

    [Fact]
    public void A_withdrawals_fee_is_a_leg_of_its_own_under_the_id_of_the_flow()
    {
        _given.Venue.On("/api/v5/asset/withdrawal-history", Envelope(
            """{"wdId":"15","ccy":"ETH","amt":"0.03","fee":"0.007","state":"2","ts":"1772400000000","txId":"0x35"}""",
            """{"wdId":"14","ccy":"ETH","amt":"0.03","fee":"0.007","state":"-2","ts":"1772400000000"}"""));

        var withdrawal = Assert.Single(Read("withdrawals"));

        Assert.Equal(("withdrawal:15", "0x35"), (withdrawal.Id, withdrawal.Reference));
        Assert.Equal([new Leg(LegKind.Principal, new Money(-0.03m, Eth)), new Leg(LegKind.Fee, new Money(-0.007m, Eth))], withdrawal.Legs.AsEnumerable());
    }

    [Theory]
    [InlineData("buy", 0.01, -30)]
    [InlineData("sell", -0.01, 30)]
    public void A_conversion_gives_one_asset_for_another(string side, decimal eth, decimal usdt)
    {
        _given.Venue
            .On("/api/v5/asset/convert/history", Envelope(
                $$"""{"instId":"ETH-USDT","side":"{{side}}","fillPx":"3000","baseCcy":"ETH","quoteCcy":"USDT","fillBaseSz":"0.01","state":"fullyFilled","tradeId":"trader1","fillQuoteSz":"30","ts":"1772400000000"}""",
                """{"instId":"ETH-USDT","side":"buy","baseCcy":"ETH","quoteCcy":"USDT","state":"rejected","tradeId":"trader2","ts":"1772400000000"}"""))
            .On("/api/v5/trade/easy-convert-history", Envelope());

        var convert = Assert.Single(Read("converts"));

        Assert.Equal(("convert:trader1", TransactionKind.Convert), (convert.Id, convert.Kind));
        Assert.Equal([new Money(eth, Eth), new Money(usdt, Asset.Usdt)], convert.Legs.Select(leg => leg.Change).OrderBy(money => money.Asset));
    }

    [Fact]
    public void Small_conversions_of_one_moment_are_one_for_each_asset()
    {
        _given.Venue.On("/api/v5/asset/convert/history", Envelope()).On("/api/v5/trade/easy-convert-history", Envelope(
            """{"fillFromSz":"0.17","fillToSz":"6.7","fromCcy":"OKB","status":"filled","toCcy":"USDC","acct":"18","uTime":"1772400000000"}""",
            """{"fillFromSz":"0.5","fillToSz":"1","fromCcy":"ADA","status":"filled","toCcy":"USDC","acct":"6","uTime":"1772400000000"}""",
            """{"fillFromSz":"","fillToSz":"","fromCcy":"SOL","status":"failed","toCcy":"USDC","acct":"6","uTime":"1772400000000"}"""));

        var converts = Read("converts");

        Assert.Equal(
            [("easy-convert:1772400000000:ADA:USDC", WalletKind.Funding), ("easy-convert:1772400000000:OKB:USDC", WalletKind.Trading)],
            converts.Select(convert => (convert.Id, convert.Wallet)).Order());
        Assert.All(converts, convert => Assert.Equal(TransactionKind.Dust, convert.Kind));
    }

    [Fact]
    public void Savings_earn_by_the_hour()
    {
        _given.Venue.On("/api/v5/finance/savings/lending-history", Envelope(
            """{"ccy":"ETH","amt":"0.2","earnings":"0.00000136","rate":"0.06","ts":"1772403600000"}""",
            """{"ccy":"ETH","amt":"0.2","earnings":"0","rate":"0.06","ts":"1772400000000"}"""));

        var reward = Assert.Single(Read("savings"));

        Assert.Equal(("savings:ETH:1772403600000", TransactionKind.Reward, WalletKind.Earn), (reward.Id, reward.Kind, reward.Wallet));
        Assert.Equal([new Leg(LegKind.Principal, new Money(0.00000136m, Eth))], reward.Legs.AsEnumerable());
    }

    private List<Transaction> Fills(params string[] rows)
    {
        _given.Venue.On("/api/v5/trade/fills", Envelope(rows)).On("/api/v5/trade/fills-history", Envelope());
        return Read("fills");
    }

    private List<Transaction> Bills(string row, DateTimeOffset? at = null)
    {
        var time = (at ?? ManualClock.Noon.AddDays(-1)).ToUnixTimeMilliseconds();
        _given.Venue
            .On("/api/v5/account/bills", Envelope($$"""{"billId":"77","ccy":"USDT","ts":"{{time}}",{{row[1..]}}"""))
            .On("/api/v5/account/bills-archive", Envelope());
        return Read("bills");
    }

    private List<Transaction> FundingBills(string row)
    {
        _given.Venue.On("/api/v5/asset/bills", Envelope(row)).On("/api/v5/asset/bills-history", Envelope());
        return Read("funding-bills");
    }

    private List<Transaction> Read(string history)
    {
        var all = new List<Transaction>();
        string? cursor = null;
        for (var isEnd = false; !isEnd;)
        {
            var page = _given.Ask(() => _given.Okx.GetTransactionsAsync(Given.Credentials, new HistoryQuery(history, cursor, []), CancellationToken.None)).Value();
            all.AddRange(page.Transactions);
            (cursor, isEnd) = (page.Cursor, page.IsEnd);
        }

        return all;
    }

    private static string Envelope(params string[] rows) => $$"""{"code":"0","msg":"","data":[{{string.Join(',', rows)}}]}""";
}
