using PortfolioOrleans.Exchanges.Binance;
using PortfolioOrleans.Exchanges.Binance.Feed;
using PortfolioOrleans.Exchanges.Binance.Histories;
using PortfolioOrleans.Exchanges.Wire;
using static PortfolioOrleans.Exchanges.Tests.Fixtures.FixtureReaders;

namespace PortfolioOrleans.Exchanges.Tests.Fixtures;

/// <summary>Binance's part of <see cref="FixtureReaders"/>: what its adapter asks for, and what its feeds listen to.</summary>
internal static class BinanceFixtures
{
    private static readonly HashSet<string?> UserEvents = new(StringComparer.Ordinal)
    {
        "outboundAccountPosition", "balanceUpdate", "externalLockUpdate", "executionReport", "listStatus", "eventStreamTerminated", "serverShutdown", "listenKeyExpired",
        "ACCOUNT_UPDATE", "ORDER_TRADE_UPDATE", "ACCOUNT_CONFIG_UPDATE", "MARGIN_CALL", "TRADE_LITE", "ALGO_UPDATE", "STRATEGY_UPDATE", "GRID_UPDATE",
        "CONDITIONAL_ORDER_TRIGGER_REJECT",
    };

    private static readonly Dictionary<string, Func<WireNode, Said>> ByPath = new(StringComparer.Ordinal)
    {
        ["/api/v3/time"] = root => new Said("server_time", BinanceMarket.ReadTime(root)),
        ["/fapi/v1/time"] = root => new Said("server_time", BinanceMarket.ReadTime(root)),
        ["/api/v3/klines"] = BinanceKlineList,
        ["/fapi/v1/klines"] = BinanceKlineList,
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
        ["/dapi/v1/time"] = root => new Said("server_time", BinanceMarket.ReadTime(root)),
        ["/dapi/v1/exchangeInfo"] = BinanceExchangeInfo,
        ["/sapi/v1/simple-earn/flexible/position"] = root => new Said("scope", "earn_flexible").With("balances", BinanceEarn.ReadFlexible(root).Select(row =>
            new Said("asset", row.Asset.Code).With("total", row.Total).With("product_id", row.ProductId))),
        ["/sapi/v1/simple-earn/locked/position"] = root => new Said("scope", "earn_locked").With("balances", BinanceEarn.ReadLocked(root).Select(row =>
            new Said("asset", row.Asset.Code)
                .With("total", row.Amount)
                .With("position_id", row.PositionId)
                .With("purchase_time", row.PurchasedAt)
                .With("deliver_time", row.DeliveredAt))),
        ["/sapi/v1/simple-earn/flexible/history/rewardsRecord"] = BinanceRewards,
        ["/sapi/v1/simple-earn/locked/history/rewardsRecord"] = BinanceRewards,
        ["/sapi/v1/margin/account"] = root => MarginWallet("margin_cross", BinanceMargin.ReadCross(root)),
        ["/sapi/v1/margin/isolated/account"] = root => MarginWallet("margin_isolated", BinanceMargin.ReadIsolated(root)),
        ["/dapi/v1/balance"] = root => BinanceFuturesWallet(root).With("scope", "coinm"),
        ["/dapi/v1/positionRisk"] = BinanceCoinPositionRisk,
        ["/papi/v1/um/positionRisk"] = BinancePositionRisk,
        ["/papi/v1/cm/positionRisk"] = BinanceCoinPositionRisk,
        ["/papi/v1/balance"] = root => new Said("scope", "portfolio_margin").With("balances", BinancePortfolioMargin.ReadBalances(root).Select(row =>
            new Said("asset", row.Margin.Asset.Code)
                .With("total", row.Net)
                .With("net", row.Net)
                .With("free", row.Margin.Free)
                .With("locked", row.Margin.Locked)
                .With("borrowed", row.Margin.Borrowed)
                .With("interest", row.Margin.Interest)
                .With("um_wallet_balance", row.UsdWallet)
                .With("cm_wallet_balance", row.CoinWallet))),
        ["/sapi/v1/capital/config/getall"] = root => new Said("assets", BinanceAssets.Read(root).Select(row =>
            new Said("asset", row.Asset.Code).With("name", row.Name).With("trading", row.IsTrading).With("contract", row.Contract).With("fiat", row.IsFiat))),
        ["/api/v3/myTrades"] = BinanceFillList,
        ["/sapi/v1/margin/myTrades"] = root => BinanceFillList(root).With("scope", "margin_cross"),
        ["/fapi/v1/userTrades"] = BinanceFillList,
        ["/dapi/v1/userTrades"] = BinanceFillList,
        ["/fapi/v1/income"] = BinanceIncomeList,
        ["/dapi/v1/income"] = BinanceIncomeList,
        ["/sapi/v1/asset/transfer"] = root => new Said("transfers", BinanceMoves.ReadMoves(root).Select(row => new Said("id", row.Id)
            .With("asset", row.Asset.Code)
            .With("amount", row.Amount)
            .With("type", row.Type)
            .With("status", row.Status)
            .With("time", row.At))),
        ["/sapi/v1/convert/tradeFlow"] = root => new Said("conversions", BinanceConversions.ReadConverts(root).Rows.Select(row => new Said("id", row.OrderId)
            .With("from_asset", row.From.Code)
            .With("from_amount", row.FromAmount)
            .With("to_asset", row.To.Code)
            .With("to_amount", row.ToAmount)
            .With("status", row.Status)
            .With("time", row.At))),
        ["/sapi/v1/asset/dribblet"] = root => new Said("conversions", BinanceConversions.ReadDust(root).Rows.Select(row => new Said("id", row.SweepId)
            .With("from_asset", row.From.Code)
            .With("from_amount", row.Amount)
            .With("to_asset", row.To.Code)
            .With("to_amount", row.Received)
            .With("fee", row.Charge)
            .With("fee_asset", row.To.Code)
            .With("time", row.At))),
        ["/sapi/v1/asset/assetDividend"] = root => new Said("income", BinanceGrants.ReadDistributions(root).Select(row => new Said("id", row.Id)
            .With("type", "distribution")
            .With("asset", row.Asset.Code)
            .With("amount", row.Amount)
            .With("time", row.At)
            .With("info", row.Info))),
        ["/fapi/v1/listenKey"] = root => new Said("listen_key", ListenKeyTalk.ReadKey(root)),
        ["/dapi/v1/listenKey"] = root => new Said("listen_key", ListenKeyTalk.ReadKey(root)),
        ["/papi/v1/listenKey"] = root => new Said("listen_key", ListenKeyTalk.ReadKey(root)),
    };

