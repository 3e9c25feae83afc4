using System.Text;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Gateway.Ledger;
using PortfolioOrleans.Gateway.Ledger.Import;

namespace PortfolioOrleans.Gateway.Tests.Ledger;

public sealed class ImportFileTests
{
    [Fact]
    public void Our_own_columns_are_read_as_whoever_writes_them_by_hand_means_them()
    {
        var (format, rows) = Read("""
            external_id,kind,time,received_amount,received_asset,sent_amount,sent_asset,fee_amount,fee_asset,account_id
            a1,buy,2026-01-02T03:04:05Z,0.5,BTC,30000,USD,12.5,USD,
            a2,withdrawal,2026-01-03,,,0.1,BTC,0.0001,BTC,ledger-nano
            """);

        Assert.Equal("portfolio", format);
        var buy = rows[0].Line!;
        Assert.Equal(("manual:a1", TransactionKind.Buy, WalletKind.Spot, null), (buy.Transaction.Id, buy.Transaction.Kind, buy.Transaction.Wallet, buy.Account));
        Assert.Equal("principal 0.5 BTC; principal -30000 USD; fee -12.5 USD", LegText.Of(buy.Transaction.Legs));
        Assert.Equal(("BTC-USD", 0.5m, 60_000m), ($"{buy.Transaction.Trade!.Symbol}", buy.Transaction.Trade.Quantity, buy.Transaction.Trade.Price));
        Assert.Equal("ledger-nano", rows[1].Line!.Account);
        Assert.Equal("principal -0.1 BTC; fee -0.0001 BTC", LegText.Of(rows[1].Line!.Transaction.Legs));
    }

    [Fact]
    public void A_row_that_is_wrong_says_where_and_why_and_the_others_are_read()
    {
        var (_, rows) = Read("""
            external_id,kind,time,received_amount,received_asset,sent_amount,sent_asset
            ok,reward,2026-01-02,1,ETH,,
            ,reward,2026-01-02,1,ETH,,
            long,reward,2026-01-02,0.00000000000000000000000000001,ETH,,
            huge,reward,2026-01-02,79228162514264337593543950336,ETH,,
            kind,gift,2026-01-02,1,ETH,,
            time,reward,yesterday,1,ETH,,
            sides,buy,2026-01-02,1,ETH,,
            negative,reward,2026-01-02,-1,ETH,,
            asset,reward,2026-01-02,1,,,
            """);

        Assert.Null(rows[0].Fault);
        Assert.Equal([3, 4, 5, 6, 7, 8, 9, 10], rows.Skip(1).Select(row => row.Row));
        Assert.All(
            rows.Skip(1).Zip(["external_id is missing", "28 digits", "28 digits", "kind must be one of", "must be a time", "something received and something sent", "above zero", "an asset's code"]),
            pair => Assert.Contains(pair.Second, pair.First.Fault, StringComparison.Ordinal));
    }

    [Fact]
    public void Extremes_keep_every_digit()
    {
        var (_, rows) = Read("""
            external_id,kind,time,received_amount,received_asset
            small,reward,2026-01-02,1E-8,BTC
            tiny,reward,2026-01-02,0.0000000000000000000000000001,WEI
            long,reward,2026-01-02,1.234567890123456789012345678,ETH
            """);

        Assert.Equal(
            [0.00000001m, 0.0000000000000000000000000001m, 1.234567890123456789012345678m], rows.Select(row => row.Line!.Transaction.Legs[0].Change.Amount));
    }

    [Fact]
    public void Binances_trade_history_is_read_and_two_equal_fills_of_one_second_are_two()
    {
        var (format, rows) = Read("""
            "Date(UTC)","Pair","Side","Price","Executed","Amount","Fee"
            "2025-08-30 14:08:53","BTCUSDT","BUY","60,000.5","0.5BTC","30,000.25USDT","0.0005BTC"
            "2025-08-30 14:08:53","BTCUSDT","BUY","60,000.5","0.5BTC","30,000.25USDT","0.0005BTC"
            "25-08-31 00:00:01","1000SATSUSDT","SELL","0.0002","510001000SATS","10.2USDT","0.00001BNB"
            """);

        Assert.Equal("binance_trades", format);
        Assert.Equal("principal 0.5 BTC; principal -30000.25 USDT; fee -0.0005 BTC", LegText.Of(rows[0].Line!.Transaction.Legs));
        Assert.Equal(new DateTimeOffset(2025, 8, 30, 14, 8, 53, TimeSpan.Zero), rows[0].Line!.Transaction.At);
        Assert.NotEqual(rows[0].Line!.Transaction.Id, rows[1].Line!.Transaction.Id);
        Assert.Equal("principal -51000 1000SATS; principal 10.2 USDT; fee -0.00001 BNB", LegText.Of(rows[2].Line!.Transaction.Legs));
        Assert.Equal("1000SATS-USDT", $"{rows[2].Line!.Transaction.Trade!.Symbol}");
    }

