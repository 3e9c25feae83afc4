using System.Globalization;
using PortfolioOrleans.VenueSimulator.Accounts;
using PortfolioOrleans.VenueSimulator.Control;
using static PortfolioOrleans.VenueSimulator.Traffic.WireJson;

namespace PortfolioOrleans.VenueSimulator.Binance;

/// <summary>/sapi: wallets, key rights, deposits, withdrawals and transfers.</summary>
internal static class BinanceWallet
{
    public const string StatusPath = "/sapi/v1/system/status";

    private static readonly TimeSpan Quarter = TimeSpan.FromDays(90);

    private static readonly (string Type, Wallet From, Wallet To)[] TransferTypes =
    [
        ("MAIN_UMFUTURE", Wallet.Spot, Wallet.Futures), ("UMFUTURE_MAIN", Wallet.Futures, Wallet.Spot), ("MAIN_FUNDING", Wallet.Spot, Wallet.Funding),
        ("FUNDING_MAIN", Wallet.Funding, Wallet.Spot), ("FUNDING_UMFUTURE", Wallet.Funding, Wallet.Futures), ("UMFUTURE_FUNDING", Wallet.Futures, Wallet.Funding),
    ];

    /// <summary>Transfer types of wallets that are not simulated; their lists are empty.</summary>
    private static readonly string[] OtherTransferTypes =
        ["MAIN_CMFUTURE", "CMFUTURE_MAIN", "MAIN_MARGIN", "MARGIN_MAIN", "MARGIN_UMFUTURE", "UMFUTURE_MARGIN", "FUNDING_CMFUTURE", "CMFUTURE_FUNDING"];

    public static IReadOnlyList<BinanceEndpoint> Endpoints { get; } =
    [
        BinanceEndpoint.Get(StatusPath, "sapi_ip", 1, BinanceAccess.Public, Status),
        BinanceEndpoint.Post("/sapi/v3/asset/getUserAsset", "sapi_ip", 5, BinanceAccess.Signed, call => Assets(call, Wallet.Spot)),
        BinanceEndpoint.Post("/sapi/v1/asset/get-funding-asset", "sapi_ip", 1, BinanceAccess.Signed, call => Assets(call, Wallet.Funding)),
        BinanceEndpoint.Get("/sapi/v1/account/apiRestrictions", "sapi_ip", 1, BinanceAccess.Signed, KeyRights),
        BinanceEndpoint.Get("/sapi/v1/capital/deposit/hisrec", "sapi_ip", 1, BinanceAccess.Signed, Deposits),
        BinanceEndpoint.Get("/sapi/v1/capital/withdraw/history", "sapi_uid", 18000, BinanceAccess.Signed, Withdrawals),
        BinanceEndpoint.Get("/sapi/v1/asset/transfer", "sapi_ip", 1, BinanceAccess.Signed, Transfers),
    ];

    private static object Status(BinanceCall call) =>
        call.Context.InMaintenance ? new { status = 1, msg = "system_maintenance" } : new { status = 0, msg = "normal" };

    private static object Assets(BinanceCall call, Wallet wallet)
    {
        var (asset, valued) = (call.Text("asset"), call.Flag("needBtcValuation"));
        var btc = call.Context.Prices.InUsdt(SimulatedVenue.Binance, "BTC", call.Context.Now)!.Value;
        return call.Account.BalancesIn(wallet)
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
            enableMargin = false,
            enableFutures = trade,
            permitsUniversalTransfer = false,
            enableVanillaOptions = false,
            enableFixApiTrade = false,
            enableFixReadOnly = false,
            enableSpotAndMarginTrading = trade,
            enablePortfolioMarginTrading = false,
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
        var end = call.Time("endTime") ?? call.Context.VenueTime;
        var start = call.Time("startTime") ?? end - Quarter;
        BinanceWindow.RequireWithin(start, end, Quarter, "90 days");
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
        var (_, from, to) = TransferTypes.FirstOrDefault(known => known.Type == type);
        if (from == to && !OtherTransferTypes.Contains(type))
        {
            throw BinanceRefusal.Invalid("type");
        }

        var end = call.Time("endTime") ?? call.Context.VenueTime;
        var start = call.Time("startTime") ?? end.AddDays(-7);
        var (page, size) = (call.Limit("current", 1, int.MaxValue), call.Limit("size", 10, 100));
        var rows = call.Account.Transfers
            .Where(transfer => from != to && transfer.From == from && transfer.To == to && transfer.At >= start && transfer.At <= end)
            .Reverse()
            .ToList();
        return new
        {
            total = rows.Count,
            rows = rows.Skip((int)Math.Min(((long)page - 1) * size, int.MaxValue)).Take(size).Select(transfer => new
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
    private static string Clock(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
