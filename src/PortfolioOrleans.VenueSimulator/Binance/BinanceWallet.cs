using System.Globalization;
using PortfolioOrleans.VenueSimulator.Accounts;
using PortfolioOrleans.VenueSimulator.Control;
using PortfolioOrleans.VenueSimulator.Markets;
using static PortfolioOrleans.VenueSimulator.Traffic.WireJson;

namespace PortfolioOrleans.VenueSimulator.Binance;

/// <summary>/sapi: wallets, key rights, deposits, withdrawals and transfers.</summary>
internal static class BinanceWallet
{
    public const string StatusPath = "/sapi/v1/system/status";

    private static readonly TimeSpan Quarter = TimeSpan.FromDays(90);

    private static readonly TimeSpan HalfYear = TimeSpan.FromDays(183);

    /// <summary>As transfer types name them: MAIN_UMFUTURE leads from one to the other.</summary>
    private static readonly (string Name, Wallet Wallet)[] TransferWallets =
    [
        ("MAIN", Wallet.Spot), ("UMFUTURE", Wallet.Futures), ("CMFUTURE", Wallet.CoinFutures), ("FUNDING", Wallet.Funding), ("MARGIN", Wallet.Margin),
        ("ISOLATEDMARGIN", Wallet.IsolatedMargin), ("ISOLATED_MARGIN", Wallet.IsolatedMargin),
    ];

    /// <summary>Transfer types of wallets that are not simulated; their lists are empty.</summary>
    private static readonly string[] OtherTransferTypes =
        ["MAIN_OPTION", "OPTION_MAIN", "UMFUTURE_OPTION", "OPTION_UMFUTURE", "MAIN_PORTFOLIO_MARGIN", "PORTFOLIO_MARGIN_MAIN"];

    public static IReadOnlyList<BinanceEndpoint> Endpoints { get; } =
    [
        BinanceEndpoint.Get(StatusPath, "sapi_ip", 1, BinanceAccess.Public, Status),
        BinanceEndpoint.Post("/sapi/v3/asset/getUserAsset", "sapi_ip", 5, BinanceAccess.Signed, call => Assets(call, Wallet.Spot)),
        BinanceEndpoint.Post("/sapi/v1/asset/get-funding-asset", "sapi_ip", 1, BinanceAccess.Signed, call => Assets(call, Wallet.Funding)),
        BinanceEndpoint.Get("/sapi/v1/account/apiRestrictions", "sapi_ip", 1, BinanceAccess.Signed, KeyRights),
        BinanceEndpoint.Get("/sapi/v1/capital/deposit/hisrec", "sapi_ip", 1, BinanceAccess.Signed, Deposits),
        BinanceEndpoint.Get("/sapi/v1/capital/withdraw/history", "sapi_uid", 18000, BinanceAccess.Signed, Withdrawals),
        BinanceEndpoint.Get("/sapi/v1/asset/transfer", "sapi_ip", 1, BinanceAccess.Signed, Transfers),
        BinanceEndpoint.Get("/sapi/v1/asset/wallet/balance", "sapi_ip", 60, BinanceAccess.Signed, Overview),
        BinanceEndpoint.Get("/sapi/v1/capital/config/getall", "sapi_ip", 10, BinanceAccess.Signed, Coins),
        BinanceEndpoint.Get("/sapi/v1/spot/delist-schedule", "sapi_ip", 100, BinanceAccess.Keyed, DelistSchedule),
    ];

    private static object Status(BinanceCall call) =>
        call.Context.InMaintenance ? new { status = 1, msg = "system_maintenance" } : new { status = 0, msg = "normal" };

    private static object Assets(BinanceCall call, Wallet wallet)
    {
        var (asset, valued) = (call.Text("asset"), call.Flag("needBtcValuation"));
        var rows = wallet == Wallet.Spot ? BinanceReceipts.ShownInSpot(call.Account) : call.Account.BalancesIn(wallet);
        var btc = call.Context.Prices.InUsdt(SimulatedVenue.Binance, "BTC", call.Context.Now)!.Value;
        return rows
            .Where(row => row.Value.Total != 0m && (asset is null || row.Key == asset))
            .Select(row =>
            {
                var worth = valued ? row.Value.Total * (call.Context.Prices.InUsdt(SimulatedVenue.Binance, row.Key, call.Context.Now) ?? 0m) / btc : 0m;
                return wallet == Wallet.Spot
                    ? (object)new
                    {
                        asset = row.Key,
                        free = Plain(row.Value.Free),
                        locked = "0",
                        freeze = "0",
                        withdrawing = Plain(row.Value.Held),
                        ipoable = "0",
                        btcValuation = Plain(decimal.Round(worth, 8)),
                    }
                    : new
                    {
                        asset = row.Key,
                        free = Plain(row.Value.Free),
                        locked = "0",
                        freeze = "0",
                        withdrawing = Plain(row.Value.Held),
                        btcValuation = Plain(decimal.Round(worth, 8)),
                    };
            })
            .ToList();
    }

