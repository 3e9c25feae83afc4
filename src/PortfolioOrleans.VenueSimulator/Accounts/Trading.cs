using PortfolioOrleans.VenueSimulator.Control;
using PortfolioOrleans.VenueSimulator.Markets;

namespace PortfolioOrleans.VenueSimulator.Accounts;

/// <summary>Fills, and what they do to balances and positions.</summary>
internal sealed class Trading(IdSource ids, Prices prices)
{
    /// <summary>Beyond this, arithmetic would run out of digits.</summary>
    private const decimal Extreme = 1e12m;

    /// <exception cref="ControlException">The order does not fit the market, the mode or the balance; nothing was changed.</exception>
    public Filled Fill(Account account, Market market, FillOrder order, Moment at)
    {
        ControlException.ThrowUnless(
            order.Quantity is > 0m and <= Extreme && order.Quantity % market.Lot == 0m,
            "bad_value", $"A quantity of {market.Id} is a multiple of {market.Lot} above zero and at most {Extreme}; {order.Quantity} is not.");
        var price = order.Price ?? prices.Of(market, PriceLine.Last, at.World);
        ControlException.ThrowUnless(
            price is > 0m and <= Extreme && price % market.Tick == 0m,
            "off_tick", $"A price of {market.Id} is a multiple of {market.Tick} above zero and at most {Extreme}; {price} is not.");

        return market.IsSpot ? FillSpot(account, market, order, price, at.Venue) : FillContract(account, market, order, price, at.Venue);
    }

    private Filled FillSpot(Account account, Market market, FillOrder order, decimal price, DateTimeOffset at)
    {
        var buy = order.Side == TradeSide.Buy;
        var worth = order.Quantity * price;
        var (fee, feeAsset) = FeeOf(order, market.Venue, SpotRate(market.Venue, order.Maker), buy ? market.Base : market.Quote, asset =>
            asset == market.Base ? order.Quantity : asset == market.Quote ? worth : null);

        // One net change for each asset, the one traded first: that is how a venue bills it.
        var changes = new List<(string Asset, decimal Change, decimal Fee)>
        {
            (market.Base, buy ? order.Quantity : -order.Quantity, 0m),
            (market.Quote, buy ? -worth : worth, 0m),
        };
        var charged = changes.FindIndex(change => change.Asset == feeAsset);
        if (charged < 0)
        {
            changes.Add((feeAsset, -fee, fee));
        }
        else
        {
            changes[charged] = (feeAsset, changes[charged].Change - fee, fee);
        }

        var wallet = TradingWallet(market);
        var books = new Bookkeeper(account, ids, at);
        foreach (var (asset, change, _) in changes.Where(change => change.Change < 0m))
        {
            books.RequireFree(wallet, asset, -change);
        }

        var fill = NewFill(market, order, price, fee, feeAsset, at);
        foreach (var (asset, change, part) in changes)
        {
            books.Post(wallet, asset, MovementKind.Trade, change, part, 0m, market, fill.TradeId, asset == market.Base ? fill.Id : null);
        }

        account.Fills.Add(fill);
        return new Filled(account, at, books.Touched, market, fill, null);
    }

    private Filled FillContract(Account account, Market market, FillOrder order, decimal price, DateTimeOffset at)
    {
        var held = HeldBy(account, market, order);
        var (fee, feeAsset) = FeeOf(order, market.Venue, order.Maker ? 0.0002m : 0.0005m, market.Settle, asset =>
            asset == market.Settle ? Math.Abs(PositionMath.Notional(market, order.Quantity, price)) : null);
        var (settledFee, otherFee) = feeAsset == market.Settle ? (fee, 0m) : (0m, fee);
        var books = new Bookkeeper(account, ids, at);
        var wallet = TradingWallet(market);
        books.RequireFree(wallet, feeAsset, otherFee);

        var fill = NewFill(market, order, price, fee, feeAsset, at);
        var (position, realized) = Next(market, held, order, price, settledFee, fill, at);
        fill = fill with { RealizedPnl = realized, PositionAfter = position?.Size ?? 0m, Closing = held is not null && Math.Sign(held.Size) != Signed(order) };

        account.Positions.RemoveAll(one => one.Market == market.Id && one.Side == order.PositionSide);
        if (position is not null)
        {
            account.Positions.Add(position);
        }

        books.Post(wallet, market.Settle, MovementKind.Trade, realized - settledFee, settledFee, realized, market, fill.TradeId, fill.Id);
        if (otherFee != 0m)
        {
            books.Post(wallet, feeAsset, MovementKind.Trade, -otherFee, otherFee, 0m, market, fill.TradeId);
        }

        account.Fills.Add(fill);
        return new Filled(account, at, books.Touched, market, fill, position);
    }

