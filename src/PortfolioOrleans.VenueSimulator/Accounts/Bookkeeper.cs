using PortfolioOrleans.VenueSimulator.Control;
using PortfolioOrleans.VenueSimulator.Markets;

namespace PortfolioOrleans.VenueSimulator.Accounts;

/// <summary>
/// One entry in one account's books. It checks everything first and throws a <see cref="ControlException"/> before anything is changed.
/// </summary>
internal sealed class Bookkeeper(Account account, IdSource ids, DateTimeOffset at)
{
    private readonly List<Touch> _touched = [];

    public IReadOnlyList<Touch> Touched => _touched;

    /// <exception cref="ControlException">The wallet does not hold that much free.</exception>
    public void RequireFree(Wallet wallet, string asset, decimal amount)
    {
        var free = account.BalanceOf(wallet, asset).Free;
        ControlException.ThrowUnless(
            amount <= 0m || free >= amount, "insufficient_funds", $"{account.Label} has {free} {asset} free in {wallet}, {amount} are needed.");
    }

    public Movement Post(
        Wallet wallet, string asset, MovementKind kind, decimal change, decimal fee = 0m, decimal pnl = 0m, Market? market = null, long tradeId = 0, long? id = null)
    {
        var before = account.BalanceOf(wallet, asset);
        var after = before with { Free = before.Free + change, ChangedAt = at };
        account.Put(wallet, asset, after);
        _touched.Add(new Touch(wallet, asset, change));

        var movement = new Movement(
            id ?? ids.NextLong(account.Venue), at, wallet, asset, kind, change, after.Total, fee, pnl, market?.Id, tradeId);
        account.Movements.Add(movement);
        return movement;
    }

    /// <summary>Moves between free and held; the total stays.</summary>
    public void Hold(Wallet wallet, string asset, decimal amount)
    {
        var before = account.BalanceOf(wallet, asset);
        account.Put(wallet, asset, new Balance(before.Free - amount, before.Held + amount, at));
        _touched.Add(new Touch(wallet, asset, 0m));
    }
}