    /// <summary>What each wallet is worth in one currency: a valuation, no amounts.</summary>
    private static object Overview(BinanceCall call)
    {
        var (context, account, unit) = (call.Context, call.Account, call.Text("quoteAsset") ?? "BTC");
        var price = context.Prices.InUsdt(SimulatedVenue.Binance, unit, context.Now) ?? throw BinanceRefusal.Invalid("quoteAsset");
        var worth = Statements.Of(account, context.Prices, context.Now).Wallets.ToDictionary(wallet => wallet.Wallet, wallet => wallet.EquityUsdt / price);
        (string Name, Wallet[] Wallets)[] rows =
        [
            ("Spot", [Wallet.Spot]), ("Funding", [Wallet.Funding]), ("Cross Margin", [Wallet.Margin]), ("Isolated Margin", [Wallet.IsolatedMargin]),
            ("USD-M Futures", [Wallet.Futures]), ("COIN-M Futures", [Wallet.CoinFutures]), ("Earn", [Wallet.EarnFlexible, Wallet.EarnLocked]), ("Options", []),
        ];
        return rows.Select(row => new
        {
            activate = row.Wallets.Length > 0 && !account.Unopened.Overlaps(row.Wallets),
            balance = Plain(decimal.Round(row.Wallets.Sum(wallet => worth.GetValueOrDefault(wallet)), 8)),
            walletName = row.Name,
        }).ToList();
    }

    private static object Coins(BinanceCall call) => MarketCatalog.BinanceSpotMarkets.Select(market => market.Base)
        .Append(MarketCatalog.Usdt)
        .Concat(call.Account.BalancesIn(Wallet.Spot).Select(row => row.Key))
        .Distinct(StringComparer.Ordinal)
        .Select(coin =>
        {
            var balance = call.Account.BalanceOf(Wallet.Spot, coin);
            return new
            {
                coin,
                depositAllEnable = true,
                withdrawAllEnable = true,
                name = coin,
                free = Plain(balance.Free),
                locked = "0",
                freeze = "0",
                withdrawing = Plain(balance.Held),
                ipoing = "0",
                ipoable = "0",
                storage = "0",
                isLegalMoney = coin is "EUR" or "BRL" or "GBP" or "TRY",
                trading = true,
                networkList = new[]
                {
                    new
                    {
                        network = Treasury.NetworkOf(coin), coin, withdrawIntegerMultiple = "0.00000001", isDefault = true, depositEnable = true,
                        withdrawEnable = true, depositDesc = "", withdrawDesc = "", specialTips = "", name = Treasury.NetworkOf(coin), resetAddressStatus = false,
                        addressRegex = "^[0-9A-Za-z]{26,64}$", memoRegex = "", withdrawFee = "0.0005", withdrawMin = "0.001", withdrawMax = "9999999999",
                        withdrawInternalMin = "0.00000001", depositDust = "0.00000001", minConfirm = 1, unLockConfirm = 2, sameAddress = false,
                        estimatedArrivalTime = 5, busy = false, contractAddress = "",
                    },
                },
            };
        })
        .ToList();

    /// <summary>What is gone and, to tell so in time, since when; one row for each moment.</summary>
    private static object DelistSchedule(BinanceCall call) => call.Context.Prices.Delistings
        .Where(gone => gone.Venue == SimulatedVenue.Binance && gone.Spot)
        .GroupBy(gone => gone.At)
        .Select(moment => new { delistTime = Ms(moment.Key), symbols = moment.Select(gone => gone.Market).ToList() })
        .ToList();

    private static object KeyRights(BinanceCall call)
    {
        var may = call.Account.Permissions;
        var trade = may.Contains(KeyPermission.Trade);
        return new
        {
            ipRestrict = call.Account.AllowedIps.Count > 0,
            createTime = Ms(call.Account.CreatedAt),
            enableReading = may.Contains(KeyPermission.Read),
            enableWithdrawals = may.Contains(KeyPermission.Withdraw),
            enableInternalTransfer = false,
            enableMargin = trade && !call.Account.Unopened.Contains(Wallet.Margin),
            enableFutures = trade && !call.Account.Unopened.Contains(Wallet.Futures),
            permitsUniversalTransfer = false,
            enableVanillaOptions = false,
            enableFixApiTrade = false,
            enableFixReadOnly = false,
            enableSpotAndMarginTrading = trade,
            enablePortfolioMarginTrading = call.Account.PortfolioMargin,
        };
    }

