using PortfolioOrleans.VenueSimulator.Accounts;
using PortfolioOrleans.VenueSimulator.Control;
using PortfolioOrleans.VenueSimulator.Markets;

namespace PortfolioOrleans.VenueSimulator;

/// <summary>What happens to an account besides trading, deposits and transfers.</summary>
public sealed partial class SimulatedWorld
{
    public void SubscribeEarn(string accountId, EarnOrder order) => Book(accountId, order.At, (account, at) => _earn.Subscribe(account, order, at.Venue));

    public void RedeemEarn(string accountId, EarnOrder order) => Book(accountId, order.At, (account, at) => _earn.Redeem(account, order, at.Venue));

    public void RewardEarn(string accountId, EarnOrder order) => Book(accountId, order.At, (account, at) => _earn.Reward(account, order, at.Venue));

    public void Borrow(string accountId, LoanOrder order) => Book(accountId, order.At, (account, at) => _loans.Borrow(account, order, at.Venue));

    public void Repay(string accountId, LoanOrder order) => Book(accountId, order.At, (account, at) => _loans.Repay(account, order, at.Venue));

    public void ChargeInterest(string accountId, InterestOrder order) => Book(accountId, order.At, (account, at) => _loans.Charge(account, order, at.Venue));

    public void Convert(string accountId, ConvertOrder order) => Book(accountId, order.At, (account, at) => _conversions.Convert(account, order, at));

    public void SweepDust(string accountId, DustOrder order) => Book(accountId, order.At, (account, at) => _conversions.Sweep(account, order, at));

    public void Distribute(string accountId, DistributionOrder order) => Book(accountId, order.At, (account, at) => _grants.Distribute(account, order, at.Venue));

    public void MoveFiat(string accountId, FiatOrder order) => Book(accountId, order.At, (account, at) => _grants.Fiat(account, order, at.Venue));

    /// <summary>Takes a market off the venue from now on: its symbol is unknown, its coin without a price unless another market has one.</summary>
    public void Delist(SimulatedVenue venue, string symbol, bool futures = false) => Change(() =>
    {
        var market = venue == SimulatedVenue.Okx ? MarketCatalog.FindOkx(symbol) : MarketCatalog.Find(venue, !futures, symbol);
        ControlException.ThrowUnless(market is not null, "unknown_symbol", $"{venue} has no market '{symbol}'.");
        ControlException.ThrowUnless(
            market.IsSpot || !_state.Accounts.Exists(account => account.Venue == venue && account.Positions.Exists(position => position.Market == market.Id)),
            "positions_open", $"Somebody has a position in {symbol}.");
        var now = _binance.Context.Now;
        _state.Markets.Delistings.Add(new Delisting(venue, market.Id, market.IsSpot, now));
        _prices.Changed(now);
        return true;
    });

    /// <exception cref="ControlException">A position is open, or the venue has no such mode.</exception>
    public AccountSummary SetMode(string accountId, ModeOrder order) => Change(() =>
    {
        var account = Find(accountId);
        var okx = account.Venue == SimulatedVenue.Okx;
        var level = order.Level ?? account.Level;
        ControlException.ThrowUnless(
            okx ? order is { PortfolioMargin: null, MultiAssets: null, Unopened: null } : order is { Level: null, AutoLoan: null },
            "bad_value", $"{account.Venue} has no such mode.");
        ControlException.ThrowUnless(level is >= 1 and <= 4, "bad_value", $"An account level is 1 to 4; {level} is not.");
        ControlException.ThrowUnless(
            account.Positions.Count == 0 || (order.Hedged is null || order.Hedged == account.Hedged) && (level == account.Level || level > 1),
            "positions_open", "The mode cannot change while a position is open.");
        ControlException.ThrowUnless(order.AutoLoan is not true || level >= 3, "bad_value", "Currencies go below zero in levels 3 and 4 only.");
        account.Hedged = order.Hedged ?? account.Hedged;
        account.Level = level;
        account.AutoLoan = level >= 3 && (order.AutoLoan ?? account.AutoLoan);
        account.PortfolioMargin = order.PortfolioMargin ?? account.PortfolioMargin;
        if (order.MultiAssets is { } multiAssets && multiAssets != account.MultiAssets)
        {
            account.MultiAssets = multiAssets;
            Publish(new MultiAssetsChanged(account, When(account, null).Venue), isNews: true);
        }

        account.Unopened = order.Unopened is { } unopened ? [.. unopened] : account.Unopened;
        return Summary(account);
    });

    private void Book(string accountId, DateTimeOffset? givenAt, Func<Account, Moment, Booked> entry) => Change(() =>
    {
        var account = Find(accountId);
        return Publish(entry(account, When(account, givenAt)), givenAt is null);
    });
}
