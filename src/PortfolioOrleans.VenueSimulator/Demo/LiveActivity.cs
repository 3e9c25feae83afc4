using PortfolioOrleans.VenueSimulator.Control;
using PortfolioOrleans.VenueSimulator.Markets;

namespace PortfolioOrleans.VenueSimulator.Demo;

/// <summary>
/// Somebody who is always busy: each step trades, moves, pays in or out, converts, lends or is paid funding, small amounts at a time. The same for the
/// same seed. For tests that follow an account live; it needs some thousand USDT where it trades.
/// </summary>
public sealed class LiveActivity
{
    private readonly SimulatedWorld _world;
    private readonly string _accountId;
    private readonly ulong _line;
    private readonly List<(string Name, Action Do)> _actions;
    private long _step;

    /// <exception cref="ControlException">There is no such account.</exception>
    public LiveActivity(SimulatedWorld world, string accountId, int seed)
    {
        _world = world;
        _accountId = accountId;
        _line = Walk.Line(seed, $"activity/{accountId}");
        var okx = world.State(accountId).Venue == SimulatedVenue.Okx;
        var (inside, outside) = okx ? (Wallet.Trading, Wallet.Funding) : (Wallet.Spot, Wallet.Funding);
        _actions =
        [
            ("spot", () => Trade(okx ? "BTC-USDT" : "BTCUSDT", 0.0005m)),
            ("spot", () => Trade(okx ? "ETH-USDT" : "ETHUSDT", 0.01m)),
            ("future", () => Trade(okx ? "BTC-USDT-SWAP" : "BTCUSDT", okx ? 0.1m : 0.002m, futures: true)),
            ("future", () => Trade(okx ? "ETH-USDT-SWAP" : "ETHUSDT", okx ? 0.1m : 0.02m, futures: true)),
            ("funding", () => world.PayFunding(accountId, new FundingOrder { Symbol = okx ? "BTC-USDT-SWAP" : "BTCUSDT", Rate = 0.0001m })),
            ("deposit", () => world.Deposit(accountId, new FundsOrder { Asset = "USDT", Amount = Amount() })),
            ("withdrawal", () => world.Withdraw(accountId, new FundsOrder { Asset = "USDT", Amount = Amount(), Fee = 1m })),
            ("transfer", () => world.Transfer(accountId, new TransferOrder { Asset = "USDT", Amount = Amount(), From = inside, To = outside })),
            ("transfer", () => world.Transfer(accountId, new TransferOrder { Asset = "USDT", Amount = Amount(), From = outside, To = inside })),
            ("convert", () => world.Convert(accountId, new ConvertOrder { From = "USDT", Amount = Amount(), To = "SOL" })),
            ("earn", () => world.SubscribeEarn(accountId, new EarnOrder { Asset = "USDT", Amount = Amount() })),
            ("earn", () => world.RedeemEarn(accountId, new EarnOrder { Asset = "USDT", Amount = Amount() })),
            .. okx ? [] : BinanceOnly(),
        ];
    }

    /// <summary>Does one thing.</summary>
    /// <returns>What it was; "nothing" when there was no money for it.</returns>
    public string Step()
    {
        var (name, action) = _actions[(int)(Next() % (ulong)_actions.Count)];
        try
        {
            action();
            return name;
        }
        catch (ControlException e) when (e.Code is "insufficient_funds" or "no_position" or "no_debt" or "bad_value")
        {
            return "nothing";
        }
    }

    private IEnumerable<(string, Action)> BinanceOnly() =>
    [
        ("transfer", () => _world.Transfer(_accountId, new TransferOrder { Asset = "USDT", Amount = Amount(), From = Wallet.Spot, To = Wallet.Futures })),
        ("transfer", () => _world.Transfer(_accountId, new TransferOrder { Asset = "USDT", Amount = Amount(), From = Wallet.Futures, To = Wallet.Spot })),
        ("coin future", () => Trade("BTCUSD_PERP", 1m, futures: true)),
        ("distribution", () => _world.Distribute(_accountId, new DistributionOrder { Asset = "USDT", Amounts = [0.25m] })),
    ];

    /// <summary>In hedge mode each side is opened and closed by turns.</summary>
    private void Trade(string symbol, decimal quantity, bool futures = false)
    {
        var chance = Next();
        var hedged = futures && _world.Accounts.First(account => account.AccountId == _accountId || account.Label == _accountId).Hedged;
        _world.Fill(_accountId, new FillOrder
        {
            Symbol = symbol,
            Futures = futures,
            Side = chance % 2 == 0 ? TradeSide.Buy : TradeSide.Sell,
            Quantity = quantity * (1 + chance / 2 % 4),
            PositionSide = !hedged ? PositionSide.Net : chance / 8 % 2 == 0 ? PositionSide.Long : PositionSide.Short,
            Maker = chance / 16 % 3 == 0,
        });
    }

    private decimal Amount() => 1m + Next() % 20;

    private ulong Next() => Walk.Number(_line, _step++);
}
