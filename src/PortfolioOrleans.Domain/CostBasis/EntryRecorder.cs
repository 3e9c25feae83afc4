using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Domain.CostBasis;

/// <summary>Books one ledger line by the table of <see cref="LedgerEffect"/>. Lives for one line.</summary>
internal sealed class EntryRecorder(CostBooks before, LedgerEntry entry, Transaction transaction, PriceAt priceAt, TransferIndex pairs)
{
    private static readonly WalletKind[] Wallets = Enum.GetValues<WalletKind>();

    private readonly CostRules _rules = before.Rules;
    private readonly CostMethod _method = before.Method;
    private readonly ImmutableArray<Booking>.Builder _made = ImmutableArray.CreateBuilder<Booking>(4);
    private ImmutableDictionary<BookKey, LotBook> _lots = before.ByPlace;
    private ImmutableDictionary<BookKey, LotBook> _debts = before.Debts;
    private ImmutableDictionary<BookKey, LotBook> _transit = before.Transit;
    private ImmutableDictionary<string, decimal> _moved = before.Moved;

    private DateTimeOffset At => transaction.At;

    public (CostBooks, ImmutableArray<Booking>) Record()
    {
        var effect = LedgerEffect.Of(transaction.Kind);
        if (effect.OtherSide == OtherSide.OtherLegs)
        {
            Exchange();
        }
        else
        {
            foreach (var leg in transaction.Legs.Where(leg => leg.Change.Amount != 0m))
            {
                RecordLeg(effect.OtherSide, leg);
            }
        }

        return (new CostBooks(_rules, _method, _lots, _debts, _transit, _moved), _made.DrainToImmutable());
    }

    private void RecordLeg(OtherSide otherSide, Leg leg)
    {
        var (asset, amount) = (leg.Change.Asset, leg.Change.Amount);
        switch (otherSide)
        {
            case OtherSide.Derivative:
                Earn(asset, amount, value => new DerivativeResult(entry.Id, At, entry.AccountId, asset, amount, PartOf(leg), value) { Symbol = transaction.Trade?.Symbol });
                break;
            case var _ when leg.Kind == LegKind.Fee || transaction.Kind == TransactionKind.Fee:
                Charge(asset, amount);
                break;
            case OtherSide.Income:
                Earn(asset, amount, value => new Income(entry.Id, At, entry.AccountId, asset, amount, transaction.Kind, value));
                break;
            case OtherSide.Outside when pairs.PairOf(entry) is { } pair:
                Carry(pair, asset, amount);
                break;
            case OtherSide.Outside:
                Cross(asset, amount);
                break;
            case OtherSide.OwnWallet:
                MoveBetweenWallets(asset, amount);
                break;
            case OtherSide.Debt:
                Owe(asset, amount);
                break;
            default:
                Adjust(asset, amount);
                break;
        }
    }

    private DerivativePart PartOf(Leg leg) => leg.Kind == LegKind.Fee ? DerivativePart.Commission
        : transaction.Kind == TransactionKind.Funding ? DerivativePart.Funding
        : DerivativePart.RealizedPnl;

    /// <summary>A trade: what leaves is disposed of at the trade's value, what comes in costs it.</summary>
    private void Exchange()
    {
        var exchange = Swap.Read(transaction, _rules, ValueOf);
        var carried = 0m;
        foreach (var side in exchange.Given)
        {
            var fee = exchange.FeeOffProceeds(side);
            carried += GiveUp(side.Asset, side.Quantity, side.Value, fee, DisposalReason.Trade);
        }

        foreach (var side in exchange.Received)
        {
            var cost = side.Value ?? Rounding.Divide(carried, 1m, exchange.Received.Length).Share;
            var origin = side.Value is null && exchange.Given.IsEmpty ? CostOrigin.Missing : CostOrigin.Known;
            Receive(side.Asset, side.Quantity, cost, exchange.FeeOnCost(side), origin, side.Value is not null);
        }

        foreach (var fee in exchange.Fees)
        {
            PayFee(fee, exchange.FeesGo == FeesGo.Apart);
        }

        foreach (var rebate in exchange.Rebates)
        {
            Earn(rebate.Asset, rebate.Quantity, value => new Income(entry.Id, At, entry.AccountId, rebate.Asset, rebate.Quantity, TransactionKind.Rebate, value));
        }
    }

    private void PayFee(SwapSide fee, bool apart)
    {
        _made.Add(new FeePaid(entry.Id, At, entry.AccountId, fee.Asset, -fee.Quantity, fee.Value ?? 0m, !apart) { IsPriced = fee.Value is not null, Symbol = transaction.Trade?.Symbol });
        GiveUp(fee.Asset, fee.Quantity, _rules.Fees == FeeTreatment.InCostWithoutGain ? null : fee.Value, 0m, DisposalReason.Fee, fee.Value is not null);
    }