    /// <summary>A live message is known by what it says it is, whatever its stream is called.</summary>
    public static Func<WireNode, Said>? Find(Fixture fixture) => fixture switch
    {
        { Kind: "ws", IsOkx: false } => FindLive(fixture),
        { Path: "/sapi/v1/fiat/orders" } => root => FiatOrders(root, fixture.Asked("transactionType")),
        { Path: "/sapi/v1/fiat/payments" } => root => FiatPayments(root, fixture.Asked("transactionType")),
        { Kind: "rest" } => ByPath.GetValueOrDefault(fixture.Path),
        _ => null,
    };

    private static Func<WireNode, Said>? FindLive(Fixture fixture)
    {
        var root = new WireNode(fixture.Response);
        var message = BinanceFrame.Unwrap(root);
        var name = message.IsObject ? BinanceFrame.NameOf(message) : message.RowsOrOne(BinanceFrame.NameOf).FirstOrDefault();
        return name switch
        {
            null when message.IsObject && root.Any("rateLimits") is null && root.Text("stream") is null && root.Text("id") is not null => _ => Acknowledged(root),
            BinanceMarketEvents.MiniTicker => MiniTickers,
            BinanceMarketEvents.MarkPrice => StreamedMarks,
            _ when UserEvents.Contains(name) => UserEvent,
            _ => null,
        };
    }

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
                    .With("contract_size", row.ContractSize)
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

    private static Said BinanceKlineList(WireNode root) => new("klines", BinanceCandles.ReadKlines(root).Select(row => new Said("open_time", row.OpenedAt)
        .With("open", row.Open)
        .With("high", row.High)
        .With("low", row.Low)
        .With("close", row.Close)
        .With("volume", row.Volume)
        .With("quote_volume", row.QuoteVolume)
        .With("close_time", row.ClosesAt)
        .With("closed", row.IsClosedAt(TimeProvider.System.GetUtcNow()))));

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

    private static Said BinancePositionRisk(WireNode root) =>
        new("positions", BinancePositions.ReadRows(root).Where(row => !row.IsFlat).Select(PositionOf));

