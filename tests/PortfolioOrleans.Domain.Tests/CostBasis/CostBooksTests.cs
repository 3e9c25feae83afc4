using PortfolioOrleans.Domain.CostBasis;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Pnl;
using PortfolioOrleans.Domain.Values;
using static PortfolioOrleans.Domain.Tests.Given;
using static PortfolioOrleans.Domain.Tests.Ledger.Lines;

namespace PortfolioOrleans.Domain.Tests.CostBasis;

public sealed class CostBooksTests
{
    private static Bookkeeping Keep(CostRules rules, IEnumerable<LedgerEntry> lines, params (string Asset, decimal Price)[] prices) => CostBooks.Keep(
        LedgerHistory.Known(lines), rules, (asset, _) => prices.Where(price => price.Asset == asset.Code).Select(price => (decimal?)price.Price).FirstOrDefault());

    private static CostRules Fifo => CostRules.For(Asset.Usd, CostMethod.Fifo);

    [Fact]
    public void A_purchase_costs_what_was_given_and_its_fee()
    {
        var kept = Keep(Fifo, [Buys("1", 0, 2m, "BTC", 200m, fee: (-1m, "USD"))]);

        Assert.Equal((2m, 201m), kept.Books.HeldOf(Asset.Btc));
    }

    [Fact]
    public void A_sale_gains_what_it_brought_less_fee_and_cost()
    {
        var kept = Keep(Fifo, [Buys("1", 0, 2m, "BTC", 200m), Sells("2", 1, 1m, "BTC", 150m, fee: (-3m, "USD"))]);

        Assert.Equal(47m, kept.Made.OfType<Disposal>().Single().Gain);
    }

    [Fact]
    public void A_fee_in_a_third_asset_costs_its_value_and_disposes_of_that_asset()
    {
        // One BNB bought for 4 is worth 10 when it pays the fee of a purchase for 100.
        var kept = Keep(Fifo, [Buys("1", 0, 1m, "BNB", 4m), Buys("2", 1, 1m, "BTC", 100m, fee: (-1m, "BNB"))], ("BNB", 10m));

        Assert.Equal((1m, 110m), kept.Books.HeldOf(Asset.Btc));
        var disposal = kept.Made.OfType<Disposal>().Single();
        Assert.Equal((DisposalReason.Fee, 10m, 6m), (disposal.Why, disposal.Proceeds, disposal.Gain));
        Assert.Equal((0m, 0m), kept.Books.HeldOf(Coin("BNB")));
    }

    [Fact]
    public void A_fee_apart_is_an_expense_of_its_own()
    {
        var kept = Keep(Fifo with { Fees = FeeTreatment.Apart }, [Buys("1", 0, 1m, "BTC", 100m, fee: (-1m, "USD"))]);

        Assert.Equal((1m, 100m), kept.Books.HeldOf(Asset.Btc));
        Assert.Equal(-1m, kept.Made.OfType<FeePaid>().Single().Result);
    }

    [Fact]
    public void A_swap_disposes_of_what_is_given_at_the_market()
    {
        var kept = Keep(Fifo, [Buys("1", 0, 1m, "BTC", 100m), Line("2", TransactionKind.Convert, 1, [(-1m, "BTC"), (10m, "ETH")])], ("BTC", 130m), ("ETH", 12m));

        Assert.Equal(30m, kept.Made.OfType<Disposal>().Single().Gain);
        Assert.Equal((10m, 130m), kept.Books.HeldOf(Coin("ETH")));
    }

    [Fact]
    public void A_trade_against_a_stablecoin_is_worth_what_the_stablecoin_is()
    {
        var kept = Keep(Fifo, [Buys("1", 0, 1_000m, "USDT", 1_000m), Buys("2", 1, 1m, "BTC", 500m, with: "USDT")], ("USDT", 0.99m), ("BTC", 777m));

        Assert.Equal((1m, 495m), kept.Books.HeldOf(Asset.Btc));
        Assert.Equal(-5m, kept.Made.OfType<Disposal>().Single().Gain);
    }

    [Fact]
    public void Without_a_price_a_swap_makes_neither_gain_nor_loss_and_says_so()
    {
        var kept = Keep(Fifo, [Buys("1", 0, 1m, "BTC", 100m), Line("2", TransactionKind.Convert, 1, [(-1m, "BTC"), (10m, "XYZ")])]);

        var disposal = kept.Made.OfType<Disposal>().Single();
        Assert.False(disposal.IsPriced);
        Assert.Equal(0m, disposal.Gain);
        Assert.Equal((10m, 100m), kept.Books.HeldOf(Coin("XYZ")));
    }