    /// <summary>Comes in at its market value and is worth it; goes out at its market value and costs it.</summary>
    private void Earn(Asset asset, decimal amount, Func<decimal, Booking> booking)
    {
        var value = ValueOf(asset, Math.Abs(amount));
        _made.Add(booking((value ?? 0m) * Math.Sign(amount)) with { IsPriced = value is not null });
        if (amount > 0m)
        {
            Receive(asset, amount, value ?? 0m, 0m, value is null ? CostOrigin.Missing : CostOrigin.Known, value is not null);
        }
        else
        {
            GiveUp(asset, -amount, value, 0m, DisposalReason.Expense);
        }
    }

    private void Charge(Asset asset, decimal amount)
    {
        if (amount > 0m)
        {
            Earn(asset, amount, value => new Income(entry.Id, At, entry.AccountId, asset, amount, TransactionKind.Rebate, value));
            return;
        }

        var value = ValueOf(asset, -amount);
        _made.Add(new FeePaid(entry.Id, At, entry.AccountId, asset, amount, value ?? 0m, false) { IsPriced = value is not null });
        GiveUp(asset, -amount, value, 0m, DisposalReason.Fee);
    }

    /// <summary>In from outside, or out to it: lots come at a cost or leave at theirs, and nothing is gained.</summary>
    private void Cross(Asset asset, decimal amount)
    {
        var value = ValueOf(asset, Math.Abs(amount));
        decimal cost;
        if (IsCash(asset))
        {
            cost = value ?? 0m;
        }
        else if (amount > 0m)
        {
            var assumed = _rules.UnknownCost == UnknownCost.MarketValue && value is not null;
            cost = assumed ? value!.Value : 0m;
            Receive(asset, amount, cost, 0m, assumed ? CostOrigin.Assumed : CostOrigin.Missing, value is not null);
        }
        else
        {
            cost = TakeOut(Here(asset), -amount).TotalCost;
        }

        _made.Add(new CapitalFlow(entry.Id, At, entry.AccountId, asset, amount, (value ?? 0m) * Math.Sign(amount), cost * Math.Sign(amount)) { IsPriced = value is not null });
    }

    /// <summary>
    /// One half of a transfer between two accounts. What left waits in transit until it arrives; what arrives first is fetched where it will have left. What never
    /// arrived was the network's fee.
    /// </summary>
    private void Carry(TransferPair pair, Asset asset, decimal amount)
    {
        var key = new BookKey(asset, $"{pair.Sent.AccountId}/{pair.Sent.Id}");
        var (sent, arrived) = (-TransferMatching.Principal(pair.Sent).Change.Amount, TransferMatching.Principal(pair.Arrived).Change.Amount);
        var source = BookKey.For(_rules.Scope, asset, pair.Sent.AccountId, pair.Sent.Transaction!.Wallet);
        if (IsCash(asset))
        {
            if (amount < 0m && sent > arrived)
            {
                Charge(asset, arrived - sent);
            }
        }
        else if (amount < 0m && _moved.ContainsKey(key.Place))
        {
            _moved = _moved.Remove(key.Place); // It has arrived already.
            Charge(asset, arrived - sent, source);
        }
        else if (amount < 0m)
        {
            var travelling = TakeOut(source, arrived);
            _transit = _transit.SetItem(key, travelling.Matches.Aggregate(LotBook.Empty(_method), (book, match) => book.Acquire(match.AsLot())));
            Charge(asset, arrived - sent, source);
        }
        else if (_transit.TryGetValue(key, out var travelling))
        {
            _transit = _transit.Remove(key);
            PutIn(Here(asset), travelling.Lots, amount);
        }
        else
        {
            _moved = _moved.SetItem(key.Place, -amount);
            PutIn(Here(asset), [.. TakeOut(source, amount).Matches.Select(match => match.AsLot())], amount);
        }
    }

    private void Charge(Asset asset, decimal amount, BookKey from)
    {
        if (amount < 0m)
        {
            var value = ValueOf(asset, -amount);
            _made.Add(new FeePaid(entry.Id, At, entry.AccountId, asset, amount, value ?? 0m, false) { IsPriced = value is not null });
            Dispose(from, -amount, value, 0m, DisposalReason.Fee, value is not null);
        }
    }

