using System.Collections.Immutable;
using System.Text.Json;
using PortfolioOrleans.Domain.CostBasis;
using PortfolioOrleans.Domain.Exposure;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Pnl;
using PortfolioOrleans.Domain.Tax;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Domain.Tests.Oracles;

/// <summary>Lots, and what is made of them.</summary>
internal static class CostBasisKinds
{
    public static readonly Dictionary<string, Func<JsonElement, Answer>> All = new(StringComparer.Ordinal)
    {
        ["cost_basis.lots"] = Lots,
        ["cost_basis.trades"] = Trades,
        ["cost_basis.position"] = Position,
        ["cost_basis.fx_gain"] = CurrencyGain,
        ["cost_basis.round_trips"] = RoundTripsOf,
        ["cost_basis.closed_trades"] = ClosedTrades,
        ["cost_basis.holding_steps"] = HoldingSteps,
        ["cost_basis.average_with_fee"] = AverageWithFee,
        ["trade.profit_with_fee"] = ProfitWithFee,
    };

    private static Answer Lots(JsonElement input)
    {
        var (book, holding) = (LotBook.Empty(input.Method()), input.Holding());
        var coin = Asset.Btc;
        List<Answer> disposals = [];
        foreach (var one in input.List("events"))
        {
            var (amount, at) = (one.Exact("amount"), one.Moment("time"));
            switch (one.Text("type"))
            {
                case "acquire":
                    book = book.Acquire(new Lot(one.Text("id"), at, amount, amount * one.Exact("price")));
                    break;
                case "dispose":
                    (book, var released) = book.Release(amount);
                    var price = one.ExactOrNull("price");
                    var lines = TaxLine.Of(new Disposal(one.Text("id"), at, "", coin, DisposalReason.Trade, released, amount * (price ?? 0m), 0m), holding).ToList();
                    var answer = new Answer
                    {
                        { "event", one.Text("id") },
                        { "taxable_amount", lines.Where(line => !line.IsLong).Sum(line => line.Quantity) },
                        { "taxfree_amount", lines.Where(line => line.IsLong).Sum(line => line.Quantity) },
                        { "taxable_cost", lines.Where(line => !line.IsLong).Sum(line => line.Cost) },
                        { "taxfree_cost", lines.Where(line => line.IsLong).Sum(line => line.Cost) },
                        {
                            "matched",
                            lines.Where(line => line.LotId is not null)
                                .Select(line => new Answer { { "lot", line.LotId }, { "amount", line.Quantity }, { "taxable", !line.IsLong } })
                        },
                        { "missing_amount", released.Missing },
                        { "complete", released.IsComplete },
                    };
                    if (price is not null)
                    {
                        answer.Add("pnl_taxable", lines.Where(line => !line.IsLong).Sum(line => line.Gain));
                        answer.Add("pnl_taxfree", lines.Where(line => line.IsLong).Sum(line => line.Gain));
                    }

                    disposals.Add(answer);
                    break;
                case var other:
                    throw new NotSupportedException($"there is no event {other}");
            }
        }

        return new Answer
        {
            { "disposals", disposals },
            { "remaining_lots", book.Lots.Select(lot => new Answer { { "lot", lot.Id }, { "remaining", lot.Quantity } }) },
            { "pool", new Answer { { "amount", book.Quantity }, { "cost", book.TotalCost } } },
        };
    }

    private static Answer Trades(JsonElement input)
    {
        var prices = input.GetProperty("prices").EnumerateObject().ToDictionary(
            asset => Asset.Parse(asset.Name),
            asset => asset.Value.EnumerateObject().ToDictionary(price => price.Name, price => price.Value.AsExact()));
        decimal? PriceOf(Asset asset, DateTimeOffset at) =>
            prices.TryGetValue(asset, out var known) && known.TryGetValue($"{at.ToUnixTimeSeconds()}", out var price) ? price : null;

        var currency = Asset.Parse(input.Text("base_currency"));
        var events = input.List("events").ToList();
        var assets = events.SelectMany(one => new[] { "spend", "receive" }.Where(side => one.GetProperty("type").GetString() == "swap").Select(side => Asset.Parse(one.GetProperty(side).Text("asset"))));
        var rules = CostRules.For(currency, input.Method()) with
        {
            Scope = LotScope.Pool,
            Fees = input.GetProperty("fees_in_cost_basis").GetBoolean() ? FeeTreatment.InCostWithoutGain : FeeTreatment.Apart,
            Cash = [.. assets.Where(asset => Sectors.Of(asset) == Sectors.Fiat)],
            PreferredLegs = [],
        };
        var kept = CostBooks.Keep([.. events.Select(one => TradeEntry(one, rules))], rules, PriceOf);
        var holding = input.Holding();

        return new Answer
        {
            { "totals", Sums(kept.Made, holding) },
            { "per_event", PerEvent(kept.Made, holding) },
            { "holdings", Named(kept.Books.ByPlace.Select(book => (book.Key.Asset.Code, (object?)book.Value.Quantity))) },
        };
    }

