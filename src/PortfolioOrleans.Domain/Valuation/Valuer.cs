using System.Collections.Immutable;
using PortfolioOrleans.Domain.Exposure;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Domain.Valuation;

/// <summary>
/// Values holdings: equity = sum of balance x price + sum of unrealised PnL x price of what it is paid in. Linear in prices for spot holdings and
/// linear contracts; the order of accounts changes nothing.
/// </summary>
public static class Valuer
{
    /// <param name="accounts">What each account holds.</param>
    /// <param name="prices">What the venues say it is worth.</param>
    /// <param name="rules">Currency, allowed ages, what to ignore.</param>
    /// <param name="at">The moment of the valuation, UTC.</param>
    public static PortfolioValuation Value(
        IEnumerable<AccountHoldings> accounts, PriceTable prices, ValuationRules rules, DateTimeOffset at) =>
        new Sheet(prices, rules, at).Run(accounts);

    /// <summary>One valuation under way.</summary>
    private sealed class Sheet(PriceTable prices, ValuationRules rules, DateTimeOffset at)
    {
        private readonly AssetPrice? _currency = prices.Find("", rules.Currency);
        private readonly List<ValuedBalance> _balances = [];
        private readonly List<ValuedPosition> _positions = [];
        private readonly List<SourceHealth> _sources = [];
        private readonly List<UnpricedHolding> _unpriced = [];
        private readonly Dictionary<string, DateTimeOffset> _pricesUsed = new(StringComparer.Ordinal);
        private readonly ExposureReport.Builder _exposure = new();
        private readonly List<ValuedPool> _pools = [];
        private readonly List<SetAsideHolding> _setAside = [];
        private readonly Dictionary<Asset, string> _sectors = [];
        private decimal _equity;
        private decimal _cash;
        private decimal _unrealized;

        public PortfolioValuation Run(IEnumerable<AccountHoldings> accounts)
        {
            // A fixed order makes equal holdings give equal documents.
            var ordered = accounts.ToImmutableArray().Sort((one, other) => string.CompareOrdinal(one.AccountId, other.AccountId));
            foreach (var account in ordered)
            {
                foreach (var known in account.Details.Sectors)
                {
                    _sectors.TryAdd(known.Asset, known.Sector);
                }
            }

            foreach (var account in ordered)
            {
                foreach (var wallet in account.Wallets.Sort((one, other) => (int)one.Wallet - (int)other.Wallet))
                {
                    Add(account, wallet);
                }

                AddDetails(account);
            }

            var health = _pricesUsed.OrderBy(used => used.Key, StringComparer.Ordinal)
                .Select(used => new PriceHealth(used.Key, used.Value, at - used.Value > rules.PricesMaxAge)).ToImmutableArray();
            return new PortfolioValuation(
                at,
                rules.Currency,
                _equity,
                _cash,
                _unrealized,
                [.. _balances.Select(WithShare)],
                [.. _positions.Select(WithCategory)],
                _exposure.Build(_equity, SectorOf),
                [.. _sources],
                health,
                [.. _unpriced],
                _unpriced.Count == 0 && _sources.TrueForAll(source => source.Status == SourceStatus.Ok) && !health.Any(price => price.Stale))
            {
                Pools = [.. _pools],
                SetAside = [.. _setAside],
            };
        }

        private void Add(AccountHoldings account, WalletHoldings wallet)
        {
            _sources.Add(Health(account, wallet));
            if (wallet.AsOf is not { } asOf)
            {
                return;
            }

            foreach (var balance in wallet.Balances)
            {
                if (!balance.IsZero)
                {
                    Add(account, wallet.Wallet, balance, asOf);
                }
            }

            foreach (var position in wallet.Positions)
            {
                if (position.Contracts != 0m)
                {
                    Add(account, wallet.Wallet, position, asOf);
                }
            }
        }

        private SourceHealth Health(AccountHoldings account, WalletHoldings wallet)
        {
            var (status, error) = wallet switch
            {
                { AsOf: null, Fault: null } => (SourceStatus.Pending, null),
                { Fault: { } fault } => (SourceStatus.Failed, fault),
                { AsOf: { } asOf } when at - asOf > rules.HoldingsMaxAge =>
                    (SourceStatus.Stale, $"last read {(long)(at - asOf).TotalSeconds} s ago, allowed are {(long)rules.HoldingsMaxAge.TotalSeconds} s"),
                _ => (SourceStatus.Ok, (string?)null),
            };
            return new SourceHealth(account.AccountId, account.Venue, wallet.Wallet, wallet.AsOf, status, error);
        }

        private void Add(AccountHoldings account, WalletKind wallet, AssetBalance balance, DateTimeOffset asOf)
        {
            var ignored = rules.IgnoredAssets.Contains(balance.Asset);
            var price = ignored ? null : PriceOf(account.Venue, balance.Asset);
            var value = price is { } p ? Exact.Product(balance.Total, p.Rate) : null;
            var usd = price?.Usd is { } dollars ? Exact.Product(balance.Total, dollars) : null;
            _balances.Add(new ValuedBalance(account.AccountId, account.Venue, wallet, balance, price?.Rate, value, usd, null, asOf, SectorOf(balance.Asset)));

            if (value is not { } worth || Exact.Sum(_equity, worth) is not { } equity)
            {
                if (!ignored && balance.Total != 0m)
                {
                    _unpriced.Add(new UnpricedHolding(balance.Asset, balance.Total, account.AccountId, account.Venue));
                }

                return;
            }

            _equity = equity;
            if (Sectors.IsCash(balance.Asset))
            {
                _cash += worth;
            }
            else
            {
                _exposure.Add(balance.Asset, worth);
            }
        }