    /// <summary>
    /// Whichever half of a transfer between two wallets is booked first moves the lots; the other finds them moved. Not every venue's list names the other wallet: then what
    /// leaves waits nowhere in particular, and what comes has no known cost, until a half that knows explains it.
    /// </summary>
    private void MoveBetweenWallets(Asset asset, decimal amount)
    {
        if (_rules.Scope != LotScope.Wallet || IsCash(asset))
        {
            return;
        }

        if (amount < 0m)
        {
            Leave(asset, -amount, transaction.Wallet, transaction.Counterpart);
        }
        else
        {
            Arrive(asset, amount, transaction.Counterpart, transaction.Wallet);
        }
    }

    private void Leave(Asset asset, decimal quantity, WalletKind from, WalletKind? to)
    {
        var left = quantity;
        foreach (var other in to is { } known ? [known] : Wallets)
        {
            left -= Settle(asset, from, other, left, byArrival: true);
        }

        foreach (var other in to is { } known ? [known] : Wallets)
        {
            if (left == quantity && Settle(asset, null, other, quantity, byArrival: true) > 0m)
            {
                Explain(Place(asset, from), Place(asset, other), quantity);
                return;
            }
        }

        if (left > 0m)
        {
            Move(Place(asset, from), Place(asset, to), left);
            Lead(asset, from, to, left);
        }
    }

    private void Arrive(Asset asset, decimal quantity, WalletKind? from, WalletKind to)
    {
        var left = quantity;
        foreach (var other in from is { } known ? [known] : Wallets)
        {
            left -= Settle(asset, other, to, left, byArrival: false);
        }

        foreach (var other in from is { } known ? [known] : Wallets)
        {
            if (left == quantity && Settle(asset, other, null, quantity, byArrival: false) > 0m)
            {
                Move(Place(asset, null), Place(asset, to), quantity);
                return;
            }
        }

        if (left > 0m)
        {
            Move(Place(asset, from), Place(asset, to), left);
            Lead(asset, from, to, -left);
        }
    }

    /// <summary>How much of a move its other half has booked already, which counts as confirmed now.</summary>
    /// <param name="byArrival">Whether it is the arrival that was booked first.</param>
    private decimal Settle(Asset asset, WalletKind? from, WalletKind? to, decimal quantity, bool byArrival)
    {
        var lead = _moved.GetValueOrDefault(MoveKey(asset, from, to, quantity)); // Above zero: departures lead; below: arrivals do.
        var settled = Math.Min(quantity, Math.Max(byArrival ? -lead : lead, 0m));
        if (settled > 0m)
        {
            Lead(asset, from, to, byArrival ? settled : -settled, quantity);
        }

        return settled;
    }

    private void Lead(Asset asset, WalletKind? from, WalletKind? to, decimal change, decimal? quantity = null)
    {
        var key = MoveKey(asset, from, to, quantity ?? Math.Abs(change));
        var next = _moved.GetValueOrDefault(key) + change;
        _moved = next == 0m ? _moved.Remove(key) : _moved.SetItem(key, next);
    }

    /// <summary>A half that does not name the other wallet finds its partner by the amount.</summary>
    private string MoveKey(Asset asset, WalletKind? from, WalletKind? to, decimal quantity) => from is null || to is null
        ? FormattableString.Invariant($"{entry.AccountId}|{asset}|{from}|{to}|{Rounding.Normalize(quantity)}")
        : $"{entry.AccountId}|{asset}|{from}|{to}";

    private BookKey Place(Asset asset, WalletKind? wallet) => BookKey.For(_rules.Scope, asset, entry.AccountId, wallet);

    private void Move(BookKey from, BookKey to, decimal quantity) => PutIn(to, [.. TakeOut(from, quantity).Matches.Select(match => match.AsLot())], quantity);

    /// <summary>What had come to a place at no known cost was these lots. What of it is gone already was sold at no cost, and costs now.</summary>
    private void Explain(BookKey from, BookKey to, decimal quantity)
    {
        var held = _lots.GetValueOrDefault(to, LotBook.Empty(_method));
        var there = Math.Min(quantity, held.ExplainableQuantity);
        if (there > 0m)
        {
            var lots = TakeOut(from, there).Matches.Select(match => match.AsLot()).ToImmutableArray();
            _lots = _lots.SetItem(to, held.Explained(lots));
        }

        if (quantity > there)
        {
            Dispose(from, quantity - there, 0m, 0m, DisposalReason.Adjustment, priced: true);
        }
    }

