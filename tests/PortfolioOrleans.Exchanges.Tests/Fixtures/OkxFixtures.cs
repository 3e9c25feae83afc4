using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Exchanges.Okx;
using PortfolioOrleans.Exchanges.Okx.Feed;
using PortfolioOrleans.Exchanges.Okx.Histories;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Tests.Fixtures;

/// <summary>OKX's part of <see cref="FixtureReaders"/>: what its adapter asks for, and what its feeds listen to.</summary>
internal static class OkxFixtures
{
    private static readonly Dictionary<string, Func<WireNode, Said>> ByPath = new(StringComparer.Ordinal)
    {
        ["/api/v5/public/time"] = root => new Said("server_time", OkxMarket.ReadTime(root)),
        ["/api/v5/public/instruments"] = OkxInstrumentList,
        ["/api/v5/market/tickers"] = OkxTickers,
        ["/api/v5/market/ticker"] = OkxTickers,
        ["/api/v5/market/index-tickers"] = OkxIndex,
        ["/api/v5/public/mark-price"] = OkxMarks,
        ["/api/v5/market/candles"] = OkxCandleList,
        ["/api/v5/market/history-candles"] = OkxCandleList,
        ["/api/v5/market/index-candles"] = OkxCandleList,
        ["/api/v5/market/history-index-candles"] = OkxCandleList,
        ["/api/v5/account/config"] = OkxConfig,
        ["/api/v5/account/balance"] = OkxTradingWallet,
        ["/api/v5/asset/balances"] = OkxFundingWallet,
        ["/api/v5/finance/savings/balance"] = OkxSavingsWallet,
        ["/api/v5/account/positions"] = OkxPositionList,
        ["/api/v5/asset/deposit-history"] = OkxDeposits,
        ["/api/v5/asset/withdrawal-history"] = OkxWithdrawals,
        ["/api/v5/asset/currencies"] = OkxCurrencyList,
        ["/api/v5/trade/fills"] = OkxFillList,
        ["/api/v5/trade/fills-history"] = OkxFillList,
        ["/api/v5/account/bills"] = OkxBillList,
        ["/api/v5/account/bills-archive"] = OkxBillList,
        ["/api/v5/asset/bills"] = OkxFundingBillList,
        ["/api/v5/asset/bills-history"] = OkxFundingBillList,
        ["/api/v5/asset/convert/history"] = root => OkxConvertList(OkxConverts.ReadConverts(root)),
        ["/api/v5/trade/easy-convert-history"] = root => OkxConvertList(OkxConverts.ReadEasyConverts(root)),
        ["/api/v5/finance/savings/lending-history"] = OkxLending,
    };

    private static readonly Dictionary<string, Func<WireNode, Said>> ByChannel = new(StringComparer.Ordinal)
    {
        ["login"] = OkxEvent,
        ["subscribe"] = OkxEvent,
        ["account"] = OkxTradingWallet,
        ["positions"] = OkxPositionList,
        ["balance_and_position"] = OkxChangeList,
        ["orders"] = OkxOrderList,
        ["deposit-info"] = OkxDeposits,
        ["withdrawal-info"] = OkxWithdrawals,
        ["tickers"] = OkxTickers,
        ["index-tickers"] = OkxIndex,
        ["mark-price"] = OkxMarks,
    };

    public static Func<WireNode, Said>? Find(Fixture fixture) => fixture.Kind == "ws"
        ? fixture.IsOkx ? ByChannel.GetValueOrDefault(fixture.Path) : null
        : ByPath.GetValueOrDefault(fixture.Path);

    private static Said OkxInstrumentList(WireNode root) => new("instruments", OkxInstruments.ReadRows(root).Select(row =>
    {
        var instrument = OkxInstruments.ToInstrument(row);
        return new Said("symbol", row.Id)
            .With("kind", row.Type?.ToLowerInvariant())
            .With("base", instrument?.Symbol.Base.Code)
            .With("quote", instrument?.Symbol.Quote.Code)
            .With("margin_asset", row.Settlement?.Code)
            .With("settle_asset", row.Settlement?.Code)
            .With("contract_type", row.ContractType)
            .With("contract_size", instrument?.Terms?.Size)
            .With("contract_value", row.ContractValue)
            .With("contract_multiplier", row.Multiplier)
            .With("contract_value_asset", row.ContractValueAsset?.Code)
            .With("status", row.State)
            .With("tick_size", row.TickSize)
            .With("step_size", row.LotSize)
            .With("min_qty", row.MinSize)
            .With("delivery", row.ExpiresAt);
    }));

    private static Said OkxTickers(WireNode root) => new Said("event", "ticker").With("prices", OkxMarket.ReadTickers(root).Select(row => new Said("symbol", row.Instrument)
        .With("price", row.Last)
        .With("bid", row.Bid)
        .With("ask", row.Ask)
        .With("open", row.Open)
        .With("time", row.At)));

