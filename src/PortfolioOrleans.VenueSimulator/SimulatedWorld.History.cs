using PortfolioOrleans.VenueSimulator.Accounts;
using PortfolioOrleans.VenueSimulator.Binance;
using PortfolioOrleans.VenueSimulator.Control;
using PortfolioOrleans.VenueSimulator.Markets;

namespace PortfolioOrleans.VenueSimulator;

/// <summary>Long pasts, and the whole truth about them.</summary>
public sealed partial class SimulatedWorld
{
    /// <summary>Gives an account a long history. A hundred thousand fills take about a second and some twenty megabytes.</summary>
    public HistoryReceipt WriteHistory(string accountId, HistoryOrder order) => Change(() =>
    {
        var account = Find(accountId);
        return new PastWriter(_state.Seed, _trading, _treasury, _conversions, _grants, _prices).Write(account, order, DeskOf(account.Venue).Context.Now);
    });

    /// <summary>All fills of an account, oldest first.</summary>
    /// <param name="reachable">Only those that the venue's lists still show to a client that asks now.</param>
    public IReadOnlyList<FillRecord> FillsOf(string accountId, bool reachable = false)
    {
        lock (_gate)
        {
            var account = Find(accountId);
            var now = DeskOf(account.Venue).Context.VenueTime;
            return [.. account.Fills.Where(fill => !reachable || IsReachable(account, fill, now)).Select(fill => Record(account, fill))];
        }
    }

    /// <summary>Every change of a balance that has a bill, oldest first. A written history has bills of its last three months only.</summary>
    public IReadOnlyList<LedgerRecord> LedgerOf(string accountId)
    {
        lock (_gate)
        {
            return [.. Find(accountId).Movements.Select(one =>
                new LedgerRecord($"{one.Id}", one.At, one.Wallet, one.Asset, $"{one.Kind}", one.Change, one.Fee, one.Market))];
        }
    }

    private bool IsReachable(Account account, Fill fill, DateTimeOffset now) => account.Venue == SimulatedVenue.Okx
        ? now - fill.At <= TimeSpan.FromDays(90)
        : (fill.Spot || now - fill.At <= BinanceFuturesHistory.FillsKept) && _prices.Lists(MarketCatalog.Find(account.Venue, fill.Spot, fill.Market)!, now);

    private static FillRecord Record(Account account, Fill fill) => new(
        Trading.TradingWallet(MarketCatalog.Find(account.Venue, fill.Spot, fill.Market)!, fill.Margin), fill.Market, $"{fill.TradeId}", $"{fill.Id}", $"{fill.OrderId}",
        fill.At, fill.Side, fill.PositionSide, fill.Quantity, fill.Price, fill.Fee, fill.FeeAsset, fill.RealizedPnl);
}