    /// <summary>What is borrowed costs what it is worth, and is owed at that; giving it back ends the debt at the value it was taken on at.</summary>
    private void Owe(Asset asset, decimal amount)
    {
        var key = Here(asset);
        var debt = _debts.GetValueOrDefault(key, LotBook.Empty(_method));
        if (amount > 0m)
        {
            var value = ValueOf(asset, amount);
            _debts = _debts.SetItem(key, debt.Acquire(new Lot(entry.Id, At, amount, value ?? 0m)));
            Receive(asset, amount, value ?? 0m, 0m, value is null ? CostOrigin.Missing : CostOrigin.Known, value is not null);
            return;
        }

        (debt, var ended) = debt.Release(-amount);
        _debts = debt.Quantity == 0m ? _debts.Remove(key) : _debts.SetItem(key, debt);

        // A debt from before the ledger's beginning: worth what giving it back cost on that day, and money that left.
        var older = ended.Missing > 0m ? ValueOf(asset, ended.Missing) : 0m;
        if (ended.Missing > 0m)
        {
            _made.Add(new CapitalFlow(entry.Id, At, entry.AccountId, asset, -ended.Missing, -older ?? 0m, -older ?? 0m) { IsPriced = older is not null });
        }

        GiveUp(asset, -amount, ended.TotalCost + older, 0m, DisposalReason.Repayment);
    }

    private void Adjust(Asset asset, decimal amount)
    {
        if (IsCash(asset))
        {
            var value = ValueOf(asset, amount);
            _made.Add(new Income(entry.Id, At, entry.AccountId, asset, amount, TransactionKind.Adjustment, value ?? 0m) { IsPriced = value is not null });
        }
        else if (amount > 0m)
        {
            Receive(asset, amount, 0m, 0m, CostOrigin.Missing, true);
        }
        else
        {
            GiveUp(asset, -amount, 0m, 0m, DisposalReason.Adjustment);
        }
    }

    private void Receive(Asset asset, decimal quantity, decimal cost, decimal fee, CostOrigin origin, bool priced)
    {
        _made.Add(new Acquisition(entry.Id, At, entry.AccountId, asset, quantity, cost, fee, origin) { IsPriced = priced, Symbol = transaction.Trade?.Symbol });
        if (!IsCash(asset))
        {
            PutIn(Here(asset), [new Lot(entry.Id, At, quantity, cost, fee, origin)], quantity);
        }
    }

    /// <summary>The cost of what left, or its value where it was cash.</summary>
    private decimal GiveUp(Asset asset, decimal quantity, decimal? proceeds, decimal fee, DisposalReason why, bool? priced = null) => IsCash(asset)
        ? proceeds ?? ValueOf(asset, quantity) ?? 0m
        : Dispose(Here(asset), quantity, proceeds, fee, why, priced ?? proceeds is not null);

    private decimal Dispose(BookKey from, decimal quantity, decimal? proceeds, decimal fee, DisposalReason why, bool priced)
    {
        var released = TakeOut(from, quantity);

        // Without a value it leaves at cost: neither gain nor loss until a price is known.
        _made.Add(new Disposal(entry.Id, At, entry.AccountId, from.Asset, why, released, proceeds ?? (released.TotalCost + fee), fee)
        {
            IsPriced = priced,
            Symbol = transaction.Trade?.Symbol,
        });
        return released.TotalCost;
    }

    private Release TakeOut(BookKey from, decimal quantity)
    {
        var (remaining, released) = _lots.GetValueOrDefault(from, LotBook.Empty(_method)).Release(quantity);
        _lots = remaining.Quantity == 0m ? _lots.Remove(from) : _lots.SetItem(from, remaining);
        return released;
    }

    /// <summary>Lots into a place; what no lot covers of <paramref name="quantity"/> comes along as a lot of unknown cost, so that quantities stay right.</summary>
    private void PutIn(BookKey to, ImmutableArray<Lot> lots, decimal quantity)
    {
        var book = lots.Aggregate(_lots.GetValueOrDefault(to, LotBook.Empty(_method)), (held, lot) => held.Acquire(lot));
        var uncovered = quantity - lots.Sum(lot => lot.Quantity);
        _lots = _lots.SetItem(to, uncovered > 0m ? book.Acquire(new Lot(entry.Id, At, uncovered, 0m, 0m, CostOrigin.Missing)) : book);
    }

    private BookKey Here(Asset asset) => BookKey.For(_rules.Scope, asset, entry.AccountId, transaction.Wallet);

    private bool IsCash(Asset asset) => asset == _rules.Currency || _rules.Cash.Contains(asset);

    private decimal? ValueOf(Asset asset, decimal quantity) => asset == _rules.Currency ? quantity
        : priceAt(asset, At) is { } price && Exact.Product(quantity, price) is { } value ? Rounding.ToBooks(value)
        : null;
}
