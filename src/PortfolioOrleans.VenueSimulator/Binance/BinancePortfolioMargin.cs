using PortfolioOrleans.VenueSimulator.Accounts;
using PortfolioOrleans.VenueSimulator.Control;
using PortfolioOrleans.VenueSimulator.Traffic;
using static PortfolioOrleans.VenueSimulator.Traffic.WireJson;

namespace PortfolioOrleans.VenueSimulator.Binance;

/// <summary>
/// Portfolio margin: cross margin, USD-M and COIN-M seen as one account. The money is the same that /fapi, /dapi and margin show: who adds both counts
/// twice.
/// </summary>
internal static class BinancePortfolioMargin
{
    public static IReadOnlyList<BinanceEndpoint> Endpoints { get; } =
    [
        Papi("balance", 20, Balances),
        Papi("account", 20, Summary),
        Papi("um/account", 5, call => BinanceFuturesAccount.Summary(call, detailed: true)),
        Papi("um/positionRisk", 5, BinanceFuturesAccount.Positions),
        Papi("um/userTrades", 5, call => BinanceFuturesHistory.Trades(call, [call.Symbol(spot: false)])),
        Papi("um/income", 30, call => BinanceFuturesHistory.Income(call, Wallet.Futures)),
        Papi("margin/myTrades", 5, BinanceMarginAccount.Trades),
        Papi("margin/marginInterestHistory", 1, BinanceMarginAccount.Interest),
        Papi("cm/account", 5, BinanceCoinAccount.Summary),
        Papi("cm/positionRisk", 1, BinanceCoinAccount.Positions),
        Papi("cm/userTrades", 20, BinanceCoinAccount.Trades),
        Papi("cm/income", 30, call => BinanceFuturesHistory.Income(call, Wallet.CoinFutures)),
        BinanceEndpoint.Get("/papi/v1/ping", "papi", 1, BinanceAccess.Public, _ => new { }),
        BinanceEndpoint.Get("/sapi/v1/portfolio/account", "sapi_ip", 5, BinanceAccess.Signed, ForMembers(Account)),
    ];

    private static BinanceEndpoint Papi(string path, int weight, Func<BinanceCall, object> answer) =>
        BinanceEndpoint.Get($"/papi/v1/{path}", "papi", weight, BinanceAccess.Signed, ForMembers(answer));

    private static Func<BinanceCall, object> ForMembers(Func<BinanceCall, object> answer) =>
        call => call.Account.PortfolioMargin ? answer(call) : throw BinanceRefusal.KeyRejected();

    /// <summary>Wallet balance is what is there, owed or not; crossMarginAsset is net of what is owed.</summary>
    private static object Balances(BinanceCall call)
    {
        var account = call.Account;
        var um = MarginAsset.AllOf(account, MarginPosition.AllOf(call.Context, account));
        var cm = MarginAsset.AllOf(account, MarginPosition.AllOf(call.Context, account, Wallet.CoinFutures), Wallet.CoinFutures);
        var only = call.Text("asset");
        var rows = um.Concat(cm).Select(row => row.Asset)
            .Concat(account.BalancesIn(Wallet.Margin).Select(row => row.Key))
            .Distinct(StringComparer.Ordinal)
            .Where(asset => only is null || asset == only)
            .Select(asset =>
            {
                var (margin, debt) = (account.BalanceOf(Wallet.Margin, asset), account.DebtOf(Wallet.Margin, asset));
                var (usd, coin) = (um.Find(row => row.Asset == asset), cm.Find(row => row.Asset == asset));
                return new
                {
                    asset,
                    totalWalletBalance = Fixed(margin.Total + (usd?.Wallet ?? 0m) + (coin?.Wallet ?? 0m)),
                    crossMarginAsset = Fixed(margin.Total - debt.Total),
                    crossMarginBorrowed = Fixed(debt.Borrowed),
                    crossMarginFree = Fixed(margin.Free),
                    crossMarginInterest = Fixed(debt.Interest),
                    crossMarginLocked = Fixed(margin.Held),
                    umWalletBalance = Fixed(usd?.Wallet ?? 0m),
                    umUnrealizedPNL = Fixed(usd?.Unrealized ?? 0m),
                    cmWalletBalance = Fixed(coin?.Wallet ?? 0m),
                    cmUnrealizedPNL = Fixed(coin?.Unrealized ?? 0m),
                    negativeBalance = "0",
                    updateTime = Ms(margin.ChangedAt ?? usd?.UpdatedAt ?? coin?.UpdatedAt ?? account.CreatedAt),
                };
            })
            .ToList();
        return only is null ? rows : rows.FirstOrDefault() ?? throw BinanceRefusal.Invalid("asset");
    }

    private static object Summary(BinanceCall call)
    {
        var equity = Fixed(Equity(call.Context, call.Account));
        return new
        {
            uniMMR = "999.00000000",
            accountEquity = equity,
            actualEquity = equity,
            accountInitialMargin = "0.00000000",
            accountMaintMargin = "0.00000000",
            accountStatus = "NORMAL",
            virtualMaxWithdrawAmount = equity,
            totalAvailableBalance = "",
            totalMarginOpenLoss = "",
            updateTime = call.Context.VenueMs,
        };
    }

    private static object Account(BinanceCall call)
    {
        var equity = Fixed(Equity(call.Context, call.Account));
        return new { uniMMR = "999.00000000", accountEquity = equity, actualEquity = equity, accountMaintMargin = "0.00000000", accountStatus = "NORMAL", accountType = "PM_1" };
    }

    private static decimal Equity(VenueContext context, Account account) => Statements.Of(account, context.Prices, context.Now).Wallets
        .Where(wallet => wallet.Wallet is Wallet.Margin or Wallet.Futures or Wallet.CoinFutures)
        .Sum(wallet => wallet.EquityUsd);
}
