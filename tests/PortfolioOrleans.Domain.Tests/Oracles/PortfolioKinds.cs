using System.Text.Json;
using PortfolioOrleans.Domain.CostBasis;
using PortfolioOrleans.Domain.Exposure;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Performance;
using PortfolioOrleans.Domain.Pnl;
using PortfolioOrleans.Domain.Rebalancing;
using PortfolioOrleans.Domain.Risk;

namespace PortfolioOrleans.Domain.Tests.Oracles;

/// <summary>Figures of a whole portfolio or of one holding in it.</summary>
internal static class PortfolioKinds
{
    public static readonly Dictionary<string, Func<JsonElement, Answer>> All = new(StringComparer.Ordinal)
    {
        ["portfolio.position_performance"] = PositionPerformance,
        ["portfolio.period_pnl"] = PeriodPnl,
        ["portfolio.average_cost"] = AverageCost,
        ["portfolio.annualise"] = input => Answer.Of(

            // This peer writes 0 where no day has passed.
            Returns.Annualised(input.Number("total_return"), input.Number("days"), input.Number("days_per_year")).Value ?? 0d),
        ["portfolio.twr"] = TimeWeighted,
        ["portfolio.twr_aggregate"] = TimeWeightedByPeriod,
        ["portfolio.irr"] = input => new Answer { { "rate", MoneyWeightedReturn.Of(CashFlows(input)).Rate } },
        ["portfolio.npv"] = input => Answer.Of(MoneyWeightedReturn.NetPresentValue(CashFlows(input), input.Number("discount_factor_base"))),
        ["portfolio.period_result"] = PeriodResultOf,
        ["portfolio.linked_returns"] = Linked,
        ["portfolio.holding_valuation"] = HoldingValuation,
        ["portfolio.allocation"] = AllocationOf,
        ["portfolio.hhi"] = Hhi,
        ["portfolio.rebalance"] = Rebalance,
        ["portfolio.rebalance_no_sell"] = RebalanceWithCashAlone,
    };

    private static Answer PositionPerformance(JsonElement input)
    {
        var (asOf, price) = (input.Day("as_of"), input.Exact("price"));
        var rates = input.Has("fx_to_base") ? input.GetProperty("fx_to_base").EnumerateObject().ToDictionary(rate => rate.Name, rate => rate.Value.AsExact()) : [];
        decimal RateOn(DateOnly day) => rates.Count == 0 ? 1m : rates[day.Say()];

        var today = Held(input, _ => RateOn(asOf));
        var everyDay = Held(input, RateOn);
        var answer = Performance(today, price * RateOn(asOf), asOf, "");
        foreach (var (name, value) in Performance(everyDay, price * RateOn(asOf), asOf, "_with_currency_effect").Cast<KeyValuePair<string, object?>>())
        {
            answer.Add(name, value);
        }

        answer.Add("average_price", today.Book.AverageCost / RateOn(asOf) ?? 0m);
        return answer;
    }

    private static (LotBook Book, decimal Realised, decimal Fees, InvestedCapital Invested) Held(JsonElement input, Func<DateOnly, decimal> rateOn)
    {
        var (book, realised, fees, invested) = (LotBook.Empty(CostMethod.Average), 0m, 0m, new InvestedCapital());
        foreach (var (one, i) in input.List("activities").Select((one, i) => (one, i)))
        {
            var rate = rateOn(one.Day("date"));
            var (quantity, amount) = (one.Exact("quantity"), one.Exact("quantity") * one.Exact("unit_price") * rate);
            fees += (one.ExactOrNull("fee") ?? 0m) * rate;
            if (one.Text("type") == "BUY")
            {
                book = book.Acquire(new Lot($"{i}", one.Moment("date"), quantity, amount));
            }
            else if (one.Text("type") == "SELL")
            {
                (book, var released) = book.Release(quantity);
                realised += amount - released.TotalCost;
            }
            else
            {
                throw new NotSupportedException($"there is no activity {one.Text("type")}");
            }

            invested.Set(one.Day("date"), book.TotalCost);
        }

        return (book, realised, fees, invested);
    }

    private static Answer Performance(
        (LotBook Book, decimal Realised, decimal Fees, InvestedCapital Invested) held, decimal price, DateOnly asOf, string suffix)
    {
        var gross = (held.Book.Quantity * price) - held.Book.TotalCost + held.Realised;
        var invested = held.Invested.AverageUntil(asOf);
        return new Answer
        {
            { "quantity", held.Book.Quantity },
            { "investment" + suffix, held.Book.TotalCost },
            { "current_value" + suffix, held.Book.Quantity * price },
            { "fees", held.Fees },
            { "gross_performance" + suffix, gross },
            { "net_performance" + suffix, gross - held.Fees },
            { "time_weighted_investment" + suffix, invested },
            { "gross_performance_pct" + suffix, gross / invested },
            { "net_performance_pct" + suffix, (gross - held.Fees) / invested },
        };
    }