        private void Add(AccountHoldings account, WalletKind wallet, Position position, DateTimeOffset asOf)
        {
            var mark = prices.FindMark(account.Venue, position.Instrument) ?? position.MarkPrice;
            var paid = position.UnrealizedPnlAt(mark);
            var pnl = ToCurrency(account.Venue, position.Terms.Settlement, paid);
            var notional = ToCurrency(account.Venue, position.Symbol.Quote, position.NotionalAt(mark));
            if (pnl is null || notional is null || Exact.Sum(_equity, pnl.Value) is null)
            {
                (pnl, notional) = (null, null);
                _unpriced.Add(new UnpricedHolding(
                    Asset.Parse(position.Instrument), position.Direction * position.Contracts, account.AccountId, account.Venue));
            }

            _positions.Add(new ValuedPosition(
                account.AccountId, account.Venue, wallet, position, mark, pnl, PnlPct(position, mark, paid),
                notional is { } known ? Math.Abs(known) : null, PositionCategory.Monitoring, asOf));

            _unrealized += pnl ?? 0m;
            _equity += position.AddsToEquity ? pnl ?? 0m : 0m;
            _exposure.Add(position.Symbol.Base, notional ?? 0m);
        }

        /// <summary>Of the notional at entry; a margin-based figure would change with the leverage setting, not with the market.</summary>
        /// <param name="paid">Its unrealised PnL at the mark, in the settlement asset.</param>
        private static double? PnlPct(Position position, decimal? mark, decimal? paid)
        {
            if (position.EntryPrice is not { } entry || entry <= 0m || mark is not > 0m)
            {
                return null;
            }

            // A linear contract pays in the quote and an inverse one in the base, so each is measured by what it stood for there.
            return paid is { } pnl && Exact.Result(() => position.Terms.Kind == ContractKind.Linear
                ? position.Terms.Notional(position.Contracts, entry)
                : position.Terms.BaseQuantity(position.Contracts, entry)) is { } atEntry
                ? Rounding.Percent(pnl, atEntry)
                : null;
        }

        private decimal? ToCurrency(string venue, Asset asset, decimal? amount) =>
            amount is { } known && PriceOf(venue, asset) is { } price ? Exact.Product(known, price.Rate) : null;

        /// <param name="counts">Whether the valuation rests on it, and so is no fresher than it.</param>
        private (decimal Rate, decimal? Usd)? PriceOf(string venue, Asset asset, bool counts = true)
        {
            if (asset == rules.Currency)
            {
                return (1m, _currency?.Usd);
            }

            if (_currency is not { } currency || prices.Find(venue, asset) is not { } price)
            {
                return null;
            }

            Note(price, counts);
            if (rules.Currency == Asset.Usd)
            {
                return (price.Usd, price.Usd);
            }

            Note(currency, counts);
            return Exact.Quotient(price.Usd, currency.Usd) is { } rate ? (rate, price.Usd) : null;
        }

        private void Note(AssetPrice price, bool counts)
        {
            if (counts && price.Venue.Length > 0)
            {
                _pricesUsed[price.Venue] = price.AsOf;
            }
        }

        /// <summary>A code that says its sector is believed before a venue's word.</summary>
        private string SectorOf(Asset asset) =>
            Sectors.Of(asset) is var own and not Sectors.Unclassified ? own : _sectors.GetValueOrDefault(asset, Sectors.Unclassified);

        private void AddDetails(AccountHoldings account)
        {
            if (account.Details.AsOf is not { } asOf)
            {
                return;
            }

            foreach (var pool in account.Details.Pools)
            {
                _pools.Add(Valued(account, pool, asOf));
            }

            _setAside.AddRange(account.Details.SetAside
                .Select(row => new SetAsideHolding(row.Asset, row.Total, account.AccountId, account.Venue, asOf)));
        }

        /// <summary>What a share comes to. It adds nothing: the wallet of pools holds the same as balances.</summary>
        private ValuedPool Valued(AccountHoldings account, PoolPosition pool, DateTimeOffset asOf)
        {
            var prices = pool.Sides.Select(side => pool.Counts && !rules.IgnoredAssets.Contains(side.Asset) ? PriceOf(account.Venue, side.Asset, counts: false)?.Rate : null).ToList();
            var sides = pool.Sides.Zip(prices, (side, price) => new ValuedPoolSide(side, price, Worth(Sum([side.Amount, side.Fees ?? 0m]), price))).ToImmutableArray();
            return new ValuedPool(
                account.AccountId,
                account.Venue,
                pool,
                sides,
                Sum(sides.Select(side => side.Value)),
                Sum(pool.Sides.Zip(prices, (side, price) => Worth(side.Fees, price))),
                asOf);
        }

        private static decimal? Worth(decimal? amount, decimal? price) => amount is { } a && price is { } p ? Exact.Product(a, p) : null;

        private static decimal? Sum(IEnumerable<decimal?> parts) =>
            parts.Aggregate((decimal?)0m, (sum, part) => sum is { } s && part is { } p ? Exact.Sum(s, p) : null);

        private ValuedBalance WithShare(ValuedBalance row) => row.Value is { } value ? row with { SharePct = Rounding.Percent(value, _equity) } : row;

        private ValuedPosition WithCategory(ValuedPosition row) => row with { Category = rules.Categories.Of(row, _equity) };
    }
}