    [Fact]
    public void What_was_never_bought_cost_nothing_and_is_flagged()
    {
        var kept = Keep(Fifo, [Sells("1", 0, 1m, "BTC", 100m)]);

        var report = PnlReport.BySymbol(kept.Made);
        Assert.Equal(100m, report.Total.Realized.Amount);
        Assert.Equal("1", Assert.Single(report.Incomplete));
    }

    [Fact]
    public void A_deposit_is_no_gain()
    {
        var kept = Keep(Fifo, [Line("1", TransactionKind.Deposit, 0, [(2m, "BTC")])], ("BTC", 50m));

        Assert.Equal(0m, kept.Made.Sum(booking => booking.Result));
        Assert.Equal((2m, 100m), kept.Books.HeldOf(Asset.Btc));
        Assert.Equal(CostOrigin.Assumed, kept.Books.ByPlace.Values.Single().Lots[0].Origin);
        Assert.Equal(100m, kept.Made.OfType<CapitalFlow>().Single().Value);
    }

    [Fact]
    public void A_deposit_can_be_taken_to_have_cost_nothing()
    {
        var kept = Keep(Fifo with { UnknownCost = UnknownCost.Zero }, [Line("1", TransactionKind.Deposit, 0, [(2m, "BTC")])], ("BTC", 50m));

        Assert.Equal((2m, 0m), kept.Books.HeldOf(Asset.Btc));
        Assert.Equal(CostOrigin.Missing, kept.Books.ByPlace.Values.Single().Lots[0].Origin);
    }

    [Fact]
    public void A_withdrawal_is_no_loss()
    {
        var kept = Keep(Fifo, [Buys("1", 0, 2m, "BTC", 200m), Line("2", TransactionKind.Withdrawal, 1, [(-1m, "BTC")])], ("BTC", 50m));

        Assert.Equal(0m, kept.Made.Sum(booking => booking.Result));
        Assert.Equal((-50m, -100m), kept.Made.OfType<CapitalFlow>().Select(flow => (flow.Value, flow.Cost)).Single());
    }

    [Fact]
    public void A_transfer_between_wallets_carries_date_cost_and_fee()
    {
        var bought = Buys("1", 0, 10m, "BTC", 1_000m, fee: (-5m, "USD"));
        var left = Line("2", TransactionKind.TransferOut, 5, [(-10m, "BTC")], wallet: WalletKind.Spot, counterpart: WalletKind.Funding);
        var came = Line("3", TransactionKind.TransferIn, 5, [(10m, "BTC")], wallet: WalletKind.Funding, counterpart: WalletKind.Spot);

        foreach (var order in new LedgerEntry[][] { [bought, left, came], [bought, came, left], [bought, left], [bought, came] })
        {
            var books = order.Aggregate(CostBooks.Empty(Fifo), (books, entry) => books.Record(entry, (_, _) => null).Next);

            var (place, book) = books.ByPlace.Single();
            Assert.Equal("main/Funding", place.Place);
            Assert.Equal(new Lot("1", Noon, 10m, 1_000m, 5m), book.Lots.Single());
        }
    }

    /// <summary>Binance tells what came to the futures wallet without saying from where, and what left the spot wallet with its target.</summary>
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void A_half_that_does_not_name_the_other_wallet_finds_its_partner_whichever_comes_first(bool leftNames, bool cameNames)
    {
        var bought = Buys("1", 0, 30m, "BTC", 3_000m, fee: (-5m, "USD"));
        var left = Line("2", TransactionKind.TransferOut, 5, [(-10m, "BTC")], wallet: WalletKind.Spot, counterpart: leftNames ? WalletKind.Futures : null);
        var came = Line("3", TransactionKind.TransferIn, 5, [(10m, "BTC")], wallet: WalletKind.Futures, counterpart: cameNames ? WalletKind.Spot : null);

        foreach (var order in new LedgerEntry[][] { [bought, left, came], [bought, came, left] })
        {
            foreach (var method in Enum.GetValues<CostMethod>())
            {
                var books = order.Aggregate(CostBooks.Empty(CostRules.For(Asset.Usd, method)), (books, entry) => books.Record(entry, (_, _) => null).Next);

                Assert.Equal(
                    [("main/Futures", 10m, 1_000m, 0m), ("main/Spot", 20m, 2_000m, 0m)],
                    books.ByPlace.OrderBy(place => place.Key.Place).Select(place => (place.Key.Place, place.Value.Quantity, place.Value.Cost, place.Value.UnknownQuantity)));
                Assert.Equal(Noon, books.ByPlace.Values.SelectMany(book => book.Lots).Max(lot => lot.AcquiredAt));
            }
        }
    }