    private static Said PositionOf(PositionRow row) => new Said("symbol", row.Instrument)
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
        .With("time", row.UpdatedAt);

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

    private static Said MarginWallet(string scope, IEnumerable<MarginAssetRow> rows) => new Said("scope", scope)
        .With("balances", rows.Where(row => !row.IsZero).Select(row => new Said("asset", row.Asset.Code)
            .With("free", row.Free)
            .With("locked", row.Locked)
            .With("borrowed", row.Borrowed)
            .With("interest", row.Interest)
            .With("net", row.Net)));

    private static Said BinanceRewards(WireNode root) => new("income", BinanceGrants.ReadRewards(root).Select(row => new Said("type", "earn_reward")
        .With("asset", row.Asset.Code)
        .With("amount", row.Amount)
        .With("time", row.At)));

    private static Said BinanceCoinPositionRisk(WireNode root) => new("positions", BinancePositions.ReadRows(root).Where(row => !row.IsFlat).Select(row =>
        PositionOf(row).With("size_unit", "contracts").With("pnl_asset", BinancePositions.UnlistedCoin(row).Terms.Settlement.Code)));

    private static Said BinanceFillList(WireNode root) => new("fills", BinanceFills.Read(root).Select(FillOf));

    private static Said FillOf(FillRow row) => new Said("symbol", row.Instrument)
        .With("trade_id", $"{row.TradeId}")
        .With("order_id", row.OrderId)
        .With("side", row.IsBuy ? "buy" : "sell")
        .With("position_side", row.StatedSide)
        .With("price", row.Price)
        .With("qty", row.Quantity)
        .With("quote_qty", row.QuoteQuantity)
        .With("base_qty", row.BaseQuantity)
        .With("size_unit", row.BaseQuantity is null ? "base" : "contracts")
        .With("fee", row.Fee)
        .With("fee_asset", row.FeeAsset?.Code)
        .With("realized_pnl", row.RealizedPnl)
        .With("liquidity", row.IsMaker switch { true => "maker", false => "taker", null => null })
        .With("forced", row.IsForced)
        .With("time", row.At);

    private static Said BinanceIncomeList(WireNode root) => new("income", BinanceIncome.Read(root).Select(row => new Said("id", row.TransactionId)
        .With("type", row.Type)
        .With("asset", row.Asset.Code)
        .With("amount", row.Amount)
        .With("symbol", row.Instrument)
        .With("trade_id", row.TradeId)
        .With("time", row.At)));

    /// <summary>Which way the money went only the request says.</summary>
    private static Said FiatOrders(WireNode root, string? direction)
    {
        var rows = BinanceFiat.ReadOrders(root).Where(row => row.IsDone).Select(row => new Said("id", row.OrderNo)
            .With("asset", row.Currency.Code)
            .With("amount", row.Amount)
            .With("fee", row.Fee)
            .With("method", row.Method)
            .With("status", "completed")
            .With("time", row.CreatedAt)
            .With("completed", row.UpdatedAt)).ToArray();
        return new Said("deposits", direction == "1" ? [] : rows).With("withdrawals", direction == "1" ? rows : Array.Empty<Said>());
    }

    private static Said FiatPayments(WireNode root, string? direction) => new("conversions", BinanceFiat.ReadPayments(root).Where(row => row.IsDone).Select(row =>
    {
        var isSale = direction == "1";
        return new Said("id", row.OrderNo)
            .With("from_asset", isSale ? row.Crypto.Code : row.Currency.Code)
            .With("from_amount", row.Source)
            .With("to_asset", isSale ? row.Currency.Code : row.Crypto.Code)
            .With("to_amount", row.Obtained)
            .With("fee", row.Fee)
            .With("fee_asset", row.Currency.Code)
            .With("status", row.Status)
            .With("time", row.CreatedAt);
    }));

    private static Said Acknowledged(WireNode root) =>
        new Said("event", "ack").With("ignored", BinanceUserEvents.Read(root) is BinanceUserMessage.Other);

    private static Said MiniTickers(WireNode root) => new Said("event", "ticker").With("prices", BinanceMarketEvents.ReadTickers(BinanceFrame.Unwrap(root)).Select(row =>
        new Said("symbol", row.Instrument)
            .With("price", row.Price)
            .With("open", row.Open)
            .With("high", row.High)
            .With("low", row.Low)
            .With("volume", row.Volume)
            .With("quote_volume", row.QuoteVolume)
            .With("time", row.At)));

