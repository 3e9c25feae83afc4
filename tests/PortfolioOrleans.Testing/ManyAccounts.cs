using PortfolioOrleans.Exchanges;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Binance;
using PortfolioOrleans.Exchanges.Gate;
using PortfolioOrleans.Exchanges.Okx;
using PortfolioOrleans.VenueSimulator;
using PortfolioOrleans.VenueSimulator.Control;
using PortfolioOrleans.VenueSimulator.Timing;

namespace PortfolioOrleans.Testing;

/// <summary>
/// Many accounts of one venue behind one gate, each reading all its wallets as often as the service does, beside the prices every two seconds: against a
/// simulator that counts for itself and refuses, and bans who goes on.
/// </summary>
public sealed class ManyAccounts
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly WeightClock _clock = new(Noon);
    private readonly Random _chance = new(1);
    private readonly PriorityQueue<Job, DateTimeOffset> _jobs = new();
    private readonly SimulatedVenue _venue;
    private readonly SimulatedWorld _world;
    private readonly IExchangeAdapter _adapter;

    private ManyAccounts(SimulatedVenue venue)
    {
        _venue = venue;
        _world = new SimulatedWorld(new SimulatorOptions { Seed = 3, Clock = _clock, MarketsWalk = false });
        var gate = new LocalVenueGate(GateOptions.Default, _clock);
        var http = new HttpClient(_world.CreateHandler(venue));
        var address = new Uri("https://venue.test");
        _adapter = venue == SimulatedVenue.Binance
            ? new BinanceAdapter(http, gate, new BinanceOptions { RestUrl = address, FuturesUrl = address }, _clock, new Random(1))
            : new OkxAdapter(http, gate, new OkxOptions { RestUrl = address }, _clock, new Random(1));
    }

    public static ManyAccountsReport Run(SimulatedVenue venue, int accounts, TimeSpan span)
    {
        var many = new ManyAccounts(venue);
        for (var number = 0; number < accounts; number++)
        {
            many.Schedule(many.Open(number));
        }

        ManyAccountsReport? report = null;
        many._clock.Run(async () => report = await many.ReadAsync(span));
        return report!;
    }

    private async Task<ManyAccountsReport> ReadAsync(TimeSpan span)
    {
        var prices = new Job("prices", TimeSpan.FromSeconds(2), async () => FaultOf(await _adapter.GetPricesAsync(CancellationToken.None)));
        _jobs.Enqueue(prices, _clock.GetUtcNow());
        var (oldest, slowest, deferred, troubles) = (TimeSpan.Zero, "", 0, new List<ExchangeFault>());
        while (_jobs.TryDequeue(out var job, out var due) && due < Noon + span)
        {
            if (due > _clock.GetUtcNow())
            {
                await Task.Delay(due - _clock.GetUtcNow(), _clock);
            }

            var fault = await job.Read() is { Kind: not Exchanges.FaultKind.NotAvailable } trouble ? trouble : null; // A wallet that is not there is read, too.
            if (fault is null)
            {
                var age = job.ReadAt is { } before ? _clock.GetUtcNow() - before : TimeSpan.Zero;
                (oldest, slowest) = age > oldest ? (age, job.What) : (oldest, slowest);
                job.ReadAt = _clock.GetUtcNow();
            }
            else if (fault.Kind == Exchanges.FaultKind.Deferred && job != prices)
            {
                deferred++;
            }
            else
            {
                troubles.Add(fault); // Only room in the budget may be wanting, and not for prices, which go before everything else.
            }

            // Who was deferred comes back right after the window, before those whose turn it is during the next: that keeps it fair.
            var wait = fault?.RetryAfter ?? job.Period;
            _jobs.Enqueue(job, _clock.GetUtcNow() + wait + TimeSpan.FromMilliseconds(fault is null ? 0 : _chance.Next(3_000)));
        }

        var statistics = _world.Statistics(_venue);
        return new ManyAccountsReport(
            statistics.Requests, statistics.Refused, statistics.BusiestMinutes, deferred, oldest, slowest, _jobs.UnorderedItems.Count(item => item.Element.ReadAt is null), [.. troubles]);
    }

    private void Schedule(ExchangeCredentials account)
    {
        foreach (var wallet in _adapter.Venue.Wallets)
        {
            Begin($"{wallet.Wallet} balances", TimeSpan.FromSeconds(30), async () => FaultOf(await _adapter.GetBalancesAsync(account, wallet.Wallet, CancellationToken.None)));
            if (wallet.HasPositions)
            {
                Begin($"{wallet.Wallet} positions", TimeSpan.FromSeconds(60), async () => FaultOf(await _adapter.GetPositionsAsync(account, wallet.Wallet, CancellationToken.None)));
            }
        }

        void Begin(string what, TimeSpan period, Func<Task<ExchangeFault?>> read) =>
            _jobs.Enqueue(new Job(what, period, read), _clock.GetUtcNow().AddMilliseconds(_chance.Next((int)period.TotalMilliseconds)));
    }

    private ExchangeCredentials Open(int number)
    {
        var account = _world.OpenAccount(new NewAccount { Venue = _venue, Label = $"account-{number}" });
        var isBinance = _venue == SimulatedVenue.Binance;
        _world.Deposit(account.AccountId, new FundsOrder { Asset = "USDT", Amount = 10_000m });
        _world.Transfer(account.AccountId, new TransferOrder
        {
            Asset = "USDT",
            Amount = 5_000m,
            From = isBinance ? Wallet.Spot : Wallet.Funding,
            To = isBinance ? Wallet.Futures : Wallet.Trading,
        });
        _world.Fill(account.AccountId, new FillOrder
        {
            Symbol = isBinance ? "BTCUSDT" : "BTC-USDT-SWAP",
            Futures = true,
            Side = TradeSide.Buy,
            Quantity = isBinance ? 0.01m : 1m,
        });
        return new ExchangeCredentials(account.Key, account.Secret, account.Passphrase);
    }

    private static ExchangeFault? FaultOf<T>(ExchangeReply<T> reply) => (reply as ExchangeReply<T>.Failure)?.Fault;

    private sealed class Job(string what, TimeSpan period, Func<Task<ExchangeFault?>> read)
    {
        public string What => what;

        public TimeSpan Period => period;

        public DateTimeOffset? ReadAt { get; set; }

        public Task<ExchangeFault?> Read() => read();
    }
}

/// <summary>How it went.</summary>
/// <param name="Refused">Requests the venue refused for being too many.</param>
/// <param name="BusiestMinutes">Binance: the most weight used in a minute of each budget.</param>
/// <param name="Deferred">Readings put off because the budget had no room.</param>
/// <param name="Oldest">The longest that a reading was not renewed, and which.</param>
/// <param name="NeverRead">Readings that never succeeded.</param>
/// <param name="Troubles">Whatever went wrong otherwise.</param>
public sealed record ManyAccountsReport(
    long Requests,
    long Refused,
    IReadOnlyDictionary<string, int> BusiestMinutes,
    int Deferred,
    TimeSpan Oldest,
    string Slowest,
    int NeverRead,
    IReadOnlyList<ExchangeFault> Troubles);
