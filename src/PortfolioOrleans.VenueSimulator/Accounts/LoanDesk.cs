using PortfolioOrleans.VenueSimulator.Control;
using PortfolioOrleans.VenueSimulator.Markets;

namespace PortfolioOrleans.VenueSimulator.Accounts;

/// <summary>
/// Borrowed money. At Binance it is in the margin wallet and owed beside it; at OKX, where the account lets a currency go below zero, only interest needs
/// an order.
/// </summary>
internal sealed class LoanDesk(IdSource ids)
{
    public Booked Borrow(Account account, LoanOrder order, DateTimeOffset at)
    {
        var wallet = WalletOf(account, order);
        Treasury.RequireAmount(account, "amount", order.Amount, atLeast: null);
        var books = new Bookkeeper(account, ids, at);
        books.Post(wallet, order.Asset, MovementKind.Borrow, order.Amount, pair: order.Pair);
        books.Owe(wallet, order.Asset, order.Amount, 0m, order.Pair);
        account.Loans.Add(new LoanRecord(ids.Next(), at, wallet, order.Pair, order.Asset, order.Amount, 0m, Repaid: false));
        return new Booked(account, at, books.Touched, MovementKind.Borrow);
    }

    /// <summary>Interest first, then principal.</summary>
    /// <exception cref="ControlException">More than is owed, or more than is there.</exception>
    public Booked Repay(Account account, LoanOrder order, DateTimeOffset at)
    {
        var wallet = WalletOf(account, order);
        Treasury.RequireAmount(account, "amount", order.Amount, atLeast: null);
        var debt = account.DebtOf(wallet, Pocket.Of(order.Pair, order.Asset));
        ControlException.ThrowUnless(order.Amount <= debt.Total, "bad_value", $"{account.Label} owes {debt.Total} {order.Asset}; {order.Amount} is more.");
        var interest = Math.Min(debt.Interest, order.Amount);
        var books = new Bookkeeper(account, ids, at);
        books.RequireFree(wallet, order.Asset, order.Amount, order.Pair);
        books.Post(wallet, order.Asset, MovementKind.Repay, -order.Amount, pair: order.Pair);
        books.Owe(wallet, order.Asset, interest - order.Amount, -interest, order.Pair);
        account.Loans.Add(new LoanRecord(ids.Next(), at, wallet, order.Pair, order.Asset, order.Amount - interest, interest, Repaid: true));
        return new Booked(account, at, books.Touched, MovementKind.Repay);
    }

    /// <summary>One hour's interest on what is owed: at Binance it is owed on top, at OKX it is taken at once.</summary>
    /// <exception cref="ControlException">Nothing is owed.</exception>
    public Booked Charge(Account account, InterestOrder order, DateTimeOffset at)
    {
        ControlException.ThrowUnless(order.Rate is > 0m and <= 0.01m, "bad_value", $"A rate for an hour is above zero and at most 0.01; {order.Rate} is not.");
        var okx = account.Venue == SimulatedVenue.Okx;
        var wallet = okx ? Wallet.Trading : order.Pair is null ? Wallet.Margin : Wallet.IsolatedMargin;
        var principal = okx ? Math.Max(0m, -account.BalanceOf(wallet, order.Asset).Total) : account.DebtOf(wallet, Pocket.Of(order.Pair, order.Asset)).Borrowed;
        ControlException.ThrowUnless(principal > 0m, "no_debt", $"{account.Label} owes no {order.Asset}.");
        var interest = Math.Max(0.00000001m, decimal.Round(principal * order.Rate, PositionMath.AmountDecimals(account.Venue)));
        var books = new Bookkeeper(account, ids, at);
        if (okx)
        {
            books.Post(wallet, order.Asset, MovementKind.Interest, -interest);
        }
        else
        {
            books.Owe(wallet, order.Asset, 0m, interest, order.Pair);
        }

        account.Interests.Add(new InterestRecord(ids.Next(), at, wallet, order.Pair, order.Asset, principal, interest, order.Rate));
        return new Booked(account, at, books.Touched, MovementKind.Interest);
    }

    private static Wallet WalletOf(Account account, LoanOrder order)
    {
        ControlException.ThrowUnless(
            account.Venue == SimulatedVenue.Binance, "bad_value", "An OKX account borrows by spending more than it has, in account mode 3 or 4 with auto_loan.");
        ControlException.ThrowUnless(
            order.Pair is null || MarketCatalog.Find(SimulatedVenue.Binance, spot: true, order.Pair) is { } market && (order.Asset == market.Base || order.Asset == market.Quote),
            "bad_value", $"{order.Asset} is no side of '{order.Pair}'.");
        return order.Pair is null ? Wallet.Margin : Wallet.IsolatedMargin;
    }
}
