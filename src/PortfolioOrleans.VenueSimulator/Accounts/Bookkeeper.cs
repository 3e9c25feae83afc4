using PortfolioOrleans.VenueSimulator.Control;
using PortfolioOrleans.VenueSimulator.Markets;

namespace PortfolioOrleans.VenueSimulator.Accounts;

/// <summary>
/// One entry in one account's books. It checks everything first and throws a <see cref="ControlException"/> before anything is changed.
/// </summary>
/// <param name="billed">False keeps the balances right without a bill for each change: for pasts longer than a venue lists.</param>
internal sealed class Bookkeeper(Account account, IdSource ids, DateTimeOffset at, bool billed = true)
{
    private readonly List<Touch> _touched = [];

    public IReadOnlyList<Touch> Touched => _touched;

    /// <exception cref="ControlException">The wallet does not hold that much free.</exception>
    public void RequireFree(Wallet wallet, string asset, decimal amount, string? pair = null)
    {
        var free = account.BalanceOf(wallet, Pocket.Of(pair, asset)).Free;
        ControlException.ThrowUnless(
            amount <= 0m || free >= amount || (wallet == Wallet.Trading && account.AutoLoan),
            "insufficient_funds", $"{account.Label} has {free} {asset} free in {wallet}{(pair is null ? "" : $" {pair}")}, {amount} are needed.");
    }

    /// <param name="pair">Isolated margin only.</param>
    public void Post(
        Wallet wallet, string asset, MovementKind kind, decimal change, decimal fee = 0m, decimal pnl = 0m, Market? market = null, long tradeId = 0,
        long? id = null, string? pair = null)
    {
        var pocket = Pocket.Of(pair, asset);
        var before = account.BalanceOf(wallet, pocket);
        var after = before with { Free = before.Free + change, ChangedAt = at };
        account.Put(wallet, pocket, after);
        _touched.Add(new Touch(wallet, asset, change));
        if (billed)
        {
            account.Movements.Add(new Movement(
                id ?? ids.NextLong(account.Venue), at, wallet, asset, kind, change, after.Total, fee, pnl, market?.Id ?? pair, tradeId));
        }
    }

    /// <summary>Changes what is owed; the money itself is posted.</summary>
    public void Owe(Wallet wallet, string asset, decimal borrowed, decimal interest, string? pair = null)
    {
        var pocket = Pocket.Of(pair, asset);
        var before = account.DebtOf(wallet, pocket);
        account.Owe(wallet, pocket, new Debt(before.Borrowed + borrowed, before.Interest + interest));
    }

    /// <summary>Moves between free and held; the total stays.</summary>
    public void Hold(Wallet wallet, string asset, decimal amount)
    {
        var before = account.BalanceOf(wallet, asset);
        account.Put(wallet, asset, new Balance(before.Free - amount, before.Held + amount, at));
        _touched.Add(new Touch(wallet, asset, 0m));
    }
}
