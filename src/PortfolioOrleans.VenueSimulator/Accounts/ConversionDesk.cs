using PortfolioOrleans.VenueSimulator.Control;
using PortfolioOrleans.VenueSimulator.Markets;

namespace PortfolioOrleans.VenueSimulator.Accounts;

/// <summary>Converts of one asset, and sweeps of small balances: into BNB at Binance, into what is asked for at OKX.</summary>
internal sealed class ConversionDesk(IdSource ids, Prices prices)
{
    private const decimal DustFee = 0.02m;

    public Booked Convert(Account account, ConvertOrder order, Moment at)
    {
        Treasury.RequireAmount(account, "amount", order.Amount, atLeast: null);
        ControlException.ThrowUnless(order.From != order.To, "bad_value", $"{order.From} cannot be converted into itself.");
        var wallet = WalletOf(account, order.Wallet);
        var received = order.Receives ?? Worth(account, order.From, order.Amount, order.To, at.World);
        Treasury.RequireAmount(account, "amount received", received, atLeast: null);
        var books = new Bookkeeper(account, ids, at.Venue);
        books.RequireFree(wallet, order.From, order.Amount);
        books.Post(wallet, order.From, MovementKind.Convert, -order.Amount);
        books.Post(wallet, order.To, MovementKind.Convert, received);
        account.Conversions.Add(new Conversion(ids.NextConversion(), 0, at.Venue, wallet, order.From, order.Amount, order.To, received, 0m));
        return new Booked(account, at.Venue, books.Touched, MovementKind.Convert);
    }

    /// <summary>All that is free of each asset, in one go.</summary>
    public Booked Sweep(Account account, DustOrder order, Moment at)
    {
        var binance = account.Venue == SimulatedVenue.Binance;
        var to = binance ? "BNB" : order.To ?? MarketCatalog.Usdt;
        var wallet = binance ? Wallet.Spot : Wallet.Trading;
        ControlException.ThrowUnless(order.Assets.Count > 0 && !order.Assets.Contains(to), "bad_value", $"Name assets other than {to}.");
        ControlException.ThrowUnless(
            order.Assets.All(asset => account.BalanceOf(wallet, asset).Free > 0m), "insufficient_funds", $"{account.Label} does not have all of these free.");
        var worths = order.Assets.ToDictionary(asset => asset, asset => Worth(account, asset, account.BalanceOf(wallet, asset).Free, to, at.World), StringComparer.Ordinal);

        var group = ids.Next();
        var books = new Bookkeeper(account, ids, at.Venue);
        foreach (var (asset, worth) in worths)
        {
            var amount = account.BalanceOf(wallet, asset).Free;
            var fee = binance ? decimal.Round(worth * DustFee, 8) : 0m;
            books.Post(wallet, asset, MovementKind.Dust, -amount);
            books.Post(wallet, to, MovementKind.Dust, worth - fee, fee);
            account.Conversions.Add(new Conversion(ids.Next(), group, at.Venue, wallet, asset, amount, to, worth - fee, fee));
        }

        return new Booked(account, at.Venue, books.Touched, MovementKind.Dust);
    }

    private decimal Worth(Account account, string from, decimal amount, string to, DateTimeOffset at)
    {
        var (paid, bought) = (prices.InUsdt(account.Venue, from, at), prices.InUsdt(account.Venue, to, at));
        ControlException.ThrowUnless(paid is not null && bought is not null, "unknown_symbol", $"{account.Venue} has no price for {from} or {to}; say what is received.");
        return decimal.Round(amount * paid.Value / bought.Value, 8);
    }

    private static Wallet WalletOf(Account account, Wallet? asked)
    {
        var wallet = asked ?? (account.Venue == SimulatedVenue.Okx ? Wallet.Trading : Wallet.Spot);
        ControlException.ThrowUnless(
            account.Venue == SimulatedVenue.Okx ? wallet == Wallet.Trading : wallet is Wallet.Spot or Wallet.Funding,
            "bad_value", $"{account.Venue} does not convert in {wallet}.");
        return wallet;
    }
}
