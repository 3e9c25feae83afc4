using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Performance;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Storage.History;
using PortfolioOrleans.Storage.Holdings;
using PortfolioOrleans.Storage.Ledger;
using PortfolioOrleans.Storage.Performance;
using PortfolioOrleans.Storage.PortfolioStates;
using PortfolioOrleans.Storage.Prices;
using PortfolioOrleans.Storage.Tests.Given;

namespace PortfolioOrleans.Storage.Tests.Numbers;

/// <summary>The extremes that venues send, in every column that holds a number of money: each comes back with every digit and its scale.</summary>
public abstract class EveryDecimalTests(Twin twin) : StoreTests(twin)
{
    private static readonly DateOnly Day = new(2026, 8, 3);

    /// <summary>1E-8; all 28 digits behind the point; 28 digits; the largest; zeros that say how finely it was measured.</summary>
    public static TheoryData<string> Extremes =>
    [
        "0.00000001", "0.0000000000000000000000000001", "1.234567890123456789012345678", "1234567890123456789012345678", "79228162514264337593543950335", "1.10", "100.00000000",
    ];

    [Theory]
    [MemberData(nameof(Extremes))]
    public async Task Lines_of_the_ledger(string digits)
    {
        await GivenAccountOfAliceAsync();
        var (plus, minus) = Both(digits);
        var fill = new Transaction(
            "f", TransactionKind.Buy, Noon, WalletKind.Spot, [new Leg(LegKind.Principal, new Money(plus, Asset.Btc)), new Leg(LegKind.Fee, new Money(minus, Asset.Usdt))])
        {
            Trade = new Trade("BTC-USDT", new Symbol(Asset.Btc, Asset.Usdt), TradeSide.Buy, plus, plus),
        };

        await Get<ITransactionStore>().AppendAsync("alice", "acc-1", [fill], mark: null, None);

        var kept = (await Get<ITransactionStore>().ListAsync("alice", new(), None))[0].Transaction;
        AssertDigits([plus, minus, plus, plus], [kept.Legs[0].Change.Amount, kept.Legs[1].Change.Amount, kept.Trade!.Quantity, kept.Trade.Price]);
    }

    [Theory]
    [MemberData(nameof(Extremes))]
    public async Task Balances_positions_and_flows(string digits)
    {
        await GivenAccountOfAliceAsync();
        var (plus, minus) = Both(digits);
        var position = new Position(
            "BTCUSDT", new Symbol(Asset.Btc, Asset.Usdt), PositionSide.Long, plus, ContractTerms.PerCoin(Asset.Usdt) with { Size = plus }, plus, plus, minus, plus, plus, MarginMode.Cross, minus,
            AddsToEquity: true, null, Noon, null);

        await Get<IHoldingStore>().SaveAsync(
            "alice", "acc-1", [new WalletHoldings(WalletKind.Futures, [AssetBalance.Restore(Asset.Btc, plus, minus, plus)], [position], Noon, null)],
            [new CountedFlow(new ExternalFlow("f", new Money(minus, Asset.Btc), Noon), Counts: true)], None);

        var wallet = (await Get<IHoldingStore>().LoadAsync("acc-1", None))[0];
        var (balance, kept) = (wallet.Balances[0], wallet.Positions[0]);
        AssertDigits([plus, minus, plus], [balance.Free, balance.Locked, balance.Total]);
        AssertDigits(
            [plus, plus, plus, plus, minus, plus, plus, minus],
            [kept.Contracts, kept.Terms.Size, kept.EntryPrice!.Value, kept.MarkPrice!.Value, kept.StatedPnl!.Value, kept.Leverage!.Value, kept.LiquidationPrice!.Value, kept.RealizedPnl!.Value]);
        AssertDigits([minus], [(await Get<IHoldingStore>().LoadFlowsAsync("acc-1", DateTimeOffset.MinValue, None))[0].Flow.Change.Amount]);
        AssertDigits([minus], [(await Get<IHoldingStore>().LoadNetDepositsAsync("acc-1", None))[0].Amount]);
    }

