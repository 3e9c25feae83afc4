using PortfolioOrleans.VenueSimulator.Accounts;
using PortfolioOrleans.VenueSimulator.Control;
using PortfolioOrleans.VenueSimulator.Markets;

namespace PortfolioOrleans.VenueSimulator;

public sealed partial class SimulatedWorld
{
    /// <summary>An order of the account is filled, at once and completely.</summary>
    public FillReceipt Fill(string accountId, FillOrder order) => Change(() =>
    {
        var account = Find(accountId);
        var market = MarketOf(account, order.Symbol, order.Futures, order.Margin);
        var fill = Publish(_trading.Fill(account, market, order, When(account, order.At)), order.At is null).Fill;
        return new FillReceipt($"{fill.TradeId}", $"{fill.OrderId}", fill.At, fill.Price, fill.Fee, fill.FeeAsset, fill.RealizedPnl, fill.PositionAfter);
    });

    public FundsReceipt Deposit(string accountId, FundsOrder order) => Change(() =>
    {
        var account = Find(accountId);
        return Receipt(Publish(_treasury.Deposit(account, order, When(account, order.At).Venue), order.At is null));
    });

    public FundsReceipt Withdraw(string accountId, FundsOrder order) => Change(() =>
    {
        var account = Find(accountId);
        return Receipt(Publish(_treasury.Withdraw(account, order, When(account, order.At).Venue), order.At is null));
    });

    /// <summary>Ends a pending deposit or withdrawal: a completed one is booked, a failed one is as if it had never been asked for.</summary>
    public FundsReceipt SettleFunds(string accountId, string id, bool succeeded) => Change(() =>
    {
        var account = Find(accountId);
        return Receipt(Publish(_treasury.Settle(account, id, succeeded, When(account, null).Venue), isNews: true));
    });

    public void Transfer(string accountId, TransferOrder order) => Change(() =>
    {
        var account = Find(accountId);
        return Publish(_treasury.Transfer(account, order, When(account, order.At).Venue), order.At is null);
    });

    public void PayFunding(string accountId, FundingOrder order) => Change(() =>
    {
        var account = Find(accountId);
        ControlException.ThrowUnless(Math.Abs(order.Rate) <= 0.1m, "bad_value", $"A funding rate is between -0.1 and 0.1; {order.Rate} is not.");
        return Publish(_treasury.PayFunding(account, MarketOf(account, order.Symbol, futures: true), order, When(account, order.At)), order.At is null);
    });

    public void SetLeverage(string accountId, LeverageOrder order) => Change(() =>
    {
        var account = Find(accountId);
        ControlException.ThrowUnless(order.Leverage is >= 1 and <= 125, "bad_value", $"A leverage is between 1 and 125; {order.Leverage} is not.");
        var market = MarketOf(account, order.Symbol, futures: true);
        ControlException.ThrowUnless(
            account.Venue == SimulatedVenue.Binance || account.LeverageOf(market.Id).Isolated == order.Isolated || !account.Positions.Exists(position => position.Market == market.Id),
            "positions_open", "At OKX cross and isolated cannot change while a position is open.");
        var setting = new LeverageSetting(order.Leverage, order.Isolated);
        account.Leverage[market.Id] = setting;
        return Publish(new LeverageChanged(account, When(account, null).Venue, market, setting), isNews: true);
    });

    /// <param name="hedged">Long and short kept apart.</param>
    /// <exception cref="ControlException">A position is open.</exception>
    public AccountSummary SetPositionMode(string accountId, bool hedged) => SetMode(accountId, new ModeOrder { Hedged = hedged });

    private static FundsReceipt Receipt(FundsMoved change) => new(change.Move.Id, change.Move.State, change.At);

    private static Market MarketOf(Account account, string symbol, bool futures, MarginMode margin = MarginMode.None)
    {
        var market = account.Venue == SimulatedVenue.Okx
            ? margin == MarginMode.None ? MarketCatalog.FindOkx(symbol) : MarketCatalog.Find(SimulatedVenue.Okx, spot: false, symbol)
            : MarketCatalog.Find(account.Venue, !futures && !symbol.Contains('_', StringComparison.Ordinal), symbol);
        ControlException.ThrowUnless(
            market is not null && (!futures || !market.IsSpot), "unknown_symbol", $"{account.Venue} has no {(futures ? "future" : "market")} '{symbol}'.");
        return market;
    }

    private Moment When(Account account, DateTimeOffset? given)
    {
        var now = DeskOf(account.Venue).Context.Moment;
        if (given is not { } at)
        {
            return now;
        }

        var last = account.LastEventAt;
        ControlException.ThrowUnless(at <= now.World && at >= last, "bad_time", $"{at:O} is in the future or before the account's last event, {last:O}.");
        var utc = DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds());
        return new Moment(utc, utc);
    }
}
