using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Exchanges.Binance;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Tests.Fixtures;

/// <summary>
/// Which path is read by which parser of the adapters, and how what it reads is called in the fixtures. A path that is not here is not offered.
/// </summary>
internal static class FixtureReaders
{
    private static readonly Dictionary<string, Func<WireNode, Said>> ByPath = new(StringComparer.Ordinal)
    {
        ["/api/v3/time"] = root => new Said("server_time", BinanceMarket.ReadTime(root)),
        ["/fapi/v1/time"] = root => new Said("server_time", BinanceMarket.ReadTime(root)),
        ["/api/v3/account"] = BinanceSpotAccount,
        ["/api/v3/exchangeInfo"] = BinanceExchangeInfo,
        ["/fapi/v1/exchangeInfo"] = BinanceExchangeInfo,
        ["/api/v3/ticker/price"] = BinanceTickers,
        ["/fapi/v1/ticker/price"] = BinanceTickers,
        ["/fapi/v2/ticker/price"] = BinanceTickers,
        ["/fapi/v1/premiumIndex"] = BinanceMarks,
        ["/dapi/v1/premiumIndex"] = BinanceMarks,
        ["/fapi/v1/assetIndex"] = root => new Said("prices", BinanceMarket.ReadDollarIndex(root).Select(row =>
            new Said("symbol", row.Pair).With("price", row.Index).With("index_price", row.Index).With("time", row.At))),
        ["/sapi/v1/account/apiRestrictions"] = BinanceKey,
        ["/sapi/v3/asset/getUserAsset"] = root => Wallet("spot", BinanceWallets.ReadAssets(root)),
        ["/sapi/v1/asset/get-funding-asset"] = root => Wallet("funding", BinanceWallets.ReadAssets(root)),
        ["/fapi/v2/balance"] = BinanceFuturesWallet,
        ["/fapi/v3/balance"] = BinanceFuturesWallet,
        ["/fapi/v2/positionRisk"] = BinancePositionRisk,
        ["/fapi/v3/positionRisk"] = BinancePositionRisk,
        ["/fapi/v1/symbolConfig"] = root => new Said("symbol_configs", BinancePositions.ReadConfigs(root).Select(row =>
            new Said("symbol", row.Instrument).With("margin_mode", Mode(row.MarginMode)).With("leverage", row.Leverage))),
        ["/sapi/v1/capital/deposit/hisrec"] = BinanceDeposits,
        ["/sapi/v1/capital/withdraw/history"] = BinanceWithdrawals,
    };

    public static Func<WireNode, Said>? Find(Fixture fixture) => OkxFixtures.Find(fixture)
        ?? (fixture.Kind == "rest" ? ByPath.GetValueOrDefault(fixture.Path) ?? OkxWeb3FixtureReaders.Find(fixture.Path) : null);

    private static Said BinanceExchangeInfo(WireNode root)
    {
        var info = BinanceInstruments.Read(root);
        return new Said("instruments", info.Symbols.Select(row =>
            {
                var instrument = BinanceInstruments.ToInstrument(row);
                return new Said("symbol", instrument.Id)
                    .With("kind", instrument.Kind switch { Exchanges.Adapters.InstrumentKind.Spot => "spot", Exchanges.Adapters.InstrumentKind.Perpetual => "perpetual", _ => "delivery" })
                    .With("base", instrument.Symbol.Base.Code)
                    .With("quote", instrument.Symbol.Quote.Code)
                    .With("margin_asset", instrument.Terms?.Settlement.Code)
                    .With("status", row.Status)
                    .With("tick_size", instrument.TickSize)
                    .With("step_size", instrument.StepSize)
                    .With("min_qty", instrument.MinQuantity)
                    .With("max_qty", row.MaxQuantity)
                    .With("min_notional", instrument.MinNotional)
                    .With("delivery", row.DeliveredAt);
            }))
            .With("rate_limits", info.WeightPerMinute is { } limit ? [new Said("kind", "REQUEST_WEIGHT").With("limit", (decimal)limit)] : Array.Empty<Said>());
    }

    private static Said BinanceTickers(WireNode root) => new("prices", BinanceMarket.ReadTickers(root).Select(row =>
        new Said("symbol", row.Instrument).With("price", row.Price).With("time", row.At)));

