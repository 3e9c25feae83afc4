using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using PortfolioOrleans.Contracts.Ledger;
using PortfolioOrleans.Domain.CostBasis;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Metrics;
using PortfolioOrleans.Domain.Performance;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Grains.Ledger;

namespace PortfolioOrleans.Benchmarks.Ledger;

/// <summary>
/// What the ledger's arithmetic costs, against its targets: a million fills through each cost method, one fill more, whole ledger lines, thirteen risk metrics over
/// ten years of days, what else those are asked for, and what is asked of a ledger of a million fills. Processor time stands beside the wall's, which a busy machine lengthens.
/// </summary>
internal static class LedgerBenchmark
{
    private const int Fills = 1_000_000;
    private const int Rounds = 5;
    private const int Days = 3_650;

    private static readonly string[] Thirteen =
    [
        "sharpe_ratio", "sortino_ratio", "volatility", "max_drawdown", "calmar_ratio", "cagr", "alpha", "beta", "var_95", "cvar_95", "omega_ratio", "tail_ratio",
        "stability", "downside_deviation",
    ];

    private static readonly Symbol[] Pairs = [.. "BTC ETH BNB SOL XRP ADA DOGE LINK AVAX DOT".Split(' ').Select(coin => new Symbol(Asset.Parse(coin), Asset.Usdt))];

    /// <param name="length">Not used: each is measured over a number of rounds.</param>
    public static Task RunAsync(TimeSpan length)
    {
        var fills = RandomFills(new Random(7));
        foreach (var method in Enum.GetValues<CostMethod>())
        {
            CostBasis(method, fills);
        }

        foreach (var method in Enum.GetValues<CostMethod>())
        {
            OneMore(method, fills);
        }

        LedgerLines(fills);
        RiskMetrics();
        Answers(fills);
        DaysBenchmark.Run();
        return Task.CompletedTask;
    }

    private static void CostBasis(CostMethod method, (decimal Quantity, decimal Cost, DateTimeOffset At)[] fills)
    {
        var (memory, realised) = (0L, 0m);
        var (wall, processor) = Best(() =>
        {
            realised = 0m;
            Through(method, fills, released => realised += released.Quantity - released.TotalCost);
            return () => { };
        });
        var (_, keeping) = Best(() =>
        {
            var before = LiveBytes();
            var kept = new List<Release>(Fills / 2);
            var book = Through(method, fills, kept.Add);
            return () =>
            {
                memory = Math.Max(memory, LiveBytes() - before);
                GC.KeepAlive((kept, book));
            };
        });
        var target = method == CostMethod.Average ? 0.3 : 0.5;
        Say($"{method,-8}{Fills:N0} fills: {wall.TotalSeconds:0.000} s, {processor.TotalSeconds:0.000} s of processor time (target {target} s); with every release kept {keeping.TotalSeconds:0.000} s of processor time and {memory / 1e6:0} MB (target 300 MB)");
    }

    private static LotBook Through(CostMethod method, (decimal Quantity, decimal Cost, DateTimeOffset At)[] fills, Action<Release> take)
    {
        var book = LotBook.Empty(method);
        for (var i = 0; i < fills.Length; i++)
        {
            if (i % 2 == 0)
            {
                book = book.Acquire(new Lot("", fills[i].At, fills[i].Quantity, fills[i].Cost));
            }
            else
            {
                (book, var released) = book.Release(fills[i].Quantity);
                take(released);
            }
        }

        return book;
    }

    /// <summary>A million lots held, then a purchase and a sale more: each from the same book, so that none helps the next.</summary>
    private static void OneMore(CostMethod method, (decimal Quantity, decimal Cost, DateTimeOffset At)[] fills)
    {
        const int times = 10_000;
        var book = LotBook.Empty(method);
        foreach (var (quantity, cost, at) in fills)
        {
            book = book.Acquire(new Lot("", at, quantity, cost));
        }

        var (_, processor) = Best(() =>
        {
            for (var i = 0; i < times; i++)
            {
                book.Acquire(new Lot("", fills[^1].At.AddSeconds(i), 1m, 1_000m * (i % 90))).Release(0.5m);
            }

            return () => { };
        });
        Say($"{method}: one purchase and one sale more on {Fills:N0} lots held: {processor.TotalMicroseconds / times:0.00} us of processor time");
    }

    private static void LedgerLines((decimal Quantity, decimal Cost, DateTimeOffset At)[] fills)
    {
        const int lines = 200_000;
        var fee = Asset.Parse("BNB");
        var known = fills.Take(lines).Select((fill, i) => LedgerEntry.Of("account", new Transaction(
            i.ToString(CultureInfo.InvariantCulture),
            i % 2 == 0 ? TransactionKind.Buy : TransactionKind.Sell,
            fill.At,
            WalletKind.Spot,
            ImmutableArray.Create(
                new Leg(LegKind.Principal, new Money(i % 2 == 0 ? fill.Quantity : -fill.Quantity, Asset.Btc)),
                new Leg(LegKind.Principal, new Money(i % 2 == 0 ? -fill.Cost : fill.Cost, Asset.Usdt)),
                new Leg(LegKind.Fee, new Money(-0.001m, fee)))), fill.At)).ToList();
        var (wall, processor) = Best(() =>
        {
            var kept = CostBooks.Keep(known, CostRules.For(Asset.Usd, CostMethod.Fifo), static (_, _) => 1m);
            return () => GC.KeepAlive(kept);
        });
        Say($"whole ledger lines (three assets each, lots of all three): {lines / wall.TotalSeconds:N0} a second, {lines / processor.TotalSeconds:N0} a second of processor time");
    }

