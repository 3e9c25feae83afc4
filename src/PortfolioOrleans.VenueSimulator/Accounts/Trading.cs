using PortfolioOrleans.VenueSimulator.Control;
using PortfolioOrleans.VenueSimulator.Markets;

namespace PortfolioOrleans.VenueSimulator.Accounts;

/// <summary>Fills, and what they do to balances and positions.</summary>
internal sealed class Trading(IdSource ids, Prices prices)
{
    /// <summary>Beyond this, arithmetic would run out of digits.</summary>
    private const decimal Extreme = 1e12m;

    /// <param name="billed">See <see cref="Bookkeeper"/>.</param>
    /// <exception cref="ControlException">The order does not fit the market, the mode or the balance; nothing was changed.</exception>
    public Filled Fill(Account account, Market market, FillOrder order, Moment at, bool billed = true)
    {
        ControlException.ThrowUnless(prices.Lists(market, at.World), "unknown_symbol", $"{market.Id} is delisted.");
        ControlException.ThrowUnless(
            market.IsSpot || market.Venue == SimulatedVenue.Binance || account.Level >= 2, "bad_value", $"{account.Label} is in spot mode (level 1): it has no contracts.");
        ControlException.ThrowUnless(
            order.Margin == MarginMode.None || (market.IsSpot && market.Venue == SimulatedVenue.Binance) || (market.IsMarginPair && order.Margin == MarginMode.Isolated),
            "bad_value", "Margin is for Binance spot markets, and at OKX for isolated positions in pairs that have them.");
        ControlException.ThrowUnless(
            order.Quantity is > 0m and <= Extreme && order.Quantity % market.Lot == 0m,
            "bad_value", $"A quantity of {market.Id} is a multiple of {market.Lot} above zero and at most {Extreme}; {order.Quantity} is not.");
        var price = order.Price ?? prices.Of(market, PriceLine.Last, at.World);
        ControlException.ThrowUnless(
            price is > 0m and <= Extreme && price % market.Tick == 0m,
            "off_tick", $"A price of {market.Id} is a multiple of {market.Tick} above zero and at most {Extreme}; {price} is not.");

        return market.IsSpot ? FillSpot(account, market, order, price, at.Venue, billed) : FillContract(account, market, order, price, at.Venue, billed);
    }

    private Filled FillSpot(Account account, Market market, FillOrder order, decimal price, DateTimeOffset at, bool billed)
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

        var wallet = TradingWallet(market, order.Margin);
        var pair = wallet == Wallet.IsolatedMargin ? market.Id : null;
        var books = new Bookkeeper(account, ids, at, billed);
        foreach (var (asset, change, _) in changes.Where(change => change.Change < 0m))
        {
            books.RequireFree(wallet, asset, -change, pair);
        }

        var fill = NewFill(market, order, price, fee, feeAsset, at);
        foreach (var (asset, change, part) in changes)
        {
            books.Post(wallet, asset, MovementKind.Trade, change, part, 0m, market, fill.TradeId, asset == market.Base ? fill.Id : null, pair);
        }

        account.Fills.Add(fill);
        return new Filled(account, at, books.Touched, market, fill, null);
    }

    private Filled FillContract(Account account, Market market, FillOrder order, decimal price, DateTimeOffset at, bool billed)
    {
        var held = HeldBy(account, market, order);
        var (fee, feeAsset) = FeeOf(order, market.Venue, order.Maker ? 0.0002m : 0.0005m, market.Settle, asset =>
            asset == market.Settle ? Math.Abs(PositionMath.Notional(market, order.Quantity, price)) : null);
        var (settledFee, otherFee) = feeAsset == market.Settle ? (fee, 0m) : (0m, fee);
        var books = new Bookkeeper(account, ids, at, billed);
        var wallet = TradingWallet(market, order.Margin);
        var premium = market.Kind == MarketKind.Option ? -Signed(order) * PositionMath.Notional(market, order.Quantity, price) : 0m;
        var setting = account.LeverageOf(market.Id);
        var margin = IsolatedAtOkx(account, market) ? MarginAfter(market, held, Signed(order) * order.Quantity, price, setting.Leverage) : 0m;
        books.RequireFree(wallet, feeAsset, otherFee);
        books.RequireFree(wallet, market.Settle, Math.Max(margin - (held?.Margin ?? 0m), -premium));

        var fill = NewFill(market, order, price, fee, feeAsset, at);
        var (position, realized) = Next(market, held, order, price, settledFee, fill, at);
        fill = fill with { RealizedPnl = realized, PositionAfter = position?.Size ?? 0m, Closing = held is not null && Math.Sign(held.Size) != Signed(order) };

        account.Positions.RemoveAll(one => one.Market == market.Id && one.Side == order.PositionSide);
        if (position is not null)
        {
            position = position with { Margin = margin, MostSize = Math.Max(Math.Abs(position.Size), position.MostSize) };
            account.Positions.Add(position);
        }

        if (held is not null && market.Venue == SimulatedVenue.Okx && (position is null || Math.Sign(position.Size) != Math.Sign(held.Size)))
        {
            account.ClosedPositions.Add(new ClosedPosition(
                held, price, held.MostSize, held.RealizedPnl + realized, held.Fees + settledFee - (position?.Fees ?? 0m), order.Forced, at));
        }

        var cash = market.Kind == MarketKind.Option ? premium : realized;
        books.Post(wallet, market.Settle, MovementKind.Trade, cash - settledFee, settledFee, realized, market, fill.TradeId, fill.Id);
        if (margin != (held?.Margin ?? 0m))
        {
            var bound = margin - (held?.Margin ?? 0m);
            books.Post(wallet, market.Settle, MovementKind.PositionMargin, -bound, market: market);
            books.Post(Wallet.IsolatedMargin, market.Settle, MovementKind.PositionMargin, bound, market: market, pair: market.Id);
        }

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
            (account.Hedged && !market.IsMarginPair) == (order.PositionSide != PositionSide.Net),
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
            order.Maker, order.Margin, order.Forced);
    }

    /// <summary>Isolated positions at OKX have money of their own; those at Binance only a part of the wallet set aside.</summary>
    private static bool IsolatedAtOkx(Account account, Market market) =>
        market.Venue == SimulatedVenue.Okx && (market.IsMarginPair || account.LeverageOf(market.Id).Isolated);

    /// <summary>Grows with what is added, shrinks in proportion with what is closed.</summary>
    private static decimal MarginAfter(Market market, Position? held, decimal signed, decimal price, int leverage)
    {
        var size = (held?.Size ?? 0m) + signed;
        if (held is null || Math.Sign(size) != Math.Sign(held.Size))
        {
            return PositionMath.Margin(market, size, price, leverage);
        }

        return Math.Sign(held.Size) == Math.Sign(signed)
            ? held.Margin + PositionMath.Margin(market, signed, price, leverage)
            : decimal.Round(held.Margin * size / held.Size, PositionMath.AmountDecimals(market.Venue));
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

    public static Wallet TradingWallet(Market market, MarginMode margin = MarginMode.None) => (market.Venue, market.Kind, margin) switch
    {
        (SimulatedVenue.Okx, _, _) => Wallet.Trading,
        (_, MarketKind.Spot, MarginMode.Cross) => Wallet.Margin,
        (_, MarketKind.Spot, MarginMode.Isolated) => Wallet.IsolatedMargin,
        (_, MarketKind.Spot, _) => Wallet.Spot,
        (_, MarketKind.Inverse, _) => Wallet.CoinFutures,
        _ => Wallet.Futures,
    };
}
