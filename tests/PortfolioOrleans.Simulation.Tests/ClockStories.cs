using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.VenueSimulator;
using PortfolioOrleans.VenueSimulator.Control;

namespace PortfolioOrleans.Simulation.Tests;

/// <summary>A venue whose clock goes wrong, over the venues' own protocols.</summary>
public sealed class ClockStories
{
    /// <summary>What it told meanwhile bears times to come; held against them, everything told afterwards would be old.</summary>
    [Theory]
    [InlineData(SimulatedVenue.Binance, 600)]
    [InlineData(SimulatedVenue.Binance, -600)]
    [InlineData(SimulatedVenue.Okx, 600)]
    public void After_a_clock_that_was_wrong_is_right_again_news_are_shown_within_minutes(SimulatedVenue venue, int seconds)
    {
        using var house = new VenueHouse(seed: 5);
        var customer = house.Venues.OpenAccount(new NewAccount { Venue = venue, Label = $"{venue}-0".ToLowerInvariant(), Owner = "alice" });
        house.At(() => house.Venues.Deposit(customer.AccountId, new FundsOrder { Asset = "USDT", Amount = 100m }));
        house.Start().LetVenuesSpeak();
        var account = house.Open(customer);
        house.World.RunFor(TimeSpan.FromMinutes(1));
        Assert.Equal(100m, Dollars());

        house.At(() => house.Venues.SetClockSkew(venue, TimeSpan.FromSeconds(seconds)));
        house.World.RunFor(TimeSpan.FromMinutes(3));
        house.At(() => house.Venues.Deposit(customer.AccountId, new FundsOrder { Asset = "USDT", Amount = 7m }));
        house.World.RunFor(TimeSpan.FromMinutes(3));
        Assert.Equal(107m, Dollars());
        house.At(() => house.Venues.SetClockSkew(venue, TimeSpan.Zero));
        house.World.RunFor(TimeSpan.FromSeconds(30));
        house.At(() => house.Venues.Deposit(customer.AccountId, new FundsOrder { Asset = "USDT", Amount = 50m }));
        house.World.RunFor(TimeSpan.FromMinutes(4));

        Assert.Equal(157m, Dollars());
        Assert.All(
            house.Snapshot(account).Wallets.Where(wallet => wallet.AsOf is not null),
            wallet => Assert.True((house.Now - wallet.AsOf!.Value).Duration() < TimeSpan.FromMinutes(3), $"{wallet.Wallet} is as of {wallet.AsOf}, now is {house.Now}"));

        decimal Dollars() => house.Snapshot(account).Wallets.SelectMany(wallet => wallet.Balances).Where(balance => balance.Asset == Asset.Usdt).Sum(balance => balance.Total);
    }
}
