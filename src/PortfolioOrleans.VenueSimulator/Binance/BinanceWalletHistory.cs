using PortfolioOrleans.VenueSimulator.Accounts;
using static PortfolioOrleans.VenueSimulator.Traffic.WireJson;

namespace PortfolioOrleans.VenueSimulator.Binance;

/// <summary>What changes balances without being a trade: converts, dust, distributions, fiat money.</summary>
internal static class BinanceWalletHistory
{
    /// <summary>The dust log lists this many sweeps, and none older.</summary>
    private const int DustKept = 100;

    private static readonly DateTimeOffset DustSince = new(2020, 12, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Month = TimeSpan.FromDays(30);
    private static readonly TimeSpan HalfYear = TimeSpan.FromDays(180);

    public static IReadOnlyList<BinanceEndpoint> Endpoints { get; } =
    [
        BinanceEndpoint.Get("/sapi/v1/convert/tradeFlow", "sapi_uid", 3000, BinanceAccess.Signed, Converts),
        BinanceEndpoint.Get("/sapi/v1/asset/dribblet", "sapi_ip", 1, BinanceAccess.Signed, Dust),
        BinanceEndpoint.Get("/sapi/v1/asset/assetDividend", "sapi_ip", 10, BinanceAccess.Signed, Distributions),
        BinanceEndpoint.Get("/sapi/v1/fiat/orders", "sapi_uid", 9000, BinanceAccess.Signed, FiatOrders),
        BinanceEndpoint.Get("/sapi/v1/fiat/payments", "sapi_ip", 1, BinanceAccess.Signed, FiatPayments),
    ];

    /// <summary>Newest first; says whether there was more than the limit, and offers no other way to get it than smaller windows.</summary>
    private static object Converts(BinanceCall call)
    {
        _ = (call.Required("startTime"), call.Required("endTime"));
        var (start, end) = call.Window(Month, Month, "30 days");
        var limit = call.Limit("limit", 100, 1000);
        var rows = call.Account.Conversions
            .Where(conversion => conversion.Group == 0 && conversion.At >= start && conversion.At <= end)
            .Reverse()
            .Take(limit + 1)
            .ToList();
        return new
        {
            list = rows.Take(limit).Select(conversion => new
            {
                quoteId = $"{conversion.Id:x32}",
                orderId = conversion.Id,
                orderStatus = "SUCCESS",
                fromAsset = conversion.From,
                fromAmount = Plain(conversion.FromAmount),
                toAsset = conversion.To,
                toAmount = Plain(conversion.ToAmount),
                ratio = Plain(decimal.Round(conversion.ToAmount / conversion.FromAmount, 8)),
                inverseRatio = Plain(decimal.Round(conversion.FromAmount / conversion.ToAmount, 8)),
                createTime = Ms(conversion.At),
            }).ToList(),
            startTime = Ms(start),
            endTime = Ms(end),
            limit,
            moreData = rows.Count > limit,
        };
    }

    private static object Dust(BinanceCall call)
    {
        var (start, end) = (call.Time("startTime"), call.Time("endTime"));
        var sweeps = call.Account.Conversions
            .Where(conversion => conversion.Group != 0 && conversion.At >= DustSince)
            .Where(conversion => (start is null || conversion.At >= start) && (end is null || conversion.At <= end))
            .GroupBy(conversion => conversion.Group)
            .TakeLast(DustKept)
            .ToList();
        return new
        {
            total = sweeps.Count,
            userAssetDribblets = sweeps.Select(sweep => new
            {
                operateTime = Ms(sweep.First().At),
                totalTransferedAmount = Plain(sweep.Sum(part => part.ToAmount)),
                totalServiceChargeAmount = Plain(sweep.Sum(part => part.Fee)),
                transId = sweep.Key,
                userAssetDribbletDetails = sweep.Select(part => new
                {
                    transId = sweep.Key,
                    serviceChargeAmount = Plain(part.Fee),
                    amount = Plain(part.FromAmount),
                    operateTime = Ms(part.At),
                    transferedAmount = Plain(part.ToAmount),
                    fromAsset = part.From,
                }).ToList(),
            }).ToList(),
        };
    }

    /// <summary>Newest first. Rows of one transaction share its tranId; the total counts all, not only those sent.</summary>
    private static object Distributions(BinanceCall call)
    {
        var (asset, limit) = (call.Text("asset"), call.Limit("limit", 20, 500));
        var (start, end) = call.Window(HalfYear, HalfYear, "180 days");
        var rows = call.Account.Distributions
            .Where(one => (asset is null || one.Asset == asset) && one.At >= start && one.At <= end)
            .Reverse()
            .ToList();
        return new
        {
            rows = rows.Take(limit).Select(one => new
            {
                id = one.Id,
                amount = Fixed(one.Amount),
                asset = one.Asset,
                divTime = Ms(one.At),
                enInfo = one.Info,
                tranId = one.TranId,
                direction = 1,
            }).ToList(),
            total = rows.Count,
        };
    }

    private static object FiatOrders(BinanceCall call)
    {
        var (total, rows) = Fiat(call, payment: false);
        return new
        {
            code = "000000",
            message = "success",
            data = rows.Select(record => new
            {
                orderNo = record.OrderNo,
                fiatCurrency = record.Currency,
                indicatedAmount = Fixed(record.Amount, 2),
                amount = Fixed(record.Incoming ? record.Amount - record.Fee : record.Amount, 2),
                totalFee = Fixed(record.Fee, 2),
                method = record.Method,
                status = record.Status,
                createTime = Ms(record.At),
                updateTime = Ms(record.At),
            }).ToList(),
            total,
            success = true,
        };
    }

    /// <summary>Without rows there is no data at all.</summary>
    private static object FiatPayments(BinanceCall call)
    {
        var (total, rows) = Fiat(call, payment: true);
        if (total == 0)
        {
            return new { code = "000000", message = "success", total, success = true };
        }

        return new
        {
            code = "000000",
            message = "success",
            data = rows.Select(record => new
            {
                orderNo = record.OrderNo,
                sourceAmount = Plain(record.Amount),
                fiatCurrency = record.Currency,
                obtainAmount = Plain(record.Obtained),
                cryptoCurrency = record.Crypto,
                totalFee = Plain(record.Fee),
                price = Plain(decimal.Round((record.Amount - record.Fee) / record.Obtained, 8)),
                status = record.Status,
                paymentMethod = record.Method,
                createTime = Ms(record.At),
                updateTime = Ms(record.At),
            }).ToList(),
            total,
            success = true,
        };
    }

    /// <summary>The direction is in the request alone: rows do not say it.</summary>
    private static (int Total, List<FiatRecord> Rows) Fiat(BinanceCall call, bool payment)
    {
        var incoming = call.Required("transactionType") switch { "0" => true, "1" => false, _ => throw BinanceRefusal.Invalid("transactionType") };
        var (begin, end) = (call.Time("beginTime"), call.Time("endTime"));
        var (page, size) = (call.Limit("page", 1, int.MaxValue), call.Limit("rows", 100, 500));
        var all = call.Account.FiatRecords
            .Where(record => record.Payment == payment && record.Incoming == incoming)
            .Where(record => record.At >= (begin ?? (end ?? call.Context.VenueTime) - Month) && (end is null || record.At <= end))
            .Reverse()
            .ToList();
        return (all.Count, [.. all.Skip((int)Math.Min(((long)page - 1) * size, int.MaxValue)).Take(size)]);
    }
}