    /// <summary>What a question costs a user with a million fills whose books are kept: profit and loss, cuts of it, and one fill more.</summary>
    private static void Answers((decimal Quantity, decimal Cost, DateTimeOffset At)[] fills)
    {
        const int times = 20;
        var view = new LedgerView(CostMethod.Fifo);
        var ledger = new LiveLedger(Asset.Usd);
        ledger.Take(fills.Select((fill, i) => Fill(fill, i)));
        var now = fills[^1].At.AddDays(1);
        var (_, first) = Best(() => GC.KeepAlive(ledger.Read(view)), rounds: 1);
        var days = ledger.Read(view).Books.Days.Days.Count;
        Say($"a ledger of {Fills:N0} fills in ten pairs over {days:N0} days: booked once in {first.TotalSeconds:0.0} s of processor time");

        Ask("profit and loss", () => PnlMaker.Make(ledger.Read(view), now, PnlCut.Whole, static _ => 50_000m));
        Ask("by symbol", () => PnlMaker.Make(ledger.Read(view), now, PnlCut.Symbol, static _ => 50_000m));
        Ask("by account", () => PnlMaker.Make(ledger.Read(view), now, PnlCut.Account, static _ => 50_000m));
        Ask("by day, the last hundred", () => PnlHistoryMaker.Make(ledger.Read(view), new PnlHistoryQuery(view, CalendarPeriod.Day, now.AddDays(-100), null, null, 100), now));
        Ask("by month, all", () => PnlHistoryMaker.Make(ledger.Read(view), new PnlHistoryQuery(view, CalendarPeriod.Month, null, null, null, 100), now));
        var next = Fills;
        Ask("one fill more, and profit and loss", () =>
        {
            ledger.Take([Fill((1m, 30_000m, fills[^1].At.AddSeconds(next)), next++)]);
            return PnlMaker.Make(ledger.Read(view), now, PnlCut.Whole, static _ => 50_000m);
        });

        void Ask(string what, Func<object> ask)
        {
            ask();
            var (wall, processor) = Best(() =>
            {
                for (var i = 0; i < times; i++)
                {
                    GC.KeepAlive(ask());
                }
            });
            Say($"  {what}: {wall.TotalMilliseconds / times:0.00} ms, {processor.TotalMilliseconds / times:0.00} ms of processor time");
        }
    }

    private static LedgerEntry Fill((decimal Quantity, decimal Cost, DateTimeOffset At) fill, int i)
    {
        var isBuy = i / 10 % 2 == 0;
        var symbol = Pairs[i % Pairs.Length];
        return LedgerEntry.Of("account", new Transaction(
            i.ToString(CultureInfo.InvariantCulture),
            isBuy ? TransactionKind.Buy : TransactionKind.Sell,
            fill.At,
            WalletKind.Spot,
            ImmutableArray.Create(
                new Leg(LegKind.Principal, new Money(isBuy ? fill.Quantity : -fill.Quantity, symbol.Base)),
                new Leg(LegKind.Principal, new Money(isBuy ? -fill.Cost : fill.Cost, symbol.Quote))),
            new Trade($"{symbol}", symbol, isBuy ? TradeSide.Buy : TradeSide.Sell, fill.Quantity, fill.Cost / fill.Quantity)), fill.At);
    }

    private static void RiskMetrics()
    {
        const int times = 2_000;
        var random = new Random(3);
        double[] Some() => [.. Enumerable.Range(0, Days).Select(_ => (random.NextDouble() + random.NextDouble() + random.NextDouble() - 1.49) / 20d)];
        var calendar = Enumerable.Range(0, Days).Select(i => new DateOnly(2016, 1, 1).AddDays(i)).ToList();
        var (returns, benchmark) = (new ReturnSeries(calendar, Some()), new ReturnSeries(calendar, Some()));
        var metrics = Thirteen.Select(name => MetricRegistry.Standard.Find(name)!).ToList();
        var sum = 0d;
        var (wall, processor) = Best(() =>
        {
            for (var i = 0; i < times; i++)
            {
                var input = new MetricInput(returns, benchmark: benchmark);
                foreach (var metric in metrics)
                {
                    sum += metric.Of(input).Value!.Value;
                }
            }

            return () => GC.KeepAlive(sum);
        });
        Say($"thirteen risk metrics (alpha and beta as one) over {Days:N0} days: {wall.TotalMilliseconds / times:0.000} ms, {processor.TotalMilliseconds / times:0.000} ms of processor time (target 0.2 ms)");
    }

    private static (TimeSpan Wall, TimeSpan Processor) Best(Action run, int rounds = Rounds) => Best(
        () =>
        {
            run();
            return () => { };
        },
        rounds);

    /// <summary>The shortest of several runs, by the wall and by the processor. What a run gives back is looked at untimed.</summary>
    internal static (TimeSpan Wall, TimeSpan Processor) Best(Func<Action> run, int rounds = Rounds)
    {
        var (wall, processor) = (TimeSpan.MaxValue, TimeSpan.MaxValue);
        for (var round = 0; round < rounds; round++)
        {
            var (clock, used) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
            var lookAt = run();
            wall = Shorter(wall, clock.Elapsed);
            processor = Shorter(processor, Environment.CpuUsage.TotalTime - used);
            lookAt();
        }

        return (wall, processor);
    }

    private static (decimal, decimal, DateTimeOffset)[] RandomFills(Random random)
    {
        var start = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
        return
        [
            .. Enumerable.Range(0, Fills).Select(i =>
            {
                var quantity = random.Next(1, 100_000_000) / 100_000_000m;
                return (quantity, quantity * random.Next(1_000_000, 10_000_000) / 100m, start.AddMinutes(i));
            }),
        ];
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static long LiveBytes()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    internal static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
