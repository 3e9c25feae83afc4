using PortfolioOrleans.VenueSimulator.Control;
using PortfolioOrleans.VenueSimulator.Markets;

namespace PortfolioOrleans.VenueSimulator.Accounts;

/// <summary>Money that moves without a trade: deposits, withdrawals, transfers between wallets, funding payments.</summary>
internal sealed class Treasury(int seed, IdSource ids, Prices prices)
{
    public FundsMoved Deposit(Account account, FundsOrder order, DateTimeOffset at)
    {
        var wallet = OutsideWallet(account, order);
        ControlException.ThrowUnless(order.Fee == 0m, "bad_value", "A deposit has no fee.");
        var move = NewMove(account, order, wallet, incoming: true, at);
        account.FundsMoves.Add(move);

        var books = new Bookkeeper(account, ids, at);
        if (!order.Pending)
        {
            books.Post(wallet, order.Asset, MovementKind.Deposit, order.Amount);
        }

        return new FundsMoved(account, at, books.Touched, move);
    }

    /// <summary>The fee is taken on top of the amount.</summary>
    public FundsMoved Withdraw(Account account, FundsOrder order, DateTimeOffset at)
    {
        var wallet = OutsideWallet(account, order);
        RequireAmount(account, "fee", order.Fee, atLeast: 0m);
        var books = new Bookkeeper(account, ids, at);
        books.RequireFree(wallet, order.Asset, order.Amount + order.Fee);
        var move = NewMove(account, order, wallet, incoming: false, at);
        account.FundsMoves.Add(move);
        if (order.Pending)
        {
            books.Hold(wallet, order.Asset, order.Amount + order.Fee);
        }
        else
        {
            books.Post(wallet, order.Asset, MovementKind.Withdrawal, -order.Amount - order.Fee, order.Fee);
        }

        return new FundsMoved(account, at, books.Touched, move);
    }

    /// <summary>Ends what was left pending.</summary>
    /// <exception cref="ControlException">No pending deposit or withdrawal has this id.</exception>
    public FundsMoved Settle(Account account, string id, bool succeeded, DateTimeOffset at)
    {
        var index = account.FundsMoves.FindIndex(move => move.Id == id && move.State == FundsState.Pending);
        ControlException.ThrowUnless(index >= 0, "unknown_funds_move", $"{account.Label} has no pending deposit or withdrawal '{id}'.");
        var move = account.FundsMoves[index];
        var books = new Bookkeeper(account, ids, at);
        if (!move.Incoming)
        {
            books.Hold(move.Wallet, move.Asset, -move.Amount - move.Fee);
        }

        if (succeeded)
        {
            books.Post(
                move.Wallet, move.Asset, move.Incoming ? MovementKind.Deposit : MovementKind.Withdrawal,
                move.Incoming ? move.Amount : -move.Amount - move.Fee, move.Fee);
        }

        move = move with { State = succeeded ? FundsState.Completed : FundsState.Failed, CompletedAt = at };
        account.FundsMoves[index] = move;
        return new FundsMoved(account, at, books.Touched, move);
    }

    public Transferred Transfer(Account account, TransferOrder order, DateTimeOffset at)
    {
        RequireAmount(account, "amount", order.Amount, atLeast: null);
        RequireWallet(account, order.From);
        RequireWallet(account, order.To);
        var (fromPair, toPair) = (PairOf(order.From, order.FromPair), PairOf(order.To, order.ToPair));
        ControlException.ThrowUnless((order.From, fromPair) != (order.To, toPair), "bad_value", $"A transfer needs two wallets; both are {order.From}.");
        var books = new Bookkeeper(account, ids, at);
        books.RequireFree(order.From, order.Asset, order.Amount, fromPair);

        var transfer = new WalletTransfer(ids.NextLong(account.Venue), at, order.From, order.To, order.Asset, order.Amount, fromPair, toPair);
        account.Transfers.Add(transfer);
        books.Post(order.From, order.Asset, MovementKind.TransferOut, -order.Amount, pair: fromPair);
        books.Post(order.To, order.Asset, MovementKind.TransferIn, order.Amount, pair: toPair);
        return new Transferred(account, at, books.Touched, transfer);
    }