    [Fact]
    public void What_was_sold_before_it_was_known_where_it_came_from_costs_when_it_is()
    {
        var kept = Keep(
            Fifo,
            [
                Buys("1", 0, 10m, "BTC", 1_000m),
                Line("2", TransactionKind.TransferIn, 1, [(10m, "BTC")], wallet: WalletKind.Futures),
                Line("3", TransactionKind.Sell, 2, [(-4m, "BTC"), (500m, "USD")], wallet: WalletKind.Futures),
                Line("4", TransactionKind.TransferOut, 3, [(-10m, "BTC")], wallet: WalletKind.Spot, counterpart: WalletKind.Futures),
            ],
            ("BTC", 100m));

        Assert.Equal(100m, kept.Made.Sum(booking => booking.Result));
        Assert.Equal((6m, 600m), kept.Books.HeldOf(Asset.Btc));
    }

    [Fact]
    public void A_transfer_between_accounts_carries_lots_and_loses_the_networks_fee()
    {
        var kept = Keep(
            Fifo,
            [
                Buys("1", 0, 10m, "BTC", 1_000m),
                Line("2", TransactionKind.Withdrawal, 1, [(-10m, "BTC")], reference: "hash"),
                Line("3", TransactionKind.Deposit, 1.1, [(9m, "BTC")], account: "other", reference: "hash"),
            ],
            ("BTC", 120m));

        var (place, book) = kept.Books.ByPlace.Single();
        Assert.Equal("other/Spot", place.Place);
        Assert.Equal((9m, 900m, Noon), (book.Quantity, book.TotalCost, book.Lots[0].AcquiredAt));
        Assert.Empty(kept.Made.OfType<CapitalFlow>());
        Assert.Equal(-100m, kept.Made.Sum(booking => booking.Result)); // A fee worth 120 whose coin had gained 20.
    }

    [Fact]
    public void What_is_on_its_way_is_still_there()
    {
        var known = LedgerHistory.Known(
        [
            Buys("1", 0, 10m, "BTC", 1_000m),
            Line("2", TransactionKind.Withdrawal, 1, [(-10m, "BTC")], reference: "hash"),
            Line("3", TransactionKind.Deposit, 2, [(10m, "BTC")], account: "other", reference: "hash"),
        ]);
        var pairs = TransferIndex.Of(TransferMatching.Match(known));

        var underWay = known.Take(2).Aggregate(CostBooks.Empty(Fifo), (books, entry) => books.Record(entry, (_, _) => 120m, pairs).Next);

        Assert.Empty(underWay.ByPlace);
        Assert.Equal(200m, UnrealizedPnl.At(underWay, Noon.AddDays(1.5), (_, _) => 120m).Total.Amount);
    }

    [Fact]
    public void Each_wallet_sells_its_own_lots_and_a_pool_sells_the_oldest()
    {
        LedgerEntry[] lines =
        [
            Line("1", TransactionKind.Buy, 0, [(1m, "BTC"), (-10m, "USD")], account: "one"),
            Line("2", TransactionKind.Buy, 1, [(1m, "BTC"), (-30m, "USD")], account: "two"),
            Line("3", TransactionKind.Sell, 2, [(-1m, "BTC"), (50m, "USD")], account: "two"),
        ];

        Assert.Equal(20m, Keep(Fifo, lines).Made.OfType<Disposal>().Single().Gain);
        Assert.Equal(40m, Keep(Fifo with { Scope = LotScope.Pool }, lines).Made.OfType<Disposal>().Single().Gain);
    }

    [Fact]
    public void A_reward_is_income_at_its_value_and_then_costs_it()
    {
        var kept = Keep(Fifo, [Line("1", TransactionKind.Reward, 0, [(2m, "ETH")]), Sells("2", 1, 2m, "ETH", 30m)], ("ETH", 10m));

        Assert.Equal(20m, kept.Made.OfType<Income>().Single().Value);
        Assert.Equal(10m, kept.Made.OfType<Disposal>().Single().Gain);
    }

