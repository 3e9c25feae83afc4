using PortfolioOrleans.VenueSimulator.Control;

namespace PortfolioOrleans.VenueSimulator.Demo;

/// <summary>Writes the past of one account, from the oldest day to today; trades happen at the prices of their time.</summary>
internal sealed class DemoDiary(SimulatedWorld world, string accountId)
{
    private readonly DateTimeOffset _today = world.Clock.GetUtcNow();
    private DateTimeOffset _at = DateTimeOffset.MinValue;

    /// <summary>Turns to a day so many days ago; entries of a day are a minute apart.</summary>
    public DemoDiary DaysAgo(int days)
    {
        _at = _today.AddDays(-days).AddHours(-1);
        return this;
    }

    public DemoDiary Deposit(string asset, decimal amount, Wallet? wallet = null) =>
        Note(at => world.Deposit(accountId, new FundsOrder { Asset = asset, Amount = amount, Wallet = wallet, At = at }));

    public DemoDiary Withdraw(string asset, decimal amount, decimal fee) =>
        Note(at => world.Withdraw(accountId, new FundsOrder { Asset = asset, Amount = amount, Fee = fee, At = at }));

    public DemoDiary Move(string asset, decimal amount, Wallet from, Wallet to) =>
        Note(at => world.Transfer(accountId, new TransferOrder { Asset = asset, Amount = amount, From = from, To = to, At = at }));

    public DemoDiary Buy(string symbol, decimal quantity, PositionSide side = PositionSide.Net, bool futures = false) =>
        Trade(TradeSide.Buy, symbol, quantity, side, futures);

    public DemoDiary Sell(string symbol, decimal quantity, PositionSide side = PositionSide.Net, bool futures = false) =>
        Trade(TradeSide.Sell, symbol, quantity, side, futures);

    public DemoDiary Funding(string symbol, decimal rate) => Note(at => world.PayFunding(accountId, new FundingOrder { Symbol = symbol, Rate = rate, At = at }));

    public DemoDiary Leverage(string symbol, int leverage, bool isolated = false)
    {
        world.SetLeverage(accountId, new LeverageOrder { Symbol = symbol, Leverage = leverage, Isolated = isolated });
        return this;
    }

    private DemoDiary Trade(TradeSide trade, string symbol, decimal quantity, PositionSide side, bool futures) => Note(at => world.Fill(
        accountId, new FillOrder { Symbol = symbol, Side = trade, Quantity = quantity, PositionSide = side, Futures = futures, At = at }));

    private DemoDiary Note(Action<DateTimeOffset> entry)
    {
        entry(_at);
        _at = _at.AddMinutes(1);
        return this;
    }
}