    private static object Deposits(BinanceCall call)
    {
        _ = (call.Text("includeSource"), call.Text("txId"));
        return Moves(call, incoming: true).Select(move => new
        {
            id = move.Id,
            amount = Plain(move.Amount),
            coin = move.Asset,
            network = move.Network,
            status = Status(move),
            address = move.Address,
            addressTag = "",
            txId = move.TxId,
            insertTime = Ms(move.At),
            completeTime = move.CompletedAt is { } done ? Ms(done) : 0L,
            transferType = 0,
            confirmTimes = move.State == FundsState.Pending ? "0/1" : "1/1",
            unlockConfirm = 0,
            walletType = move.Wallet == Wallet.Spot ? 0 : 1,
        }).ToList();
    }

    private static object Withdrawals(BinanceCall call) => Moves(call, incoming: false).Select(move => new
    {
        id = move.Id,
        amount = Plain(move.Amount),
        transactionFee = Plain(move.Fee),
        coin = move.Asset,
        status = Status(move),
        address = move.Address,
        txId = move.TxId,
        applyTime = Clock(move.At),
        network = move.Network,
        transferType = 0,
        info = "",
        confirmNo = move.State == FundsState.Completed ? 3 : 0,
        walletType = move.Wallet == Wallet.Spot ? 0 : 1,
        txKey = "",
        completeTime = move.CompletedAt is { } done ? Clock(done) : "",
    }).ToList();

    private static int Status(FundsMove move) => move.State switch
    {
        FundsState.Pending => move.Incoming ? 0 : 4,
        FundsState.Completed => move.Incoming ? 1 : 6,
        _ => move.Incoming ? 2 : 5,
    };

    /// <summary>Newest first; without times the last 90 days.</summary>
    private static IEnumerable<FundsMove> Moves(BinanceCall call, bool incoming)
    {
        var (coin, status, txId) = (call.Text("coin"), call.Number("status"), call.Text("txId"));
        var (given, until) = (call.Time("startTime"), call.Time("endTime"));
        var end = until ?? (given is { } from ? from + Quarter : call.Context.VenueTime);
        var start = given ?? end - Quarter;
        BinanceWindow.RequireWithin(given, until, Quarter - TimeSpan.FromMilliseconds(1), "90 days");
        if (!incoming && call.Text("withdrawOrderId") is not null)
        {
            BinanceWindow.RequireWithin(start, end, TimeSpan.FromDays(7), "7 days");
            return []; // Nothing here was asked for by the client's own id.
        }

        if (!incoming && call.Text("idList") is { } idList)
        {
            var ids = idList.Split(',');
            return ids.Length <= 45 ? call.Account.FundsMoves.Where(move => !move.Incoming && ids.Contains(move.Id)) : throw BinanceRefusal.Invalid("idList");
        }

        var offset = call.Number("offset") ?? 0;
        return call.Account.FundsMoves
            .Where(move => move.Incoming == incoming && move.At >= start && move.At <= end)
            .Where(move => (coin is null || move.Asset == coin) && (txId is null || move.TxId == txId) && (status is null || status == Status(move)))
            .Reverse()
            .Skip((int)Math.Min(offset, int.MaxValue))
            .Take(call.Limit("limit", 1000, 1000));
    }

    private static object Transfers(BinanceCall call)
    {
        var type = call.Required("type");
        var ends = TransferWallets.SelectMany(_ => TransferWallets, (from, to) => (From: from, To: to)).Where(pair => $"{pair.From.Name}_{pair.To.Name}" == type).ToList();
        if (ends.Count == 0 && !OtherTransferTypes.Contains(type))
        {
            throw BinanceRefusal.Invalid("type");
        }

        var (fromPair, toPair) = (
            type is "ISOLATEDMARGIN_MARGIN" or "ISOLATEDMARGIN_ISOLATEDMARGIN" ? call.Required("fromSymbol") : call.Text("fromSymbol"),
            type is "MARGIN_ISOLATEDMARGIN" or "ISOLATEDMARGIN_ISOLATEDMARGIN" ? call.Required("toSymbol") : call.Text("toSymbol"));
        var end = call.Time("endTime") ?? call.Context.VenueTime;
        var start = call.Time("startTime") ?? end.AddDays(-7);
        var kept = call.Context.VenueTime - HalfYear;
        var (total, rows) = call.Page(call.Account.Transfers
            .Where(transfer => ends.Exists(pair => pair.From.Wallet == transfer.From && pair.To.Wallet == transfer.To))
            .Where(transfer => (fromPair is null || fromPair == transfer.FromPair) && (toPair is null || toPair == transfer.ToPair))
            .Where(transfer => transfer.At >= start && transfer.At <= end && transfer.At >= kept)
            .Reverse());
        return new
        {
            total,
            rows = rows.Select(transfer => new
            {
                asset = transfer.Asset,
                amount = Plain(transfer.Amount),
                type,
                status = "CONFIRMED",
                tranId = transfer.Id,
                timestamp = Ms(transfer.At),
            }).ToList(),
        };
    }

    /// <summary>Without a zone, and UTC.</summary>
    public static string Clock(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
