using PortfolioOrleans.VenueSimulator.Control;

namespace PortfolioOrleans.VenueSimulator.Accounts;

/// <summary>Earn products: money goes in from the spot wallet (OKX: the funding account), earns rewards, comes back.</summary>
internal sealed class EarnDesk(IdSource ids)
{
    public Booked Subscribe(Account account, EarnOrder order, DateTimeOffset at)
    {
        var (source, product) = WalletsOf(account, order);
        Treasury.RequireAmount(account, "amount", order.Amount, atLeast: null);
        var books = new Bookkeeper(account, ids, at);
        books.RequireFree(source, order.Asset, order.Amount);
        books.Post(source, order.Asset, MovementKind.Subscribe, -order.Amount);
        books.Post(product, order.Asset, MovementKind.Subscribe, order.Amount);

        var held = order.LockDays == 0 ? account.EarnPositions.Find(one => one.Wallet == product && one.Asset == order.Asset) : null;
        var position = held is null
            ? new EarnPosition(ids.Next(), product, order.Asset, order.Amount, at, order.LockDays, 0m)
            : held with { Amount = held.Amount + order.Amount };
        Replace(account, position);
        Note(account, position, order.Amount, EarnEvent.Subscribed, at);
        return new Booked(account, at, books.Touched, MovementKind.Subscribe);
    }

    /// <exception cref="ControlException">There is not that much in the product.</exception>
    public Booked Redeem(Account account, EarnOrder order, DateTimeOffset at)
    {
        var (source, product) = WalletsOf(account, order);
        var held = Held(account, product, order);
        var amount = order.Amount == 0m ? held.Amount : order.Amount;
        ControlException.ThrowUnless(amount > 0m && amount <= held.Amount, "insufficient_funds", $"{account.Label} has {held.Amount} {order.Asset} in {product}.");
        var books = new Bookkeeper(account, ids, at);
        books.Post(product, order.Asset, MovementKind.Redeem, -amount);
        books.Post(source, order.Asset, MovementKind.Redeem, amount);
        Replace(account, held with { Amount = held.Amount - amount });
        Note(account, held, amount, EarnEvent.Redeemed, at);
        return new Booked(account, at, books.Touched, MovementKind.Redeem);
    }

    /// <summary>Rewards of flexible products stay in them; bonuses, and rewards of locked ones, are paid out.</summary>
    public Booked Reward(Account account, EarnOrder order, DateTimeOffset at)
    {
        var (source, product) = WalletsOf(account, order);
        Treasury.RequireAmount(account, "amount", order.Amount, atLeast: null);
        var held = Held(account, product, order);
        var stays = order.LockDays == 0 && !order.Bonus;
        var books = new Bookkeeper(account, ids, at);
        books.Post(stays ? product : source, order.Asset, MovementKind.Reward, order.Amount);
        Note(account, held, order.Amount, EarnEvent.Rewarded, at, order.Bonus);
        Replace(account, held with { Amount = held.Amount + (stays ? order.Amount : 0m), Rewards = held.Rewards + order.Amount });
        return new Booked(account, at, books.Touched, MovementKind.Reward);
    }

    private static EarnPosition Held(Account account, Wallet product, EarnOrder order)
    {
        var held = account.EarnPositions.Find(one => one.Wallet == product && one.Asset == order.Asset && one.LockDays == order.LockDays);
        ControlException.ThrowUnless(held is not null, "no_position", $"{account.Label} has no {order.Asset} in {product}.");
        return held;
    }

    private static void Replace(Account account, EarnPosition position)
    {
        account.EarnPositions.RemoveAll(one => one.Id == position.Id);
        if (position.Amount != 0m)
        {
            account.EarnPositions.Add(position);
        }
    }

    private void Note(Account account, EarnPosition position, decimal amount, EarnEvent what, DateTimeOffset at, bool bonus = false) =>
        account.EarnRecords.Add(new EarnRecord(
            ids.Next(), at, position.Wallet, position.Id, position.LockDays, position.Asset, amount, what, bonus, position.Amount));

    private static (Wallet Source, Wallet Product) WalletsOf(Account account, EarnOrder order)
    {
        ControlException.ThrowUnless(
            order.LockDays is >= 0 and <= 365 && (order.LockDays == 0 || account.Venue == SimulatedVenue.Binance),
            "bad_value", $"Binance locks for up to 365 days, OKX for none here; {order.LockDays} does not fit.");
        return account.Venue == SimulatedVenue.Okx ? (Wallet.Funding, Wallet.Savings) : (Wallet.Spot, order.LockDays == 0 ? Wallet.EarnFlexible : Wallet.EarnLocked);
    }
}