    private static Answer PerEvent(IEnumerable<Booking> made, HoldingPeriod holding) =>
        Named(made.GroupBy(booking => booking.EntryId).Select(group => (group.Key, (object?)Sums(group, holding))));

    private static Answer Sums(IEnumerable<Booking> made, HoldingPeriod holding)
    {
        var bookings = made.ToList();
        var lines = bookings.OfType<Disposal>().SelectMany(disposal => TaxLine.Of(disposal, holding)).ToList();
        decimal Gain(bool fees, bool free) => lines.Where(line => line.Why == DisposalReason.Fee == fees && line.IsLong == free).Sum(line => line.Gain);
        var bought = bookings.OfType<Acquisition>().FirstOrDefault();
        return new Answer
        {
            { "trade_taxable", Gain(false, false) },
            { "trade_free", Gain(false, true) },
            { "fee_taxable", Gain(true, false) + bookings.OfType<FeePaid>().Sum(fee => fee.Result) },
            { "fee_free", Gain(true, true) },
            { "income", bookings.OfType<Income>().Sum(income => income.Value) },
            { "cost_per_unit_received", bought is null ? null : (bought.Cost + bought.Fee) / bought.Quantity },
        };
    }

    private static LedgerEntry TradeEntry(JsonElement one, CostRules rules)
    {
        Leg LegOf(JsonElement side, LegKind kind, int sign) => new(kind, new Money(sign * side.Exact("amount"), Asset.Parse(side.Text("asset"))));
        bool IsCash(string side) => Asset.Parse(one.GetProperty(side).Text("asset")) is var asset && (asset == rules.Currency || rules.Cash.Contains(asset));

        var (kind, legs) = one.Text("type") switch
        {
            "swap" => (IsCash("receive") ? TransactionKind.Sell : IsCash("spend") ? TransactionKind.Buy : TransactionKind.Convert,
                ImmutableArray.Create(LegOf(one.GetProperty("spend"), LegKind.Principal, -1), LegOf(one.GetProperty("receive"), LegKind.Principal, 1))),
            "receive" => (TransactionKind.Reward, [LegOf(one, LegKind.Principal, 1)]),
            "fee" => (TransactionKind.Fee, [LegOf(one, LegKind.Fee, -1)]),
            var other => throw new NotSupportedException($"there is no event {other}"),
        };
        var id = one.Text("id");
        legs = legs.AddRange(one.List("fees").Select(fee => LegOf(fee, LegKind.Fee, -1)));
        var transaction = new Transaction(id, kind, one.Moment("time"), WalletKind.Spot, legs);
        return LedgerEntry.Of("account", transaction, transaction.At);
    }

    private static Answer Position(JsonElement input)
    {
        var (book, realised) = (LotBook.Empty(input.Method()), 0m);
        foreach (var (one, i) in input.List("transactions").Select((one, i) => (one, i)))
        {
            var (quantity, amount) = (one.Exact("quantity"), one.Exact("amount"));
            if (IsBuy(one))
            {
                book = book.Acquire(new Lot($"{i}", one.Moment("date"), quantity, amount));
            }
            else
            {
                (book, var released) = book.Release(quantity);
                realised += amount - released.TotalCost;
            }
        }

        return new Answer
        {
            { "cost", book.TotalCost },
            { "quantity", book.Quantity },
            { "realized", realised },
            { "unrealized", (input.ExactOrNull("last_price") * book.Quantity) - book.TotalCost },
        };
    }

    private static Answer CurrencyGain(JsonElement input)
    {
        var (local, home) = (LotBook.Empty(input.Method()), LotBook.Empty(input.Method()));
        foreach (var (buy, i) in input.List("buys").Select((buy, i) => (buy, i)))
        {
            var at = DateTimeOffset.UnixEpoch.AddDays(i);
            local = local.Acquire(new Lot($"{i}", at, buy.Exact("quantity"), buy.Exact("cost_asset_ccy")));
            home = home.Acquire(new Lot($"{i}", at, buy.Exact("quantity"), buy.Exact("cost_base_ccy")));
        }

        var sell = input.GetProperty("sell");
        var (localRest, localSold) = local.Release(sell.Exact("quantity"));
        var (homeRest, homeSold) = home.Release(sell.Exact("quantity"));
        return new Answer
        {
            { "realized_fx_gain", Domain.Pnl.CurrencyEffect.OnCost(localSold.TotalCost, homeSold.TotalCost, sell.Exact("fx_to_base")) },
            { "unrealized_fx_gain", Domain.Pnl.CurrencyEffect.OnCost(localRest.TotalCost, homeRest.TotalCost, input.Exact("fx_to_base_at_end")) },
        };
    }