    [Theory]
    [MemberData(nameof(Extremes))]
    public async Task Days_and_what_they_were(string digits)
    {
        await GivenUserAsync("alice");
        var (plus, minus) = Both(digits);
        var day = new PerformanceDay(
            "alice", "alice", Asset.Usd, new DailyEquity(Day, minus, plus, plus) { Timed = [new TimedFlow(Noon, minus, plus)] }, Noon);

        Get<SetClock>().Now = Noon;
        await Get<IPerformanceStore>().SaveAsync(day, None);
        Get<SetClock>().Now = Noon.AddDays(1);
        await Get<IPerformanceStore>().SaveAsync(day with { Figures = new DailyEquity(Day, 1m), RestatedAt = Noon.AddDays(1) }, None);

        var kept = (await Get<IPerformanceStore>().ListKnownAsync("alice", "alice", Day, Day, Noon, None))[0].Figures;
        AssertDigits([minus, plus, plus, minus, plus], [kept.Equity, kept.Inflow, kept.Outflow, kept.Timed[0].Amount, kept.Timed[0].EquityBefore]);
    }

    [Theory]
    [MemberData(nameof(Extremes))]
    public async Task Rows_of_history_and_what_they_said(string digits)
    {
        await GivenUserAsync("alice");
        var (plus, minus) = Both(digits);
        await Get<ISnapshotStore>().AddAsync(
            new SnapshotRow("alice", "alice", Noon, 1, "USD", minus, minus, plus, minus, plus, plus, plus, plus, Complete: true, DayEnd: false), None);
        await Get<ISnapshotStore>().RestateAsync("alice", [new RestatedRow(Noon, plus, plus, plus)], Noon.AddDays(1), None);

        var now = (await Get<ISnapshotStore>().ListAsync("alice", "alice", Noon, Noon.AddDays(1), TimeSpan.Zero, 1, None))[0];
        var then = (await Get<ISnapshotStore>().ListKnownAsync("alice", "alice", Noon, Noon.AddDays(1), TimeSpan.Zero, 1, Noon, None))[0];
        AssertDigits([minus, plus, minus, plus, plus], [now.Equity, now.CashBalance, now.UnrealizedPnl, now.LongExposure, now.ShortExposure]);
        AssertDigits([plus, plus, plus], [now.NetFlowTotal, now.PeakEquity, now.DrawdownDepth]);
        AssertDigits([minus, plus, plus], [then.NetFlowTotal, then.PeakEquity, then.DrawdownDepth]);
    }

    [Theory]
    [MemberData(nameof(Extremes))]
    public async Task States_and_prices(string digits)
    {
        await GivenUserAsync("alice");
        var (plus, minus) = Both(digits);

        await Get<IPortfolioStateStore>().SaveAsync(new PortfolioStateRow("alice", "alice", 1, 1, Noon, "USD", minus, plus, minus, Complete: true, ""), None);
        await Get<IPriceStore>().SaveAsync([new DailyPrice(Asset.Btc, Day, plus, "test")], None);

        var state = (await Get<IPortfolioStateStore>().FindAsync("alice", None))!;
        AssertDigits([minus, plus, minus], [state.Equity, state.PeakEquity, state.NetFlowTotal]);
        AssertDigits([plus], [(await Get<IPriceStore>().FindAsync(Asset.Btc, Day, None))!.Usd]);
    }

    private async Task GivenAccountOfAliceAsync()
    {
        await GivenUserAsync("alice");
        await GivenAccountAsync("acc-1", "alice");
    }

    private static (decimal Plus, decimal Minus) Both(string digits)
    {
        var number = decimal.Parse(digits, System.Globalization.CultureInfo.InvariantCulture);
        return (number, -number);
    }

    private static void AssertDigits(IEnumerable<decimal> expected, IEnumerable<decimal> actual) =>
        Assert.Equal(expected.Select(number => number.ToString(System.Globalization.CultureInfo.InvariantCulture)), actual.Select(number => number.ToString(System.Globalization.CultureInfo.InvariantCulture)));

    public sealed class OnMemory() : EveryDecimalTests(Twin.Memory);

    [Collection(TestServer.Name)]
    public sealed class OnPostgres(TestServer server) : EveryDecimalTests(Twin.Postgres(server));
}