    [Fact]
    public void Binances_older_trade_history_is_read_too()
    {
        var (_, rows) = Read("""
            Date(UTC),Market,Type,Price,Amount,Total,Fee,Fee Coin
            2019-08-30 14:08:53,ETHBTC,SELL,0.02,3,0.06,0.0001,BNB
            """);

        Assert.Equal("principal -3 ETH; principal 0.06 BTC; fee -0.0001 BNB", LegText.Of(rows[0].Line!.Transaction.Legs));
    }

    [Fact]
    public void A_file_read_twice_has_the_same_ids()
    {
        const string file = "Date(UTC),Market,Type,Price,Amount,Total,Fee,Fee Coin\n2019-08-30 14:08:53,ETHBTC,SELL,0.02,3,0.06,0.0001,BNB\n2019-08-30 14:08:53,ETHBTC,SELL,0.02,3,0.06,0.0001,BNB\n";

        Assert.Equal(Read(file).Rows.Select(row => row.Line!.Transaction.Id), Read(file).Rows.Select(row => row.Line!.Transaction.Id));
    }

    [Fact]
    public void Binances_transaction_history_puts_the_rows_of_a_trade_together_and_takes_the_rest_by_its_operation()
    {
        var (format, rows) = Read("""
            "User_ID","UTC_Time","Account","Operation","Coin","Change","Remark"
            "1","2024-01-01 10:00:00","Spot","Deposit","USDT","1000.00000000",""
            "1","2024-01-01 10:05:00","Spot","Transaction Buy","BTC","0.02000000",""
            "1","2024-01-01 10:05:00","Spot","Transaction Spend","USDT","-900.00000000",""
            "1","2024-01-01 10:05:00","Spot","Transaction Fee","BNB","-0.00100000",""
            "1","2024-01-01 10:06:00","Spot","Simple Earn Flexible Subscription","BTC","-0.01000000",""
            "1","2024-01-02 00:00:00","Earn","Simple Earn Flexible Interest","BTC","0.00000001",""
            "1","2024-01-02 08:00:00","USD-M Futures","Funding Fee","USDT","-0.12000000",""
            "1","2024-01-02 09:00:00","USD-M Futures","Realized Profit and Loss","USDT","5.00000000",""
            "1","2024-01-02 09:00:00","USD-M Futures","Fee","USDT","-0.02000000",""
            "1","2024-01-03 09:00:00","Spot","Small Assets Exchange BNB","DOGE","-1.50000000",""
            "1","2024-01-03 09:00:00","Spot","Small Assets Exchange BNB","BNB","0.00020000",""
            "1","2024-01-04 09:00:00","Spot","Something New","BTC","1.00000000",""
            """);

        Assert.Equal("binance_statement", format);
        Assert.Equal(
            [
                (2, TransactionKind.Deposit, "principal 1000 USDT"), (3, TransactionKind.Convert, "principal 0.02 BTC; principal -900 USDT; fee -0.001 BNB"),
                (6, TransactionKind.TransferOut, "principal -0.01 BTC"), (7, TransactionKind.Interest, "principal 0.00000001 BTC"),
                (8, TransactionKind.Funding, "principal -0.12 USDT"), (9, TransactionKind.FuturesTrade, "realized_pnl 5 USDT"),
                (10, TransactionKind.FuturesTrade, "fee -0.02 USDT"), (11, TransactionKind.Dust, "principal -1.5 DOGE; principal 0.0002 BNB"),
            ],
            rows.Where(row => row.Line is not null).Select(row => (row.Row, row.Line!.Transaction.Kind, LegText.Of(row.Line.Transaction.Legs))));
        Assert.Equal(WalletKind.Earn, rows[2].Line!.Transaction.Counterpart);
        var wrong = Assert.Single(rows, row => row.Fault is not null);
        Assert.Equal((13, "The operation \"Something New\" is not known."), (wrong.Row, wrong.Fault));
    }