    private static Answer RoundTripsOf(JsonElement input)
    {
        var trips = RoundTrips.Of(Fills(input), input.Method());

        // This peer marks what has no price at nothing; ours would be undefined.
        var open = trips.OpenAt(input.ExactOrNull("last_price") ?? 0m);
        return new Answer
        {
            {
                "trades",
                trips.Closed.Concat(open is null ? [] : [open]).Select(trip => new Answer
                {
                    { "closed", trip.IsClosed },
                    { "long", trip.Side == PositionSide.Long },
                    { "quantity", trip.Quantity },
                    { "entry", trip.Entry },
                    { "exit", trip.Exit },
                    { "pnl", trip.Pnl },
                    { "return_", trip.Return },
                    { "start", trip.OpenedAt.SayDay() },
                    { "end", trip.ClosedAt?.SayDay() },
                })
            },
        };
    }

    private static Answer ClosedTrades(JsonElement input)
    {
        var method = input.Method();
        var withFees = input.GetProperty("include_fees").GetBoolean();
        var closed = input.List("transactions").GroupBy(one => one.Text("symbol"))
            .SelectMany(symbol => RoundTrips.Of(symbol.Select((one, i) => FillOf(one, i, withFees)), method).Closed
                .SelectMany(trip => method == CostMethod.Average ? [trip] : trip.ByLot())
                .Select(trip => (Symbol: symbol.Key, Trip: trip, Entry: trip.Entry / trip.Quantity, Exit: trip.Exit / trip.Quantity)))
            .OrderBy(trade => trade.Symbol, StringComparer.Ordinal).ThenBy(trade => trade.Exit).ThenBy(trade => trade.Entry)
            .ToList();
        return new Answer
        {
            {
                "trades",
                closed.Select(trade => new Answer
                {
                    { "symbol", trade.Symbol },
                    { "quantity", trade.Trip.Quantity },
                    { "entry_price", trade.Entry },
                    { "exit_price", trade.Exit },
                    { "fees", trade.Trip.EntryFee + trade.Trip.ExitFee },
                    { "pnl", trade.Trip.Pnl },
                })
            },
            { "count", closed.Count },
            { "total_pnl", closed.Sum(trade => trade.Trip.Pnl) },
        };
    }

    private static Answer HoldingSteps(JsonElement input)
    {
        Dictionary<string, LotBook> accounts = new(StringComparer.Ordinal);
        LotBook Of(string account) => accounts.GetValueOrDefault(account, LotBook.Empty(CostMethod.Fifo));
        var (cash, contributed, serial) = (input.ExactOrNull("start_cash") ?? 0m, 0m, 0);
        foreach (var lot in input.List("start_lots"))
        {
            accounts["a"] = Of("a").Acquire(new Lot($"{serial++}", DateTimeOffset.UnixEpoch, lot.Exact("quantity"), lot.Exact("cost")));
        }

        List<Answer> after = [];
        foreach (var step in input.List("steps"))
        {
            var account = step.Has("account") ? step.Text("account") : "a";
            var (quantity, amount, fee) = (step.ExactOrNull("quantity") ?? 0m, step.ExactOrNull("amount") ?? 0m, step.ExactOrNull("fee") ?? 0m);
            var at = step.Has("date") ? step.Moment("date") : DateTimeOffset.UnixEpoch.AddDays(++serial);
            switch (step.Text("type"))
            {
                case "BUY" or "TRANSFER_IN":
                    var cost = quantity * step.Exact("price");
                    accounts[account] = Of(account).Acquire(new Lot($"{serial++}", at, quantity, cost, fee));
                    cash -= step.Text("type") == "BUY" ? cost + fee : fee;
                    contributed += step.Text("type") == "BUY" ? 0m : cost + fee;
                    break;
                case "SELL" or "TRANSFER_OUT":
                    (accounts[account], var released) = Of(account).Release(quantity);
                    cash += step.Text("type") == "SELL" ? (quantity * step.Exact("price")) - fee : -fee;
                    contributed -= step.Text("type") == "SELL" ? 0m : released.TotalCost;
                    break;
                case "DEPOSIT" or "WITHDRAWAL":
                    var flow = step.Text("type") == "DEPOSIT" ? amount : -amount;
                    (cash, contributed) = (cash + flow - fee, contributed + flow);
                    break;
                case "DIVIDEND" or "INTEREST":
                    cash += amount - fee;
                    break;
                case "FEE" or "TAX":
                    cash -= amount + fee;
                    break;
                case "TRANSFER":
                    (accounts[step.Text("from")], var moved) = Of(step.Text("from")).Release(quantity);
                    accounts[step.Text("to")] = moved.Matches.Aggregate(Of(step.Text("to")), (book, match) => book.Acquire(match.AsLot()));
                    break;
                case var other:
                    throw new NotSupportedException($"there is no step {other}");
            }

            after.Add(Held(Of("a"), cash, contributed));
        }

        var answer = Held(Of("a"), cash, contributed);
        answer.Add("after", after);
        foreach (var (name, book) in accounts)
        {
            answer.Add($"account_{name}", Held(book, cash, contributed));
        }

        return answer;
    }

