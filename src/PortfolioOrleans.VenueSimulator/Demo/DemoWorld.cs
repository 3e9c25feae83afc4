using PortfolioOrleans.VenueSimulator.Control;

namespace PortfolioOrleans.VenueSimulator.Demo;

/// <summary>What a portfolio tracker needs to follow one demo account. The key only reads.</summary>
public sealed record DemoAccount(string User, SimulatedVenue Venue, string Label, string AccountId, string Key, string Secret, string Passphrase);

/// <summary>
/// The demo's customers: alice and bob, each with an account at both venues and two months of history. Seeded: the same world gets the same people.
/// </summary>
public static class DemoWorld
{
    public const string Alice = "alice";
    public const string Bob = "bob";

    /// <summary>Creates who is missing and leaves alone who is there; saves the world. Alice's accounts come first.</summary>
    /// <exception cref="IOException">The state file cannot be written.</exception>
    public static IReadOnlyList<DemoAccount> Populate(SimulatedWorld world)
    {
        var accounts = world.Atomically(() => new List<DemoAccount>
        {
            Settle(world, Alice, SimulatedVenue.Binance, hedged: false, DemoStories.AliceAtBinance),
            Settle(world, Alice, SimulatedVenue.Okx, hedged: false, DemoStories.AliceAtOkx),
            Settle(world, Bob, SimulatedVenue.Binance, hedged: true, DemoStories.BobAtBinance),
            Settle(world, Bob, SimulatedVenue.Okx, hedged: true, DemoStories.BobAtOkx),
        });
        world.Save();
        return accounts;
    }

    private static DemoAccount Settle(SimulatedWorld world, string user, SimulatedVenue venue, bool hedged, Action<DemoDiary> story)
    {
        var label = $"{user}-{(venue == SimulatedVenue.Binance ? "binance" : "okx")}";
        var account = world.Accounts.FirstOrDefault(one => one.Label == label);
        if (account is null)
        {
            account = world.OpenAccount(new NewAccount { Venue = venue, Label = label, Owner = user, Hedged = hedged });
            story(new DemoDiary(world, account.AccountId));
        }

        return new DemoAccount(user, venue, label, account.AccountId, account.Key, account.Secret, account.Passphrase);
    }
}
