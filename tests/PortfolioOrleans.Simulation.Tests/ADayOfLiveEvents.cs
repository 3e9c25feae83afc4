using System.Diagnostics;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.VenueSimulator;
using PortfolioOrleans.VenueSimulator.Control;
using PortfolioOrleans.VenueSimulator.Demo;
using Xunit.Abstractions;
using PositionSide = PortfolioOrleans.Domain.Holdings.PositionSide;

namespace PortfolioOrleans.Simulation.Tests;

/// <summary>Accounts that are always busy, followed live over connections that are cut, doubled, muddled and holed.</summary>
public sealed class ADayOfLiveEvents(ITestOutputHelper output)
{
    /// <summary>Ten minutes in the suite; `./test soak live` takes a day.</summary>
    private static readonly bool FullSize = Environment.GetEnvironmentVariable("PORTFOLIO_SOAK_LIVE") is not null;

    [Fact]
    public void Balances_and_positions_are_the_venues_each_minute_and_every_fill_is_kept_once()
    {
        var (minutes, disconnects) = FullSize ? (24 * 60, 50) : (10, 2);
        using var house = new VenueHouse(seed: 11);
        var customers = new[] { Customer(house, SimulatedVenue.Binance), Customer(house, SimulatedVenue.Okx) };
        var activities = customers.Select(customer => new LiveActivity(house.Venues, customer.AccountId, seed: 5)).ToArray();
        house.Start().LetVenuesSpeak();
        var accounts = customers.Select(house.Open).ToArray();
        house.World.RunFor(TimeSpan.FromMinutes(1));
        Assert.All(accounts, account => Assert.True(house.Snapshot(account).Wallets.All(wallet => wallet.AsOf is not null || wallet.Wallet == WalletKind.PortfolioMargin)));
        var troubles = new LiveTroubles(house, disconnects, minutes);
        var (events, settled) = (0, new List<int>());
        var watch = Stopwatch.StartNew();

        for (var minute = 0; minute < minutes; minute++)
        {
            var ends = house.Now + TimeSpan.FromMinutes(1);
            var steps = house.Chance.Next(2, 7);
            var trouble = house.Chance.Next(steps);
            for (var step = 0; step < steps; step++)
            {
                house.World.RunFor(TimeSpan.FromMilliseconds(house.Chance.Next(1, 20_000 / steps)));
                house.At(() =>
                {
                    if (step == trouble)
                    {
                        troubles.Make(minute, customers);
                    }

                    events += activities[house.Chance.Next(2)].Step() == "nothing" ? 0 : 1;
                });
            }

            settled.Add(SecondsUntilRight(house, customers, accounts, ends));
            foreach (var (customer, account) in customers.Zip(accounts))
            {
                var (ours, theirs) = (Ours(house, account), Theirs(house, customer));
                Assert.True(
                    ours.SequenceEqual(theirs),
                    $"minute {minute}, {account}: {string.Join("; ", ours.Except(theirs))} should be {string.Join("; ", theirs.Except(ours))}. Until then {Describe(troubles)}. {house.Snapshot(account).Sync}");
            }
        }

        house.World.RunFor(TimeSpan.FromMinutes(11)); // The histories tell of what the feeds did not.
        foreach (var (customer, account) in customers.Zip(accounts))
        {
            var ids = house.Ledger(account).Select(transaction => transaction.Id).ToList();
            Assert.Equal(ids.Count, ids.Distinct().Count());
            Assert.Equal(house.FillsOf(customer).Order(StringComparer.Ordinal), ids.Where(id => id.Contains("fill:", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        }

        output.WriteLine(FormattableString.Invariant(
            $"{minutes} simulated minutes, {events:N0} events, {Describe(troubles)}: {watch.Elapsed.TotalSeconds:0.0} s of this machine, {house.World.Turns:N0} turns"));
        settled.Sort();
        output.WriteLine($"seconds until right after a minute's last event: half within {settled[settled.Count / 2]}, nine of ten within {settled[settled.Count * 9 / 10]}, all within {settled[^1]}");
        Assert.Equal(disconnects, troubles.Happened["disconnects"]);
        Assert.True(settled[settled.Count / 2] <= 2, "Most changes should be heard, not found by asking.");
    }

    private static AccountSummary Customer(VenueHouse house, SimulatedVenue venue)
    {
        var isOkx = venue == SimulatedVenue.Okx;
        var customer = house.Venues.OpenAccount(new NewAccount { Venue = venue, Label = isOkx ? "okx-0" : "binance-0", Owner = "alice" });
        var (outside, inside) = isOkx ? (Wallet.Funding, Wallet.Trading) : (Wallet.Spot, Wallet.Futures);
        Deposit("USDT", 200_000m);
        Deposit("BTC", 5m);
        Deposit("ETH", 50m);
        Move("USDT", 100_000m, outside, inside);
        if (isOkx)
        {
            Move("BTC", 3m, outside, inside);
            Move("ETH", 30m, outside, inside);
        }
        else
        {
            Move("BTC", 2m, outside, Wallet.CoinFutures);
            Move("USDT", 5_000m, outside, Wallet.Funding);
        }

        return customer;

        void Deposit(string asset, decimal amount) => house.Venues.Deposit(customer.AccountId, new FundsOrder { Asset = asset, Amount = amount });

        void Move(string asset, decimal amount, Wallet from, Wallet to) =>
            house.Venues.Transfer(customer.AccountId, new TransferOrder { Asset = asset, Amount = amount, From = from, To = to });
    }

    private static int SecondsUntilRight(VenueHouse house, AccountSummary[] customers, string[] accounts, DateTimeOffset until)
    {
        for (var seconds = 0; ; seconds++)
        {
            if (customers.Zip(accounts).All(pair => Ours(house, pair.Second).SequenceEqual(Theirs(house, pair.First))))
            {
                house.World.RunFor(until - house.Now);
                return seconds;
            }

            if (until - house.Now <= TimeSpan.FromSeconds(1))
            {
                house.World.RunFor(until - house.Now);
                return 60;
            }

            house.World.RunFor(TimeSpan.FromSeconds(1));
        }
    }

    private static List<string> Ours(VenueHouse house, string account)
    {
        var wallets = house.Snapshot(account).Wallets;
        return
        [
            .. wallets.SelectMany(wallet => wallet.Balances.Where(row => row.Total != 0m).Select(row => Row($"{wallet.Wallet} {row.Asset}", row.Total)))
                .Concat(wallets.SelectMany(wallet => wallet.Positions.Select(row => Row($"{row.Instrument} {row.Side}", row.Contracts)))).Order(StringComparer.Ordinal),
        ];
    }

    private static List<string> Theirs(VenueHouse house, AccountSummary customer)
    {
        var statement = house.Venues.State(customer.AccountId);
        return
        [
            .. statement.Balances.Where(row => row.Total != 0m)
                .Select(row => (Wallet: KindOf(row.Wallet), row.Asset, Amount: row.Total))
                .Concat(statement.Debts.Select(debt => (Wallet: KindOf(debt.Wallet), debt.Asset, Amount: -debt.Borrowed - debt.Interest)))
                .GroupBy(row => (row.Wallet, row.Asset), (key, rows) => Row($"{key.Wallet} {key.Asset}", rows.Sum(row => row.Amount)))
                .Concat(statement.Positions.Select(row => Row($"{row.Symbol} {(row.Size < 0m ? PositionSide.Short : PositionSide.Long)}", Math.Abs(row.Size)))).Order(StringComparer.Ordinal),
        ];
    }

    private static WalletKind KindOf(Wallet wallet) => wallet switch
    {
        Wallet.EarnFlexible or Wallet.EarnLocked or Wallet.Savings => WalletKind.Earn,
        _ => Enum.Parse<WalletKind>($"{wallet}"),
    };

    private static string Row(string name, decimal amount) => FormattableString.Invariant($"{name} {amount:0.############################}");

    private static string Describe(LiveTroubles troubles) => string.Join(", ", troubles.Happened.Select(each => $"{each.Value} {each.Key}"));
}