    [Fact]
    public void Futures_keep_profit_funding_and_commission_apart()
    {
        var trade = new Transaction(
            "1", TransactionKind.FuturesTrade, Noon, WalletKind.Futures,
            [new Leg(LegKind.RealizedPnl, new Money(50m, Asset.Usdt)), new Leg(LegKind.Fee, new Money(-2m, Asset.Usdt))],
            new Trade("BTCUSDT", new Symbol(Asset.Btc, Asset.Usdt), TradeSide.Sell, 1m, 100m));
        var kept = Keep(Fifo, [LedgerEntry.Of("main", trade, Noon), Line("2", TransactionKind.Funding, 1, [(-3m, "USDT")], wallet: WalletKind.Futures)], ("USDT", 1m));

        var total = PnlReport.ByAccount(kept.Made).Total;
        Assert.Equal((50m, -2m, -3m, 45m), (total.FuturesPnl.Amount, total.Commission.Amount, total.Funding.Amount, total.Total));
        Assert.Contains(PnlReport.BySymbol(kept.Made).Rows, row => row is { Key: "BTC-USDT", FuturesPnl.Amount: 50m });
        Assert.Equal((45m, 45m), kept.Books.HeldOf(Asset.Usdt));
    }

    [Fact]
    public void A_short_sale_on_margin_gains_when_the_debt_is_given_back_cheaper()
    {
        // Borrowed and sold at 100, bought back at 80.
        var prices = new Queue<decimal>([100m, 100m, 80m, 80m]);
        var kept = CostBooks.Keep(
            [
                Line("1", TransactionKind.Borrow, 0, [(1m, "BTC")]),
                Sells("2", 1, 1m, "BTC", 100m),
                Buys("3", 2, 1m, "BTC", 80m),
                Line("4", TransactionKind.Repay, 3, [(-1m, "BTC")]),
            ],
            Fifo,
            (_, _) => prices.TryDequeue(out var price) ? price : null);

        Assert.Equal(20m, kept.Made.Sum(booking => booking.Result));
        Assert.Empty(kept.Books.Debts);
    }

    [Fact]
    public void Dust_shares_its_value_by_what_each_was_worth()
    {
        var kept = Keep(
            Fifo,
            [Buys("1", 0, 1m, "ETH", 1m), Buys("2", 0, 1m, "BTC", 1m), Line("3", TransactionKind.Dust, 1, [(-1m, "ETH"), (-1m, "BTC"), (4m, "BNB")])],
            ("ETH", 10m), ("BTC", 30m), ("BNB", 11m));

        Assert.Equal([9m, 29m], kept.Made.OfType<Disposal>().Select(disposal => disposal.Gain));
        Assert.Equal((4m, 40m), kept.Books.HeldOf(Coin("BNB")));
    }

    [Fact]
    public void Switching_the_method_changes_what_comes_and_never_what_was()
    {
        LedgerEntry[] lines =
        [
            Buys("1", 0, 2m, "BTC", 20m), Buys("2", 1, 2m, "BTC", 60m), Sells("3", 2, 1m, "BTC", 50m), Sells("4", 10, 1m, "BTC", 50m),
        ];

        var before = Keep(Fifo, lines).Made.OfType<Disposal>().ToList();
        var switched = Keep(Fifo with { Methods = [.. Fifo.Methods, new MethodSince(Noon.AddDays(5), CostMethod.Hifo)] }, lines).Made.OfType<Disposal>().ToList();

        Assert.Equal([40m, 40m], before.Select(disposal => disposal.Gain));
        Assert.Equal([40m, 20m], switched.Select(disposal => disposal.Gain));
    }

    [Fact]
    public void A_fill_that_arrives_late_changes_figures_from_its_own_time_on()
    {
        // The first purchase is told of three days after the sale that consumed it.
        var late = Buys("1", 0, 1m, "BTC", 10m) with { RecordedAt = Noon.AddDays(5) };
        LedgerEntry[] lines = [late, Buys("2", 1, 1m, "BTC", 30m), Sells("3", 2, 1m, "BTC", 50m)];
        decimal GainKnownAt(double day) => CostBooks.Keep(LedgerHistory.Known(lines, Noon.AddDays(day)), Fifo, (_, _) => null).Made.OfType<Disposal>().Single().Gain;

        Assert.Equal(20m, GainKnownAt(3));
        Assert.Equal(40m, GainKnownAt(6));
    }

    [Fact]
    public void A_line_without_a_transaction_cannot_be_booked() => Assert.Throws<ArgumentException>(() =>
        CostBooks.Empty(Fifo).Record(new LedgerEntry("1", "main", null, Noon), (_, _) => null));
}