    private static Answer Held(LotBook book, decimal cash, decimal contributed) => new()
    {
        { "quantity", book.Quantity },
        { "average_cost", book.AverageCost },
        { "cost", book.TotalCost },
        { "cash", cash },
        { "net_contribution", contributed },
        { "lots", book.Lots.Select(lot => new Answer { { "quantity", lot.Quantity }, { "price", lot.Cost / lot.Quantity }, { "date", lot.AcquiredAt.SayDay() } }) },
    };

    private static Answer AverageWithFee(JsonElement input)
    {
        var rate = input.Exact("fee_rate");
        var (trips, bought, profits) = (RoundTrips.Empty(CostMethod.Average), 0m, 0m);
        List<Answer> steps = [];
        foreach (var (order, i) in input.List("orders").Select((order, i) => (order, i)))
        {
            var (quantity, price) = (order.Exact("quantity"), order.Exact("price"));
            var buys = order.Text("side") == "buy";
            var before = trips.Closed.Length;
            trips = trips.With(new Fill(
                $"{i}", DateTimeOffset.UnixEpoch.AddDays(i), buys ? TradeSide.Buy : TradeSide.Sell, quantity, price, quantity * price * rate));
            bought += buys ? quantity * price * (1m + rate) : 0m;
            var closed = trips.Closed.Skip(before).FirstOrDefault();
            profits += closed?.Pnl ?? 0m;
            steps.Add(new Answer
            {
                { "quantity", trips.Open.Quantity },
                { "average_price", closed is not null ? closed.Entry / closed.Quantity : trips.Open.Cost / trips.Open.Quantity },
                { "stake", trips.Open.Cost },
                { "profit", closed?.Pnl },
                { "cumulative_profit", profits },
                { "cumulative_profit_ratio", profits / bought },
            });
        }

        return new Answer { { "steps", steps } };
    }

    private static Answer ProfitWithFee(JsonElement input)
    {
        var (quantity, open, close) = (input.Exact("quantity"), input.Exact("open_price"), input.Exact("close_price"));
        var opens = input.Text("side") == "long" ? TradeSide.Buy : TradeSide.Sell;
        var trip = RoundTrips.Empty(CostMethod.Fifo)
            .With(new Fill("open", DateTimeOffset.UnixEpoch, opens, quantity, open, quantity * open * input.Exact("open_fee_rate")))
            .With(new Fill(
                "close", DateTimeOffset.UnixEpoch.AddDays(1), opens == TradeSide.Buy ? TradeSide.Sell : TradeSide.Buy, quantity, close, quantity * close * input.Exact("close_fee_rate")))
            .Closed[0];
        var profit = trip.Pnl + (input.ExactOrNull("funding") ?? 0m);
        return new Answer { { "profit", profit }, { "profit_ratio", profit / trip.Stake } };
    }

    private static IEnumerable<Fill> Fills(JsonElement input) => input.List("transactions").Select((one, i) => FillOf(one, i, true));

    private static Fill FillOf(JsonElement one, int i, bool withFee) => new(
        $"{i}", one.Moment("date"), IsBuy(one) ? TradeSide.Buy : TradeSide.Sell, one.Exact("quantity"), one.Exact("price"), withFee ? one.ExactOrNull("fee") ?? 0m : 0m);

    private static bool IsBuy(JsonElement one) => one.Text("type") switch
    {
        "BUY" or "DELIVERY_INBOUND" => true,
        "SELL" or "DELIVERY_OUTBOUND" => false,
        var other => throw new NotSupportedException($"there is no transaction {other}"),
    };

    private static Answer Named(IEnumerable<(string Name, object? Value)> members)
    {
        var answer = new Answer();
        foreach (var (name, value) in members)
        {
            answer.Add(name, value);
        }

        return answer;
    }
}