    private static Said BinanceMarks(WireNode root)
    {
        var rows = BinanceMarket.ReadMarks(root);
        return new Said("prices", rows.Select(row =>
                new Said("symbol", row.Instrument).With("mark_price", row.Mark).With("index_price", row.Index).With("time", row.At)))
            .With("funding_rates", rows.Where(row => row.FundingRate is not null).Select(row =>
                new Said("symbol", row.Instrument).With("rate", row.FundingRate).With("next_time", row.NextFundingAt)));
    }

    private static Said BinanceKey(WireNode root)
    {
        var key = BinanceKeys.Read(root);
        return new Said("permissions", new Said("read", key.Read)
                .With("withdraw", key.Withdraw)
                .With("spot_trade", key.SpotTrade)
                .With("futures", key.Futures)
                .With("margin", key.Margin)
                .With("ip_restricted", key.IpRestricted))
            .With("created", key.CreatedAt);
    }

    private static Said BinanceSpotAccount(WireNode root)
    {
        var account = BinanceKeys.ReadAccount(root);
        return Wallet("spot", account.Assets)
            .With("account", new Said("uid", account.Uid).With("kind", account.Kind).With("can_trade", account.CanTrade));
    }

    private static Said Wallet(string scope, IEnumerable<WalletAsset> rows) => new Said("scope", scope)
        .With("balances", rows.Where(row => !row.IsZero).Select(row => new Said("asset", row.Asset.Code)
            .With("free", row.Free)
            .With("locked", row.Locked)
            .With("freeze", row.Frozen)
            .With("withdrawing", row.Withdrawing)
            .With("total", row.Free + row.Locked + row.Frozen + row.Withdrawing)));

    private static Said BinanceFuturesWallet(WireNode root) => new Said("scope", "usdm")
        .With("balances", BinanceWallets.ReadFutures(root).Where(row => !row.IsZero).Select(row => new Said("asset", row.Asset.Code)
            .With("wallet_balance", row.WalletBalance)
            .With("available", row.Available)
            .With("cross_unrealized_pnl", row.CrossUnrealized)));

    private static Said BinancePositionRisk(WireNode root) => new("positions", BinancePositions.ReadRows(root).Where(row => !row.IsFlat).Select(row =>
        new Said("symbol", row.Instrument)
            .With("side", Side(row.Side))
            .With("size", Math.Abs(row.Amount))
            .With("size_unit", "base")
            .With("entry_price", row.EntryPrice)
            .With("mark_price", row.MarkPrice)
            .With("liquidation_price", row.LiquidationPrice)
            .With("leverage", row.Leverage)
            .With("margin_mode", Mode(row.MarginMode))
            .With("unrealized_pnl", row.UnrealizedPnl)
            .With("pnl_asset", row.MarginAsset?.Code)
            .With("notional", row.Notional)
            .With("time", row.UpdatedAt)));

    private static Said BinanceDeposits(WireNode root) => new("deposits", BinanceTransfers.ReadDeposits(root).Select(row => new Said("id", row.Id)
        .With("asset", row.Asset.Code)
        .With("amount", row.Amount)
        .With("network", row.Network)
        .With("status", row.IsCredited ? "completed" : row.Status switch { 0 or 8 => "pending", _ => "failed" })
        .With("tx_id", row.TransactionId)
        .With("address", row.Address)
        .With("tag", row.Tag)
        .With("time", row.InsertedAt)
        .With("completed", row.CompletedAt)));

    private static Said BinanceWithdrawals(WireNode root) => new("withdrawals", BinanceTransfers.ReadWithdrawals(root).Select(row => new Said("id", row.Id)
        .With("asset", row.Asset.Code)
        .With("amount", row.Amount)
        .With("fee", row.Fee)
        .With("network", row.Network)
        .With("status", row.IsDone ? "completed" : row.Status switch { 0 or 2 => "pending", 4 => "processing", _ => "failed" })
        .With("tx_id", row.TransactionId)
        .With("address", row.Address)
        .With("time", row.AppliedAt)
        .With("completed", row.CompletedAt)));

    public static string Side(PositionSide side) => side == PositionSide.Long ? "long" : "short";

    public static string? Mode(MarginMode? mode) => mode?.ToString().ToLowerInvariant();
}