    /// <summary>The position an order acts on; null when there is none yet.</summary>
    private static Position? HeldBy(Account account, Market market, FillOrder order)
    {
        ControlException.ThrowUnless(
            account.Hedged == (order.PositionSide != PositionSide.Net),
            "bad_value",
            account.Hedged ? $"{account.Label} is in hedge mode: say long or short." : $"{account.Label} is in one-way mode: long and short do not apply.");

        var held = account.Positions.Find(one => one.Market == market.Id && one.Side == order.PositionSide);
        var opens = order.PositionSide == PositionSide.Net || (order.PositionSide == PositionSide.Long) == (order.Side == TradeSide.Buy);
        ControlException.ThrowUnless(
            opens || order.Quantity <= Math.Abs(held?.Size ?? 0m),
            "bad_value", $"The {order.PositionSide} position in {market.Id} is {Math.Abs(held?.Size ?? 0m)}; {order.Quantity} cannot be closed.");
        return held;
    }

    /// <summary>Opens, adds, reduces, closes or flips.</summary>
    private static (Position? Position, decimal Realized) Next(
        Market market, Position? held, FillOrder order, decimal price, decimal fee, Fill fill, DateTimeOffset at)
    {
        var signed = Signed(order) * order.Quantity;
        if (held is null)
        {
            return (Open(signed, fee), 0m);
        }

        var size = held.Size + signed;
        if (Math.Sign(held.Size) == Math.Sign(signed))
        {
            var entry = PositionMath.Average(market, held.Size, held.Entry, signed, price);
            return (held with { Size = size, Entry = entry, Fees = held.Fees + fee, TradeId = fill.TradeId, UpdatedAt = at }, 0m);
        }

        var closed = Math.Min(Math.Abs(held.Size), order.Quantity) * Math.Sign(held.Size);
        var realized = PositionMath.Pnl(market, closed, held.Entry, price);
        if (size == 0m)
        {
            return (null, realized);
        }

        return Math.Sign(size) == Math.Sign(held.Size)
            ? (held with { Size = size, RealizedPnl = held.RealizedPnl + realized, Fees = held.Fees + fee, TradeId = fill.TradeId, UpdatedAt = at }, realized)
            : (Open(size, fee * Math.Abs(size) / order.Quantity), realized);

        Position Open(decimal opened, decimal fees) =>
            new(fill.Id, market.Id, order.PositionSide, opened, price, 0m, fees, 0m, fill.TradeId, at, at);
    }

    private static int Signed(FillOrder order) => order.Side == TradeSide.Buy ? 1 : -1;

    private Fill NewFill(Market market, FillOrder order, decimal price, decimal fee, string feeAsset, DateTimeOffset at)
    {
        var orderId = ids.NextLong(market.Venue);
        var id = ids.NextLong(market.Venue);
        var tradeId = market.Venue == SimulatedVenue.Binance ? id : ids.Next();
        return new Fill(
            id, tradeId, orderId, at, market.Id, market.IsSpot, order.Side, order.PositionSide, false, order.Quantity, price, fee, feeAsset, 0m, 0m,
            order.Maker);
    }

    /// <param name="basis">What the rate applies to, in the asset asked for; null where that asset has no part in the trade.</param>
    private static (decimal Fee, string Asset) FeeOf(
        FillOrder order, SimulatedVenue venue, decimal rate, string usualAsset, Func<string, decimal?> basis)
    {
        var asset = order.FeeAsset ?? usualAsset;
        var decimals = PositionMath.AmountDecimals(venue);
        if (order.Fee is { } given)
        {
            ControlException.ThrowUnless(
                decimal.Round(given, decimals) == given && Math.Abs(given) <= Extreme,
                "bad_value", $"{venue} accounts in {decimals} decimals and up to {Extreme}; the fee {given} does not fit.");
            return (given, asset);
        }

        var charged = basis(asset);
        ControlException.ThrowUnless(charged is not null, "bad_value", $"A fee in {asset} has to be given: it has no part in the trade.");
        return (decimal.Round(charged.Value * rate, decimals), asset);
    }

    private static decimal SpotRate(SimulatedVenue venue, bool maker) => venue == SimulatedVenue.Okx && maker ? 0.0008m : 0.001m;

    private static Wallet TradingWallet(Market market) => market.Venue == SimulatedVenue.Okx ? Wallet.Trading
        : market.IsSpot ? Wallet.Spot
        : Wallet.Futures;
}