    /// <exception cref="ControlException">No position is open in the market.</exception>
    public FundingPaid PayFunding(Account account, Market market, FundingOrder order, Moment at)
    {
        var mark = prices.Of(market, PriceLine.Mark, at.World);
        var books = new Bookkeeper(account, ids, at.Venue);
        for (var i = 0; i < account.Positions.Count; i++)
        {
            var position = account.Positions[i];
            if (position.Market != market.Id)
            {
                continue;
            }

            var received = -decimal.Round(
                PositionMath.Notional(market, position.Size, mark) * order.Rate, PositionMath.AmountDecimals(market.Venue));
            account.Positions[i] = position with { Funding = position.Funding + received, UpdatedAt = at.Venue };
            books.Post(Trading.TradingWallet(market), market.Settle, MovementKind.Funding, received, market: market);
        }

        ControlException.ThrowUnless(books.Touched.Count > 0, "no_position", $"{account.Label} has no position in {market.Id}.");
        return new FundingPaid(account, at.Venue, books.Touched, market);
    }

    /// <summary>A chain that carries the asset.</summary>
    public static string NetworkOf(string asset) => asset is "BTC" or "LTC" or "DOGE" or "SOL" or "XRP" or "TRX" ? asset : "ETH";

    private FundsMove NewMove(Account account, FundsOrder order, Wallet wallet, bool incoming, DateTimeOffset at)
    {
        var id = ids.Next();
        var network = order.Network ?? NetworkOf(order.Asset);
        return new FundsMove(
            account.Venue == SimulatedVenue.Binance && !incoming ? Walk.Hex(seed, $"withdrawal/{id}", 32) : $"{id}",
            incoming, wallet, order.Asset, order.Amount, order.Fee, order.Pending ? FundsState.Pending : FundsState.Completed, network,
            Walk.Letters(seed, $"address/{account.Id}/{network}", 34), "0x" + Walk.Hex(seed, $"tx/{id}", 64), at,
            order.Pending ? null : at);
    }

    private static Wallet OutsideWallet(Account account, FundsOrder order)
    {
        RequireAmount(account, "amount", order.Amount, atLeast: null);
        ControlException.ThrowUnless(
            order.Asset.Length is > 0 and <= 20 && order.Asset.All(char.IsLetterOrDigit), "bad_value", $"'{order.Asset}' is no asset code.");
        var wallet = order.Wallet ?? (account.Venue == SimulatedVenue.Binance ? Wallet.Spot : Wallet.Funding);
        ControlException.ThrowUnless(
            wallet == Wallet.Funding || (wallet == Wallet.Spot && account.Venue == SimulatedVenue.Binance),
            "bad_value", $"{account.Venue} takes deposits and pays withdrawals from other wallets than {wallet}.");
        return wallet;
    }

    private static void RequireWallet(Account account, Wallet wallet) => ControlException.ThrowUnless(
        account.Venue == SimulatedVenue.Okx
            ? wallet is Wallet.Funding or Wallet.Trading
            : wallet is Wallet.Spot or Wallet.Funding or Wallet.Futures or Wallet.CoinFutures or Wallet.Margin or Wallet.IsolatedMargin,
        "bad_value", $"{account.Venue} has no {wallet} wallet to transfer from and to.");

    private static string? PairOf(Wallet wallet, string? pair)
    {
        ControlException.ThrowUnless(
            (wallet == Wallet.IsolatedMargin) == (pair is not null), "bad_value", "An isolated margin wallet is that of a pair, other wallets are of none.");
        ControlException.ThrowUnless(
            pair is null || MarketCatalog.Find(SimulatedVenue.Binance, spot: true, pair) is not null, "unknown_symbol", $"Binance has no pair '{pair}'.");
        return pair;
    }

    /// <param name="atLeast">Null: above zero.</param>
    internal static void RequireAmount(Account account, string name, decimal amount, decimal? atLeast)
    {
        ControlException.ThrowUnless(
            atLeast is { } least ? amount >= least : amount > 0m, "bad_value", $"The {name} {amount} is too small.");
        var decimals = PositionMath.AmountDecimals(account.Venue);
        ControlException.ThrowUnless(
            decimal.Round(amount, decimals) == amount && amount < 1e15m,
            "bad_value", $"{account.Venue} accounts in {decimals} decimals and below 1e15; the {name} {amount} does not fit.");
    }
}