    private static Answer PeriodPnl(JsonElement input)
    {
        var held = LotBook.Empty(CostMethod.Fifo)
            .Acquire(new Lot("held", DateTimeOffset.UnixEpoch, input.Exact("quantity"), 0m))
            .MarkedAt(input.Exact("price_at_baseline"));
        return new Answer { { "pnl", (held.Quantity * input.Exact("price_at_end")) - held.TotalCost - input.Exact("fees_in_period") } };
    }

    private static Answer AverageCost(JsonElement input)
    {
        var trips = RoundTrips.Empty(CostMethod.Average);
        foreach (var (one, i) in input.List("transactions").Select((one, i) => (one, i)))
        {
            trips = one.Text("type") switch
            {
                "SPLIT" => trips.Split(one.Exact("numerator"), one.Exact("denominator")),
                "BUY" or "SELL" => trips.With(new Fill(
                    $"{i}", one.Moment("date"), one.Text("type") == "BUY" ? TradeSide.Buy : TradeSide.Sell, one.Exact("quantity"), one.Exact("unit_price"))),
                var other => throw new NotSupportedException($"there is no transaction {other}"),
            };
        }

        var sign = trips.Side == PositionSide.Long ? 1m : -1m;
        return new Answer
        {
            { "quantity", sign * trips.Open.Quantity },
            { "investment", sign * trips.Open.TotalCost },
            { "average_price", trips.Open.AverageCost ?? 0m },
        };
    }

    private static List<DailyEquity> Days(JsonElement input) =>
        [.. input.List("points").Select(point => new DailyEquity(point.Day("date"), point.Exact("value"), point.Exact("inflow"), point.Exact("outflow")))];

    private static Answer TimeWeighted(JsonElement input)
    {
        var series = TimeWeightedIndex.Of(Days(input));
        var cumulative = series.Index(1d).Select(wealth => wealth - 1d).ToList();
        return new Answer { { "daily", series.Returns.ToArray() }, { "cumulative", cumulative }, { "final", cumulative[^1] } };
    }

    private static Answer TimeWeightedByPeriod(JsonElement input)
    {
        var period = input.Text("period") switch
        {
            "weekly" => CalendarPeriod.Week,
            "monthly" => CalendarPeriod.Month,
            "quarterly" => CalendarPeriod.Quarter,
            "yearly" => CalendarPeriod.Year,
            var other => throw new NotSupportedException($"there is no period {other}"),
        };
        var returns = TimeWeightedIndex.Of(Days(input)).Compounded(period).Select(one => one.Return).ToArray();
        return new Answer { { "returns", returns }, { "cumulative", Returns.Wealth(returns).Select(wealth => wealth - 1d) } };
    }

    private static List<(DateOnly, double)> CashFlows(JsonElement input) => [.. input.List("cash_flows").Select(flow => (flow.Day("date"), flow.Number("amount")))];

    /// <summary>A portfolio without any payment of cash has no cash account: its purchases are then deliveries.</summary>
    private static Answer PeriodResultOf(JsonElement input)
    {
        var (start, end) = (input.Day("start_date"), input.Day("end_date"));
        decimal PriceOn(DateOnly day) => input.List("prices").Where(price => price.Day("date") <= day).Select(price => price.Exact("price")).LastOrDefault();
        var all = input.List("transactions").ToList();
        var hasCash = all.Exists(one => one.Text("type") is "DEPOSIT" or "WITHDRAW" or "INTEREST");
        var (book, cash, realised, earnings, transfers, marked, initial) = (LotBook.Empty(CostMethod.Fifo), 0m, 0m, 0m, 0m, false, 0m);
        void Open()
        {
            (book, marked) = (book.MarkedAt(PriceOn(start)), true);
            initial = book.TotalCost + (hasCash ? cash : 0m);
            (realised, earnings, transfers) = (0m, 0m, 0m);
        }

        foreach (var one in all.OrderBy(one => one.Day("date")))
        {
            if (!marked && one.Day("date") > start)
            {
                Open();
            }

            var amount = one.Exact("amount");
            switch (one.Text("type"))
            {
                case "DEPOSIT":
                    (cash, transfers) = (cash + amount, transfers + amount);
                    break;
                case "WITHDRAW":
                    (cash, transfers) = (cash - amount, transfers - amount);
                    break;
                case "INTEREST":
                    (cash, earnings) = (cash + amount, earnings + amount);
                    break;
                case "BUY":
                    book = book.Acquire(new Lot(one.Text("date"), one.Moment("date"), one.Exact("quantity"), amount));
                    cash -= amount;
                    break;
                case "SELL":
                    (book, var released) = book.Release(one.Exact("quantity"));
                    (cash, realised) = (cash + amount, realised + amount - released.TotalCost);
                    break;
                case var other:
                    throw new NotSupportedException($"there is no transaction {other}");
            }
        }

        if (!marked)
        {
            Open();
        }

        var value = book.Quantity * PriceOn(end);
        var result = new PeriodResult(initial, value - book.TotalCost, realised, earnings, 0m, transfers, value + (hasCash ? cash : 0m));
        return new Answer
        {
            { "initial", result.Initial },
            { "capital_gains", result.CapitalGains },
            { "realized", result.Realized },
            { "earnings", result.Earnings },
            { "final", result.Final },
            { "absolute_delta", result.Delta },
        };
    }