    private static Said OkxCandleList(WireNode root) => new("klines", OkxCandles.ReadCandles(root).Select(row => new Said("open_time", row.OpenedAt)
        .With("open", row.Open)
        .With("high", row.High)
        .With("low", row.Low)
        .With("close", row.Close)
        .With("volume", row.Volume)
        .With("quote_volume", row.QuoteVolume)
        .With("closed", row.IsClosed)));

    private static Said OkxConfig(WireNode root)
    {
        var config = OkxKeys.Read(root);
        return new Said("account", new Said("account_level", config.Level)
            .With("position_mode", config.PositionMode)
            .With("permissions", config.Permissions)
            .With("uid", config.Uid)
            .With("main_uid", config.MainUid)
            .With("ip_restricted", config.Addresses is not null));
    }

    private static Said OkxTradingWallet(WireNode root)
    {
        var account = OkxWallets.ReadTrading(root);
        return new Said("scope", "okx_trading").With("event", "balances")
            .With("balances", account.Assets
                .Where(row => row is not { Equity: 0m, Available: null or 0m, Frozen: null or 0m })
                .Select(row => new Said("asset", row.Asset.Code)
                    .With("equity", row.Equity)
                    .With("cash", row.Cash)
                    .With("available", row.Available)
                    .With("frozen", row.Frozen)
                    .With("unrealized_pnl", row.Unrealized)
                    .With("strategy_equity", row.StrategyEquity)
                    .With("isolated_equity", row.IsolatedEquity)
                    .With("liability", row.Liability)
                    .With("equity_usd", row.EquityUsd)
                    .With("coin_usd_price", row.DollarPrice)))
            .With("account", new Said("total_equity_usd", account.TotalEquityUsd).With("time", account.UpdatedAt));
    }

    private static Said OkxFundingWallet(WireNode root) => new Said("scope", "okx_funding")
        .With("balances", OkxWallets.ReadFunding(root)
            .Where(row => row is not { Total: 0m, Available: null or 0m, Frozen: null or 0m })
            .Select(row => new Said("asset", row.Asset.Code).With("total", row.Total).With("available", row.Available).With("frozen", row.Frozen)));

    private static Said OkxPositionList(WireNode root) => new Said("positions", Positions(OkxPositions.ReadRows(root))).With("event", "positions");

    private static IEnumerable<Said> Positions(IEnumerable<OkxPositionRow> rows) => rows.Where(row => !row.IsFlat).Select(row =>
        new Said("symbol", row.Instrument)
            .With("kind", row.InstrumentType?.ToLowerInvariant())
            .With("side", row is { IsMargin: true, SizeCurrency: { } held } ? (row.Instrument.StartsWith($"{held}-", StringComparison.Ordinal) ? "long" : "short") : FixtureReaders.Side(row.Side))
            .With("size", Math.Abs(row.Size))
            .With("size_unit", row.IsMargin ? row.SizeCurrency?.Code : "contracts")
            .With("entry_price", row.EntryPrice)
            .With("mark_price", row.MarkPrice)
            .With("liquidation_price", row.LiquidationPrice)
            .With("leverage", row.Leverage)
            .With("margin_mode", FixtureReaders.Mode(row.MarginMode))
            .With("margin", row.Margin)
            .With("unrealized_pnl", row.UnrealizedPnl)
            .With("pnl_asset", row.MarginCurrency.Code)
            .With("notional_usd", row.NotionalUsd)
            .With("realized_pnl", row.RealizedPnl)
            .With("fee", row.Fee)
            .With("funding_fee", row.FundingFee)
            .With("position_id", row.Id)
            .With("opened", row.OpenedAt)
            .With("time", row.UpdatedAt));

    private static Said OkxDeposits(WireNode root) => new Said("event", "deposit").With("deposits", OkxTransfers.ReadDeposits(root).Select(row => new Said("id", row.Id)
        .With("asset", row.Asset.Code)
        .With("amount", row.Amount)
        .With("network", row.Network)
        .With("status", row.IsCredited ? "completed" : row.State switch { 0 or 8 => "pending", _ => "failed" })
        .With("tx_id", row.TransactionId)
        .With("address", row.To)
        .With("time", row.At)));

    private static Said OkxWithdrawals(WireNode root) => new Said("event", "withdrawal").With("withdrawals", OkxTransfers.ReadWithdrawals(root).Select(row => new Said("id", row.Id)
        .With("asset", row.Asset.Code)
        .With("amount", row.Amount)
        .With("fee", row.Fee)
        .With("fee_asset", row.FeeAsset.Code)
        .With("network", row.Network)
        .With("status", row.IsDone ? "completed" : row.State switch { 1 or 7 => "processing", < 0 => "failed", _ => "pending" })
        .With("tx_id", row.TransactionId)
        .With("address", row.To)
        .With("time", row.At)));

    private static Said OkxEvent(WireNode root)
    {
        var frame = OkxFrame.Read(root);
        return new Said("event", frame.Event == "subscribe" ? "ack" : frame.Event)
            .With("ignored", frame.Event is "subscribe" or "login")
            .With("exchange_code", frame.Code)
            .With("error", frame.Event == "error" ? new Said("exchange_code", frame.Code) : null);
    }