    private static Said StreamedMarks(WireNode root)
    {
        var rows = BinanceMarketEvents.ReadMarks(BinanceFrame.Unwrap(root)).ToList();
        return new Said("event", "mark_price")
            .With("prices", rows.Select(row => new Said("symbol", row.Instrument).With("mark_price", row.Mark).With("index_price", row.Index).With("time", row.At)))
            .With("funding_rates", rows.Where(row => row.FundingRate is not null).Select(row =>
                new Said("symbol", row.Instrument).With("rate", row.FundingRate).With("next_time", row.NextFundingAt)));
    }

    private static Said UserEvent(WireNode root) => BinanceUserEvents.Read(root) switch
    {
        BinanceUserMessage.SpotBalances said => new Said("event", "balances")
            .With("time", said.At)
            .With("updated", said.UpdatedAt)
            .With("balances", said.Rows.Select(row => new Said("asset", row.Asset.Code).With("free", row.Free).With("locked", row.Locked))),
        BinanceUserMessage.BalanceMoved said => new Said("event", "balance_delta")
            .With("asset", said.Asset.Code)
            .With("delta", said.Delta)
            .With("time", said.At)
            .With("clear_time", said.ClearedAt),
        BinanceUserMessage.LockMoved said => new Said("event", "lock_delta").With("asset", said.Asset.Code).With("delta", said.Delta).With("time", said.At),
        BinanceUserMessage.Order said => new Said("event", "order")
            .With("orders", new[] { OrderOf(said) })
            .With("fills", said.Fill is { } fill ? [FillOf(fill)] : Array.Empty<Said>())
            .With("time", said.At),
        BinanceUserMessage.Futures said => new Said("event", "account")
            .With("reason", said.Reason)
            .With("time", said.At)
            .With("balances", said.Balances.Select(row => new Said("asset", row.Asset.Code)
                .With("wallet_balance", row.Wallet)
                .With("cross_wallet", row.CrossWallet)
                .With("balance_change", row.Change)))
            .With("positions", said.Positions.Where(row => !row.IsFlat).Select(PositionOf)),
        BinanceUserMessage.Setting said => new Said("event", "account_config")
            .With("time", said.At)
            .With("symbol_configs", said.Instrument is null ? Array.Empty<Said>() : [new Said("symbol", said.Instrument).With("leverage", said.Leverage)])
            .With("account", new Said("multi_assets", said.IsMultiAssets)),
        BinanceUserMessage.MarginCall said => new Said("event", "margin_call").With("time", said.At).With("positions", said.Positions.Select(PositionOf)),
        BinanceUserMessage.ShuttingDown said => new Said("event", "server_shutdown").With("time", said.At),
        BinanceUserMessage.Ended said => new Said("event", BinanceFrame.NameOf(BinanceFrame.Unwrap(root)) == "listenKeyExpired" ? "listen_key_expired" : "stream_terminated")
            .With("time", said.At),
        BinanceUserMessage.Other said => new Said("event", said.Name switch
        {
            "listStatus" => "order_list",
            "TRADE_LITE" => "trade_lite",
            "ALGO_UPDATE" => "algo_order",
            _ => said.Name?.ToLowerInvariant(),
        })
            .With("ignored", true)
            .With("fills", Array.Empty<Said>())
            .With("symbol", BinanceFrame.Unwrap(root).Text("s"))
            .With("time", said.At),
        _ => throw new WireException("", "is no user data"),
    };

    private static Said OrderOf(BinanceUserMessage.Order order) => new Said("symbol", order.Instrument)
        .With("order_id", order.OrderId)
        .With("client_order_id", order.ClientOrderId)
        .With("side", order.IsBuy ? "buy" : "sell")
        .With("position_side", order.StatedSide)
        .With("status", order.Status switch
        {
            "NEW" => "open",
            "PARTIALLY_FILLED" => "partially_filled",
            "CANCELED" => "canceled",
            "EXPIRED" or "EXPIRED_IN_MATCH" => "expired",
            _ => order.Status?.ToLowerInvariant(),
        })
        .With("price", order.Price)
        .With("qty", order.Quantity)
        .With("filled", order.Filled);
}