    private static Answer Linked(JsonElement input)
    {
        var contributed = 0m;
        List<DailyEquity> days = [];
        foreach (var point in input.List("points"))
        {
            var flow = point.Exact("net_contribution") - contributed;
            contributed = point.Exact("net_contribution");
            days.Add(new DailyEquity(point.Day("date"), point.Exact("total_value"), Math.Max(flow, 0m), Math.Max(-flow, 0m)));
        }

        var flows = days.Skip(1).Sum(day => day.NetFlow);
        return new Answer
        {
            { "period_gain", LinkedReturns.Gain(days[0].Equity, days[^1].Equity, flows) },
            { "simple_return", LinkedReturns.Simple(days[0].Equity, days[^1].Equity, flows) },
            { "twr", LinkedReturns.FlowsAtStart(days) },
            { "mwr_linked_modified_dietz", LinkedReturns.DietzByDay(days) },
        };
    }

    private static Answer HoldingValuation(JsonElement input)
    {
        var held = LotBook.Empty(CostMethod.Fifo).Acquire(new Lot("held", DateTimeOffset.UnixEpoch, input.Exact("quantity"), input.Exact("cost_basis")));
        var view = HoldingView.Of(held, input.Exact("price"), input.ExactOrNull("previous_price"), input.ExactOrNull("fx_to_base") ?? 1m);
        return new Answer
        {
            { "market_value_local", view.Value.Local },
            { "market_value_base", view.Value.Home },
            { "cost_basis_base", view.Cost.Home },
            { "unrealized_gain_local", view.Gain.Local },
            { "unrealized_gain_base", view.Gain.Home },
            { "unrealized_gain_pct", view.GainShare },
            { "prev_value_base", view.ValueBefore?.Home },
            { "day_change_local", view.DayChange?.Local },
            { "day_change_base", view.DayChange?.Home },
            { "day_change_pct", view.DayChangeShare },
        };
    }

    private static Answer AllocationOf(JsonElement input)
    {
        var views = input.List("holdings").Select(one => (Name: one.Text("symbol"), View: HoldingView.Of(
            LotBook.Empty(CostMethod.Fifo).Acquire(new Lot("held", DateTimeOffset.UnixEpoch, one.Exact("quantity"), 0m)),
            one.Exact("price"),
            one.ExactOrNull("previous_price"),
            one.ExactOrNull("fx_to_base") ?? 1m))).ToList();
        var values = views.Select(one => one.View.Value.Home).ToList();
        return new Answer
        {
            {
                "positions",
                views.Select(one => new Answer
                {
                    { "symbol", one.Name },
                    { "market_value_base", one.View.Value.Home },
                    { "day_change_base", one.View.DayChange?.Home },
                })
            },
            { "total_base", values.Sum() },
            { "weights", values.Select(value => value / values.Sum()) },
            { "hhi", Concentration.Hhi(values) },
        };
    }

    private static Answer Hhi(JsonElement input)
    {
        var hhi = Concentration.Hhi([.. input.List("values").Select(Inputs.AsExact)]);
        return new Answer { { "hhi_fraction", hhi }, { "hhi_points", hhi * 10_000d } };
    }

    private static Answer Rebalance(JsonElement input)
    {
        var holdings = input.List("holdings").ToList();
        var weights = input.GetProperty("target_weights");
        var deltas = TargetWeights.Deltas([.. holdings.Select(one => (one.Exact("value"), weights.Exact(one.Text("symbol"))))], input.Exact("cash_to_invest"));
        return Deltas(holdings, deltas);
    }

    private static Answer RebalanceWithCashAlone(JsonElement input)
    {
        var holdings = input.List("holdings").ToList();
        if (input.Text("target") != "equal values")
        {
            throw new NotSupportedException($"there is no target {input.Text("target")}");
        }

        return Deltas(holdings, TargetWeights.CashOnlyDeltas([.. holdings.Select(one => (one.Exact("value"), 1m))], input.Exact("cash_to_invest"), input.Exact("step")));
    }

    private static Answer Deltas(List<JsonElement> holdings, IReadOnlyList<decimal> deltas)
    {
        var (values, units) = (new Answer(), new Answer());
        for (var i = 0; i < holdings.Count; i++)
        {
            values.Add(holdings[i].Text("symbol"), deltas[i]);
            units.Add(holdings[i].Text("symbol"), deltas[i] / holdings[i].Exact("price"));
        }

        return new Answer { { "delta_value", values }, { "delta_units", units } };
    }
}
