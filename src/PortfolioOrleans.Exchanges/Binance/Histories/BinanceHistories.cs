using System.Collections.Frozen;
using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Http;

namespace PortfolioOrleans.Exchanges.Binance.Histories;

/// <summary>Every history Binance keeps of an account, in the order they are read: what is quick and tells most comes first.</summary>
internal sealed class BinanceHistories
{
    private static readonly TimeSpan Quarter = TimeSpan.FromDays(90);
    private static readonly TimeSpan Month = TimeSpan.FromDays(30);

    /// <summary>Binance opened in July 2017; there is nothing before.</summary>
    private static readonly DateTimeOffset Opening = new(2017, 7, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Simple Earn took over from older products in autumn 2022.</summary>
    private static readonly DateTimeOffset EarnOpening = new(2022, 9, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly TimeProvider _clock;
    private readonly FrozenDictionary<string, IBinanceHistory> _byId;

    public BinanceHistories(BinanceAsker asker, BinanceEndpoints at, BinanceCatalogs catalogs, PortfolioMarginBook portfolio, TimeProvider clock)
    {
        _clock = clock;
        var isolated = new IsolatedPairs(asker, at, clock);
        ImmutableArray<IBinanceHistory> all =
        [
            Windows("deposits", "Deposits", null, Quarter, Opening, TimeSpan.FromDays(14), hasPages: true, new WindowList<DepositRow>(
                at.DepositHistory, Offset, BinanceTransfers.ReadDeposits, 1_000, BinanceMoves.ToTransactions)),
            Backwards("withdrawals", "Withdrawals", Quarter, Opening, TimeSpan.FromDays(14), hasPages: true, new WindowList<WithdrawalRow>(
                at.WithdrawalHistory, Offset, BinanceTransfers.ReadWithdrawals, 1_000, BinanceMoves.ToTransactions)),
            new SymbolFills(
                asker, new("spot-fills", "Spot fills", null), at.SpotFills, catalogs.Spot, areBothSeen: false, ("", null),
                (row, symbol) => BinanceFills.ToSpot(row, symbol, BinanceFills.Spot, WalletKind.Spot), clock),
            Others(Fills("futures-fills", "USD-M fills", at.FuturesFills, at.FuturesIncome, catalogs.Futures, BinanceFills.Futures, WalletKind.Futures)),
            Others(Income("income", "USD-M funding fees, rebates, transfers", at.FuturesIncome, WalletKind.Futures)),
            Others(Fills("coin-futures-fills", "COIN-M fills", at.CoinFills, at.CoinIncome, catalogs.Coin, BinanceFills.Coin, WalletKind.CoinFutures)),
            Others(Income("coin-income", "COIN-M funding fees, rebates, transfers", at.CoinIncome, WalletKind.CoinFutures)),
            Windows("transfers", "Transfers between wallets", TimeSpan.FromDays(180), TimeSpan.FromDays(180), Opening, TimeSpan.FromHours(1), hasPages: true, [
                .. BinanceMoves.Types.Select(type => new WindowList<WalletMoveRow>(
                    at.Transfers,
                    asked => Query.Of(("type", type.Type), ("startTime", asked.Start), ("endTime", asked.End), ("current", asked.Number), ("size", "100")),
                    BinanceMoves.ReadMoves,
                    100,
                    row => BinanceMoves.ToTransactions(row, type.From, type.To),
                    isOptional: true)),
            ]),
            Backwards("converts", "Conversions", Month, new DateTimeOffset(2020, 12, 1, 0, 0, 0, TimeSpan.Zero), TimeSpan.FromHours(1), hasPages: false, new WindowList<ConvertRow>(
                at.Converts,
                asked => Query.Of(("startTime", asked.Start), ("endTime", asked.End), ("limit", "1000")),
                BinanceConversions.ReadConverts,
                1_000,
                BinanceConversions.ToTransactions)),
            Windows("dust", "Dust", null, Quarter, new DateTimeOffset(2020, 12, 1, 0, 0, 0, TimeSpan.Zero), TimeSpan.FromHours(1), hasPages: false, new WindowList<DustRow>(
                at.Dust, asked => Query.Of(("startTime", asked.Start), ("endTime", asked.End)), BinanceConversions.ReadDust, int.MaxValue, BinanceConversions.ToTransactions)),
            Windows("distributions", "Distributions", null, TimeSpan.FromDays(180), Opening, TimeSpan.FromDays(2), hasPages: false, new WindowList<DistributionRow>(
                at.Distributions,
                asked => Query.Of(("startTime", asked.Start), ("endTime", asked.End), ("limit", "500")),
                BinanceGrants.ReadDistributions,
                500,
                BinanceGrants.ToTransactions)),
            Windows("earn-moves", "Simple Earn, lent and had back", null, Month, EarnOpening, TimeSpan.FromDays(2), hasPages: true, [
                Moves(at.FlexibleSubscriptions, "flexible", isBack: false),
                Moves(at.FlexibleRedemptions, "flexible", isBack: true),
                Moves(at.LockedSubscriptions, "locked", isBack: false),
                Moves(at.LockedRedemptions, "locked", isBack: true),
            ]),
            Windows("earn-rewards", "Simple Earn rewards", null, Month, EarnOpening, TimeSpan.FromDays(2), hasPages: true, [
                Rewards(at.FlexibleRewards, "flexible", "REALTIME"),
                Rewards(at.FlexibleRewards, "flexible", "BONUS"),
                Rewards(at.FlexibleRewards, "flexible", "REWARDS"),
                Rewards(at.LockedRewards, "locked", null),
            ]),
            Others(new SymbolFills(
                asker, new("margin-fills", "Cross margin fills", null), at.MarginFills, catalogs.Spot, areBothSeen: true, ("isIsolated", "FALSE"),
                (row, symbol) => BinanceFills.ToSpot(row, symbol, BinanceFills.Margin, WalletKind.Margin), clock)),
            Others(Windows("margin-interest", "Margin interest", null, Month, new DateTimeOffset(2019, 7, 1, 0, 0, 0, TimeSpan.Zero), TimeSpan.FromHours(2), hasPages: true, new WindowList<MarginInterestRow>(
                at.MarginInterest, PageOfHundred, BinanceMoves.ReadInterest, 100, BinanceMoves.ToTransactions))),
            new HistoryOfSome(new SymbolFills(
                asker, new("isolated-fills", "Isolated margin fills", null), at.MarginFills, catalogs.Spot, areBothSeen: true, ("isIsolated", "TRUE"),
                (row, symbol) => BinanceFills.ToSpot(row, symbol, BinanceFills.Isolated, WalletKind.IsolatedMargin), clock, isEachOptional: true), isolated.HasAnyAsync),
            new IsolatedInterest(asker, at, isolated, clock),
            Members(Fills("pm-futures-fills", "Portfolio margin USD-M fills", at.PortfolioFills, at.PortfolioIncome, catalogs.Futures, BinanceFills.Portfolio, WalletKind.PortfolioMargin)),
            Members(Income("pm-income", "Portfolio margin USD-M funding fees, rebates", at.PortfolioIncome, WalletKind.PortfolioMargin)),
            Members(Fills("pm-coin-futures-fills", "Portfolio margin COIN-M fills", at.PortfolioCoinFills, at.PortfolioCoinIncome, catalogs.Coin, BinanceFills.PortfolioCoin, WalletKind.PortfolioMargin)),
            Members(Income("pm-coin-income", "Portfolio margin COIN-M funding fees, rebates", at.PortfolioCoinIncome, WalletKind.PortfolioMargin)),
            Members(new SymbolFills(
                asker, new("pm-margin-fills", "Portfolio margin margin fills", null), at.PortfolioMarginFills, catalogs.Spot, areBothSeen: true, ("", null),
                (row, symbol) => BinanceFills.ToSpot(row, symbol, BinanceFills.PortfolioMargin, WalletKind.PortfolioMargin), clock)),
            Members(Windows("pm-margin-interest", "Portfolio margin interest", null, Month, new DateTimeOffset(2021, 1, 1, 0, 0, 0, TimeSpan.Zero), TimeSpan.FromHours(2), hasPages: true, new WindowList<MarginInterestRow>(
                at.PortfolioMarginInterest, PageOfHundred, BinanceMoves.ReadInterest, 100, BinanceMoves.ToPortfolioTransactions))),
            Backwards("fiat-orders", "Deposits and withdrawals of government money", Quarter, Opening, TimeSpan.FromDays(14), hasPages: true, [
                FiatOrders(isIn: true), FiatOrders(isIn: false),
            ]),
            Windows("fiat-payments", "Purchases and sales for government money", null, Quarter, Opening, TimeSpan.FromDays(14), hasPages: true, [
                FiatPayments(isBuy: true), FiatPayments(isBuy: false),
            ]),
        ];
        Descriptions = [.. all.Select(history => history.Description)];
        _byId = all.ToFrozenDictionary(history => history.Description.Id, StringComparer.Ordinal);

        // Portfolio margin accounts have histories of their own instead of some that all others have: both would tell the same trades twice.
        HistoryOfSome Members(IBinanceHistory history) => new(history, portfolio.IsMemberAsync);

        HistoryOfSome Others(IBinanceHistory history) => new(history, async (credentials, token) => (await portfolio.IsMemberAsync(credentials, token)).Select(isMember => !isMember));

        // What costs so much that the venue answers a few questions a minute.
        BackwardHistory Backwards(
            string id, string name, TimeSpan span, DateTimeOffset opening, TimeSpan overlap, bool hasPages, params ImmutableArray<WindowList> lists) =>
            new(asker, new HistoryDescription(id, name, Reach: null, GoesBack: true), lists, span, hasPages, opening, overlap, clock);

        WindowHistory Windows(
            string id, string name, TimeSpan? reach, TimeSpan span, DateTimeOffset opening, TimeSpan overlap, bool hasPages, params ImmutableArray<WindowList> lists) =>
            new(asker, new HistoryDescription(id, name, reach), lists, span, hasPages, opening, overlap, clock);

        ActivityFills Fills(
            string id, string name, VenueEndpoint fills, VenueEndpoint income, InstrumentCatalog catalog, string kind, WalletKind wallet) =>
            new(asker, new(id, name, TimeSpan.FromDays(180)), fills, income, catalog, (row, instrument) => BinanceFills.ToFutures(row, instrument, kind, wallet), clock);

        WindowHistory Income(string id, string name, VenueEndpoint endpoint, WalletKind wallet) =>
            Windows(id, name, Quarter, TimeSpan.FromDays(7), Opening, TimeSpan.FromHours(1), hasPages: true, new WindowList<IncomeRow>(
                endpoint, IncomePage, BinanceIncome.Read, 1_000, row => BinanceIncome.ToTransactions(row, id, wallet)));

        WindowList Moves(VenueEndpoint endpoint, string list, bool isBack) => new WindowList<EarnMoveRow>(
            endpoint, PageOfHundred, BinanceGrants.ReadMoves, 100, row => BinanceGrants.ToTransactions(row, list, isBack));

        WindowList Rewards(VenueEndpoint endpoint, string list, string? type) => new WindowList<RewardRow>(
            endpoint,
            asked => Query.Of(("type", type), ("startTime", asked.Start), ("endTime", asked.End), ("current", asked.Number), ("size", "100")),
            BinanceGrants.ReadRewards,
            100,
            row => BinanceGrants.ToTransactions(row, list));

        WindowList FiatOrders(bool isIn) => new WindowList<FiatOrderRow>(
            at.FiatOrders, asked => Fiat(asked, isIn), BinanceFiat.ReadOrders, 500, row => BinanceFiat.ToTransactions(row, isIn));

        WindowList FiatPayments(bool isBuy) => new WindowList<FiatPaymentRow>(
            at.FiatPayments, asked => Fiat(asked, isBuy), BinanceFiat.ReadPayments, 500, row => BinanceFiat.ToTransactions(row, isBuy));
    }

    public ImmutableArray<HistoryDescription> Descriptions { get; }

    /// <summary>A wallet that the account does not have has no history, and is at its end.</summary>
    public async Task<ExchangeReply<HistoryPage>> ReadAsync(ExchangeCredentials credentials, HistoryQuery query, CancellationToken cancellationToken)
    {
        if (!_byId.TryGetValue(query.History, out var history))
        {
            throw new ArgumentOutOfRangeException(nameof(query), query.History, "Binance keeps no such history.");
        }

        var reply = await history.ReadAsync(credentials, query, cancellationToken);
        return reply is ExchangeReply<HistoryPage>.Failure { Fault.Kind: FaultKind.NotAvailable }
            ? new ExchangeReply<HistoryPage>.Answer(new HistoryPage([], query.Cursor ?? "", IsEnd: true, default), _clock.GetUtcNow())
            : reply;
    }

    private static string Offset(WindowAsked asked) => Query.Of(
        ("startTime", asked.Start), ("endTime", asked.End), ("limit", "1000"), ("offset", asked.Page == 1 ? null : Query.Count((asked.Page - 1) * 1_000)));

    private static string IncomePage(WindowAsked asked) =>
        Query.Of(("startTime", asked.Start), ("endTime", asked.End), ("page", asked.Number), ("limit", "1000"));

    private static string PageOfHundred(WindowAsked asked) =>
        Query.Of(("startTime", asked.Start), ("endTime", asked.End), ("current", asked.Number), ("size", "100"));

    private static string Fiat(WindowAsked asked, bool isIn) => Query.Of(
        ("transactionType", isIn ? "0" : "1"), ("beginTime", asked.Start), ("endTime", asked.End), ("page", asked.Number), ("rows", "500"));
}