    [Fact]
    public void Okxs_trading_history_joins_the_halves_of_each_fill_and_its_legs_are_what_the_balances_moved_by()
    {
        var (format, rows) = Read("""
            UID:1,Account Type:Main,Time Zone:UTC+3
            id,Order id,Time,Trade Type,Symbol,Action,Amount,Trading Unit,Filled Price,PnL,Fee,Fee Unit,Position Change,Position Balance,Balance Change,Balance,Balance Unit
            102,9,2026-05-27 21:19:55,Spot,BTC-USDT,Sell,3480.8,BTC,64702.8,0,0,USDT,0,0,-3480.8,0,USDT
            101,9,2026-05-27 21:19:55,Spot,BTC-USDT,Buy,0.053791,BTC,64702.8,0,-0.000054,BTC,0,0,0.053737,0,BTC
            103,9,2026-05-27 21:19:55,Spot,BTC-USDT,Buy,0.053791,BTC,64702.8,0,-0.000054,BTC,0,0,0.053737,0,BTC
            104,9,2026-05-27 21:19:55,Spot,BTC-USDT,Sell,3480.8,BTC,64702.8,0,0,USDT,0,0,-3480.8,0,USDT
            105,,2026-05-28 00:00:00,Swap,BTC-USDT-SWAP,Funding fee income,0,BTC,0,0,0,USDT,0,0,1.25,0,USDT
            106,8,2026-05-28 01:00:00,Swap,BTC-USDT-SWAP,Close long,1,BTC,65000,10,-0.5,USDT,0,0,9.5,0,USDT
            107,,2026-05-28 02:00:00,Transfer,,Transfer out,0,,,,,,,,-5,0,USDT
            """);

        Assert.Equal("okx_bills", format);
        Assert.Equal(["okx-bill:101", "okx-bill:103", "okx-bill:105", "okx-bill:106", "okx-bill:107"], rows.Select(row => row.Line!.Transaction.Id));
        Assert.Equal("principal 0.053791 BTC; fee -0.000054 BTC; principal -3480.8 USDT", LegText.Of(rows[0].Line!.Transaction.Legs));
        Assert.Equal(new DateTimeOffset(2026, 5, 27, 18, 19, 55, TimeSpan.Zero), rows[0].Line!.Transaction.At);
        Assert.Equal((64702.8m, TradeSide.Buy), (rows[0].Line!.Transaction.Trade!.Price, rows[0].Line!.Transaction.Trade!.Side));
        Assert.Equal(
            [(TransactionKind.Funding, "principal 1.25 USDT"), (TransactionKind.FuturesTrade, "realized_pnl 10 USDT; fee -0.5 USDT"), (TransactionKind.TransferOut, "principal -5 USDT")],
            rows.Skip(2).Select(row => (row.Line!.Transaction.Kind, LegText.Of(row.Line.Transaction.Legs))));
    }

    [Fact]
    public void Okxs_half_of_a_trade_without_the_other_is_wrong()
    {
        var (_, rows) = Read("""
            id,Order id,Time,Trade Type,Symbol,Action,Amount,Trading Unit,Filled Price,PnL,Fee,Fee Unit,Position Change,Position Balance,Balance Change,Balance,Balance Unit
            101,9,2026-05-27 21:19:55,Spot,BTC-USDT,Buy,0.05,BTC,64702.8,0,0,BTC,0,0,0.05,0,BTC
            """);

        Assert.Contains("do not match", Assert.Single(rows).Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Okxs_funding_bills_are_read()
    {
        var (format, rows) = Read("""
            UID:1,Account Type:Main,Time Zone:UTC+8
            id,Time,Type,Amount,Before Balance,After Balance,Symbol
            1,2026-06-22 20:05:02,From unified trading account,0.45849457,0,0.45849457,BTC
            2,2026-06-23 08:00:00,Deposit,100,0,100,USDT
            3,2026-06-24 08:00:00,Withdrawal,-50,100,49,USDT
            4,2026-06-25 08:00:00,Mystery,1,0,1,USDT
            """);

        Assert.Equal("okx_funding", format);
        Assert.Equal(
            [(TransactionKind.TransferIn, "principal 0.45849457 BTC"), (TransactionKind.Deposit, "principal 100 USDT"), (TransactionKind.Withdrawal, "principal -51 USDT")],
            rows.Take(3).Select(row => (row.Line!.Transaction.Kind, LegText.Of(row.Line.Transaction.Legs))));
        Assert.Equal(new DateTimeOffset(2026, 6, 22, 12, 5, 2, TimeSpan.Zero), rows[0].Line!.Transaction.At);
        Assert.Equal((WalletKind.Funding, WalletKind.Trading), (rows[0].Line!.Transaction.Wallet, rows[0].Line!.Transaction.Counterpart));
        Assert.Equal("The type \"Mystery\" is not known.", rows[3].Fault);
    }

    [Theory]
    [InlineData("a,b,c\n1,2,3\n", "header")]
    [InlineData("", "header")]
    [InlineData("id,kind,time\n\"1,reward,2026-01-01\n", "cannot be read")]
    public void What_is_no_known_file_is_refused(string file, string why) =>
        Assert.Contains(why, Assert.Throws<TransactionFaultException>(() => Read(file)).Message, StringComparison.Ordinal);

    private static (string Format, IReadOnlyList<ImportedRow> Rows) Read(string file) => ImportFile.Read(Encoding.UTF8.GetBytes(file), account: null);
}
