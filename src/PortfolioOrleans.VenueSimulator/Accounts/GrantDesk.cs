using System.Globalization;
using PortfolioOrleans.VenueSimulator.Control;

namespace PortfolioOrleans.VenueSimulator.Accounts;

/// <summary>Money that comes from nowhere, and money of banks and cards.</summary>
internal sealed class GrantDesk(IdSource ids)
{
    /// <summary>Airdrops, rebates, forks: into the spot wallet (OKX: the funding account).</summary>
    public Booked Distribute(Account account, DistributionOrder order, DateTimeOffset at)
    {
        ControlException.ThrowUnless(order.Amounts.Count > 0, "bad_value", "A distribution is of something.");
        var tranId = ids.Next();
        var books = new Bookkeeper(account, ids, at);
        foreach (var amount in order.Amounts)
        {
            Treasury.RequireAmount(account, "amount", amount, atLeast: null);
        }

        foreach (var amount in order.Amounts)
        {
            books.Post(account.Venue == SimulatedVenue.Okx ? Wallet.Funding : Wallet.Spot, order.Asset, MovementKind.Distribution, amount);
            account.Distributions.Add(new Distribution(ids.Next(), tranId, at, order.Asset, amount, order.Info));
        }

        return new Booked(account, at, books.Touched, MovementKind.Distribution);
    }

    /// <summary>
    /// Without a crypto asset: money in or out of the spot wallet. With one: that asset bought or sold, the money comes from or goes to a card. What did
    /// not succeed is listed and changes nothing.
    /// </summary>
    public Booked Fiat(Account account, FiatOrder order, DateTimeOffset at)
    {
        ControlException.ThrowUnless(account.Venue == SimulatedVenue.Binance, "bad_value", "Fiat money is simulated at Binance only.");
        Treasury.RequireAmount(account, "amount", order.Amount, atLeast: null);
        Treasury.RequireAmount(account, "fee", order.Fee, atLeast: 0m);
        var payment = order.Crypto is not null;
        ControlException.ThrowUnless(!payment || order.Obtained > 0m, "bad_value", "A payment says how much crypto was obtained or sold.");
        var status = order.Status ?? (payment ? "Completed" : "Successful");
        var record = new FiatRecord(
            ids.NextConversion().ToString(CultureInfo.InvariantCulture), at, payment, order.Incoming, order.Currency, order.Amount, order.Fee, status,
            order.Method, order.Crypto ?? "", order.Obtained);

        var books = new Bookkeeper(account, ids, at);
        if (record.Counts)
        {
            var asset = order.Crypto ?? order.Currency;
            var change = (payment, order.Incoming) switch
            {
                (true, true) => order.Obtained,
                (true, false) => -order.Obtained,
                (false, true) => order.Amount - order.Fee,
                (false, false) => -order.Amount,
            };
            books.RequireFree(Wallet.Spot, asset, -change);
            books.Post(Wallet.Spot, asset, MovementKind.Fiat, change);
        }

        account.FiatRecords.Add(record);
        return new Booked(account, at, books.Touched, MovementKind.Fiat);
    }
}
