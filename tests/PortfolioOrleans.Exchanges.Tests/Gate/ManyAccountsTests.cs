using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Binance;
using PortfolioOrleans.Exchanges.Gate;
using PortfolioOrleans.Exchanges.Okx;
using PortfolioOrleans.Exchanges.Tests.Support;
using PortfolioOrleans.VenueSimulator;
using PortfolioOrleans.VenueSimulator.Control;

namespace PortfolioOrleans.Exchanges.Tests.Gate;

/// <summary>
/// Two hundred accounts of one venue behind one gate, each reading all its wallets as often as the service does, beside the prices every two seconds:
/// against a simulator that counts for itself and refuses, and bans who goes on.
/// </summary>
public sealed class ManyAccountsTests
{
    private const int Accounts = 200;

    private static readonly TimeSpan Span = TimeSpan.FromMinutes(6);

    [Theory]
    [InlineData(SimulatedVenue.Binance)]
    [InlineData(SimulatedVenue.Okx)]
    public void All_are_read_in_time_and_the_venue_never_has_to_refuse(SimulatedVenue venue)
    {
        var clock = ManualClock.AtNoon();
        var world = new SimulatedWorld(new SimulatorOptions { Seed = 3, Clock = clock, MarketsWalk = false });
        var gate = new LocalVenueGate(GateOptions.Default, clock);
        var http = new HttpClient(world.CreateHandler(venue));
        var address = new Uri("https://venue.test");
        IExchangeAdapter adapter = venue == SimulatedVenue.Binance
            ? new BinanceAdapter(http, gate, new BinanceOptions { RestUrl = address, FuturesUrl = address }, clock, new Random(1))
            : new OkxAdapter(http, gate, new OkxOptions { RestUrl = address }, clock, new Random(1));
        var accounts = Enumerable.Range(0, Accounts).Select(number => Open(world, venue, number)).ToList();

        var chance = new Random(1);
        var jobs = new PriorityQueue<Job, DateTimeOffset>();
        var (oldest, slowest) = (TimeSpan.Zero, "");
        foreach (var account in accounts)
        {
            foreach (var wallet in adapter.Venue.Wallets)
            {
                Schedule(new Job($"{wallet.Wallet} balances", TimeSpan.FromSeconds(30), Balances(account, wallet.Wallet)), chance.Next(30_000));
                if (wallet.HasPositions)
                {
                    Schedule(new Job($"{wallet.Wallet} positions", TimeSpan.FromSeconds(60), Positions(account, wallet.Wallet)), chance.Next(60_000));
                }
            }
        }

        var prices = new Job("prices", TimeSpan.FromSeconds(2), () => FaultOf(clock.Finish(() => adapter.GetPricesAsync(CancellationToken.None))));
        Schedule(prices, 0);

        while (jobs.TryDequeue(out var job, out var due) && due < ManualClock.Noon + Span)
        {
            if (due > clock.GetUtcNow())
            {
                clock.Advance(due - clock.GetUtcNow());
            }

            var fault = job.Run() is { Kind: not Exchanges.FaultKind.NotAvailable } trouble ? trouble : null; // A wallet that is not there is read, too.
            Assert.True(fault is null || fault.Kind == Exchanges.FaultKind.Deferred, $"{fault}");
            Assert.False(fault is not null && job == prices, "Prices go before everything else.");
            if (fault is null)
            {
                if (clock.GetUtcNow() - job.ReadAt is var age && age > oldest && job.ReadAt != default)
                {
                    (oldest, slowest) = (age, job.What);
                }

                job.ReadAt = clock.GetUtcNow();
            }

            // Who was deferred comes back right after the window, before those whose turn it is during the next: that keeps it fair.
            var wait = fault?.RetryAfter ?? job.Period;
            Schedule(job, (int)wait.TotalMilliseconds + (fault is null ? 0 : chance.Next(3_000)));
        }

        Assert.Equal(0, world.Statistics(venue).Refused);
        Assert.True(oldest < TimeSpan.FromMinutes(4), $"The oldest reading was {oldest} old: {slowest}.");
        Assert.All(jobs.UnorderedItems, item => Assert.NotEqual(default, item.Element.ReadAt));

        void Schedule(Job job, int milliseconds) => jobs.Enqueue(job, clock.GetUtcNow().AddMilliseconds(milliseconds));

        Func<ExchangeFault?> Balances(ExchangeCredentials account, WalletKind wallet) =>
            () => FaultOf(clock.Finish(() => adapter.GetBalancesAsync(account, wallet, CancellationToken.None)));

        Func<ExchangeFault?> Positions(ExchangeCredentials account, WalletKind wallet) =>
            () => FaultOf(clock.Finish(() => adapter.GetPositionsAsync(account, wallet, CancellationToken.None)));
    }

    private static ExchangeFault? FaultOf<T>(ExchangeReply<T> reply) => (reply as ExchangeReply<T>.Failure)?.Fault;

    private static ExchangeCredentials Open(SimulatedWorld world, SimulatedVenue venue, int number)
    {
        var account = world.OpenAccount(new NewAccount { Venue = venue, Label = $"account-{number}" });
        var isBinance = venue == SimulatedVenue.Binance;
        world.Deposit(account.AccountId, new FundsOrder { Asset = "USDT", Amount = 10_000m });
        world.Transfer(account.AccountId, new TransferOrder
        {
            Asset = "USDT",
            Amount = 5_000m,
            From = isBinance ? Wallet.Spot : Wallet.Funding,
            To = isBinance ? Wallet.Futures : Wallet.Trading,
        });
        world.Fill(account.AccountId, new FillOrder
        {
            Symbol = isBinance ? "BTCUSDT" : "BTC-USDT-SWAP",
            Futures = true,
            Side = TradeSide.Buy,
            Quantity = isBinance ? 0.01m : 1m,
        });
        return new ExchangeCredentials(account.Key, account.Secret, account.Passphrase);
    }

    private sealed class Job(string what, TimeSpan period, Func<ExchangeFault?> run)
    {
        public string What => what;

        public TimeSpan Period => period;

        public DateTimeOffset ReadAt { get; set; }

        public ExchangeFault? Run() => run();
    }
}