    private static Said OkxIndex(WireNode root) => new Said("event", "index_price").With("prices", OkxMarket.ReadIndex(root).Select(row =>
        new Said("symbol", row.Index).With("index_price", row.Price).With("time", row.At)));

    private static Said OkxMarks(WireNode root) => new Said("event", "mark_price").With("prices", OkxMarket.ReadMarks(root).Select(row =>
        new Said("symbol", row.Instrument).With("mark_price", row.Mark).With("time", row.At)));

    private static Said OkxSavingsWallet(WireNode root) => new Said("scope", "okx_savings")
        .With("balances", OkxWallets.ReadSavings(root).Where(row => row.Total != 0m).Select(row => new Said("asset", row.Asset.Code)
            .With("total", row.Total)
            .With("lent", row.Lent)
            .With("pending", row.Pending)
            .With("earnings", row.Earnings)));

    private static Said OkxCurrencyList(WireNode root) => new("assets", OkxCurrencies.ReadRows(root).Select(row => new Said("asset", row.Asset.Code)
        .With("name", row.Name)
        .With("contract", row.Contract)));

    private static Said OkxFillList(WireNode root) => new Said("event", "fills").With("fills", OkxFills.ReadRows(root).Select(Fill));

    private static Said Fill(OkxFillRow row) => new Said("symbol", row.Instrument)
        .With("trade_id", row.TradeId)
        .With("order_id", row.OrderId)
        .With("side", Side(row.Side))
        .With("price", row.Price)
        .With("qty", row.Size)
        .With("size_unit", row.IsSpot ? "base" : "contracts")
        .With("fee", -row.Fee)
        .With("fee_asset", row.FeeAsset?.Code)
        .With("realized_pnl", row.Pnl)
        .With("position_side", row.StatedSide)
        .With("time", row.At)
        .With("bill_id", row.BillId)
        .With("liquidity", row.IsMaker switch { true => "maker", false => "taker", null => null });

    private static Said OkxOrderList(WireNode root)
    {
        var rows = OkxOrders.ReadRows(root);
        return new Said("event", "order")
            .With("orders", rows.Select(row => new Said("symbol", row.Instrument)
                .With("order_id", row.OrderId)
                .With("side", Side(row.Side))
                .With("status", row.State switch { "live" => "open", "mmp_canceled" => "canceled", _ => row.State })
                .With("filled", row.Filled)
                .With("avg_price", row.AveragePrice)))
            .With("fills", rows.Select(row => row.Fill).OfType<OkxFillRow>().Select(Fill));
    }

    private static Said OkxChangeList(WireNode root)
    {
        var changes = OkxChanges.ReadRows(root);
        return new Said("event", "balances_positions")
            .With("balances", changes.SelectMany(change => change.Cash).Select(row => new Said("asset", row.Asset.Code).With("cash", row.Cash)))
            .With("positions", Positions(changes.SelectMany(change => change.Positions)))
            .With("time", changes.IsEmpty ? null : changes[0].At)
            .With("reason", changes.IsEmpty ? null : changes[0].Reason);
    }

    private static Said OkxBillList(WireNode root) => new("ledger", OkxBills.ReadRows(root).Select(row => new Said("id", row.Id)
        .With("asset", row.Asset.Code)
        .With("delta", row.Change)
        .With("balance_after", row.After)
        .With("type", row.Type)
        .With("sub_type", row.SubType)
        .With("fee", row.Fee)
        .With("pnl", row.Pnl)
        .With("interest", row.Interest)
        .With("symbol", row.Instrument)
        .With("order_id", row.OrderId)
        .With("trade_id", row.TradeId)
        .With("from", row.From)
        .With("to", row.To)
        .With("time", row.At)));

    private static Said OkxFundingBillList(WireNode root) => new("ledger", OkxFundingBills.ReadRows(root).Select(row => new Said("id", row.Id)
        .With("asset", row.Asset.Code)
        .With("delta", row.Change)
        .With("balance_after", row.After)
        .With("type", row.Type)
        .With("time", row.At)));

    private static Said OkxConvertList(IEnumerable<OkxConvertRow> rows) => new("converts", rows.Select(row => new Said("id", row.Id[(row.Id.IndexOf(':') + 1)..])
        .With("from_asset", row.Sold.Asset.Code)
        .With("from_amount", row.Sold.Amount)
        .With("to_asset", row.Bought.Asset.Code)
        .With("to_amount", row.Bought.Amount)
        .With("status", row.IsDone ? "completed" : row.IsOpen ? "processing" : "failed")
        .With("time", row.At)));

    private static Said OkxLending(WireNode root) => new("income", OkxSavings.ReadLending(root).Select(row => new Said("type", "interest")
        .With("asset", row.Asset.Code)
        .With("amount", row.Earnings)
        .With("time", row.At)));

    private static string? Side(TradeSide? side) => side?.ToString().ToLowerInvariant();
}
