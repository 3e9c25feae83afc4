using PortfolioOrleans.Domain.CostBasis;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Domain.Performance;

/// <summary>What each line of the ledger moves between the parts of a portfolio, and over its border.</summary>
internal static class AttributionFlows
{
    /// <summary>Of what derivatives paid or cost, that which no line says the contract of.</summary>
    public const string Unnamed = "other";

    private const string Transit = "in transit";

    public static void Add(AttributionInput input, AttributedBy by, AttributionParts parts)
    {
        var rules = CostRules.For(input.Currency, CostMethod.Fifo);
        var transfers = TransferIndex.Of(TransferMatching.Match(input.Known));
        foreach (var entry in input.Known)
        {
            if (PlaceOf(input, entry) is not { } place)
            {
                continue;
            }

            switch (LedgerEffect.Of(entry.Transaction!.Kind).OtherSide)
            {
                case OtherSide.Outside when transfers.PairOf(entry) is { } pair && PlaceOf(input, pair.Sent) is not null && PlaceOf(input, pair.Arrived) is not null:
                    Move(entry, pair, by, place, parts);
                    break;
                case OtherSide.Outside or OtherSide.OwnWallet or OtherSide.Debt:
                    Cross(entry, place, parts);
                    break;
                case OtherSide.OtherLegs when by == AttributedBy.Asset:
                    Trade(entry, place, parts, rules);
                    break;
                case OtherSide.Derivative when by == AttributedBy.Asset:
                    Settle(entry, place, parts);
                    break;
            }
        }
    }

    /// <summary>Where a line counts; null where it happened before the first day's end, after the last day, or before its account came in.</summary>
    private static int? PlaceOf(AttributionInput input, LedgerEntry entry)
    {
        var place = input.PlaceOf(UtcDay.Of(entry.Transaction!.At));
        return place > 0 && place < input.Days.Length && (input.EntryOf(entry.AccountId) is var entered && (entered == 0 || place > entered)) ? place : null;
    }

    /// <summary>From one account to another: by asset nothing. What got lost on the way is a loss of the sender.</summary>
    private static void Move(LedgerEntry entry, TransferPair pair, AttributedBy by, int place, AttributionParts parts)
    {
        if (by == AttributedBy.Asset)
        {
            return;
        }

        var arrived = TransferMatching.Principal(pair.Arrived).Change;
        var value = parts.ValueOf(arrived.Asset, arrived.Amount, UtcDay.Of(entry.Transaction!.At), place);
        var sign = ReferenceEquals(entry, pair.Sent) ? -1m : 1m;
        parts.AddFlow(AttributedKind.Asset, entry.AccountId, arrived.Asset.Code, place, sign * value);
        if (UtcDay.Of(pair.Sent.Transaction!.At) != UtcDay.Of(pair.Arrived.Transaction!.At))
        {
            parts.AddFlow(AttributedKind.Transit, entry.AccountId, Transit, place, -sign * value);
        }
    }

    /// <summary>Over the border, to a wallet that is not read, or from who lent it. A transfer between two wallets of an account is both, and comes to nothing.</summary>
    private static void Cross(LedgerEntry entry, int place, AttributionParts parts)
    {
        foreach (var (_, change) in entry.Transaction!.Legs.Where(leg => leg.Kind == LegKind.Principal))
        {
            parts.AddFlow(AttributedKind.Asset, entry.AccountId, change.Asset.Code, place, parts.ValueOf(change.Asset, change.Amount, UtcDay.Of(entry.Transaction.At), place));
        }
    }

    /// <summary>Both sides are worth the same: what the market made of it by the day's end is gain of what was bought.</summary>
    private static void Trade(LedgerEntry entry, int place, AttributionParts parts, CostRules rules)
    {
        var day = UtcDay.Of(entry.Transaction!.At);
        if (OneForOne(entry.Transaction) is var (paid, got))
        {
            var worth = Swap.WorthOf(paid, got, rules, money => parts.ValueOf(money.Asset, money.Amount, day, place));
            parts.AddFlow(AttributedKind.Asset, entry.AccountId, paid.Asset.Code, place, -worth);
            parts.AddFlow(AttributedKind.Asset, entry.AccountId, got.Asset.Code, place, worth);
            return;
        }

        var swap = Swap.Read(entry.Transaction, rules, (asset, amount) => parts.ValueOf(asset, amount, day, place));
        foreach (var given in swap.Given)
        {
            parts.AddFlow(AttributedKind.Asset, entry.AccountId, given.Asset.Code, place, -given.Value);
        }

        foreach (var received in swap.Received)
        {
            parts.AddFlow(AttributedKind.Asset, entry.AccountId, received.Asset.Code, place, received.Value);
        }
    }

    /// <summary>What was given, as an amount above zero, and what was received; null for what is no plain trade.</summary>
    private static (Money Given, Money Received)? OneForOne(Transaction transaction)
    {
        Money? given = null, received = null;
        foreach (var (kind, change) in transaction.Legs)
        {
            if (kind != LegKind.Principal)
            {
                continue;
            }

            if (change.Amount == 0m || (change.Amount < 0m ? given : received) is not null)
            {
                return null;
            }

            if (change.Amount < 0m)
            {
                given = change with { Amount = -change.Amount };
            }
            else
            {
                received = change;
            }
        }

        return given is { } gave && received is { } got && gave.Asset != got.Asset ? (gave, got) : null;
    }

    /// <summary>Realised profit, funding and commission come out of the contract into what it settles in, or the other way.</summary>
    private static void Settle(LedgerEntry entry, int place, AttributionParts parts)
    {
        foreach (var (_, change) in entry.Transaction!.Legs)
        {
            var value = parts.ValueOf(change.Asset, change.Amount, UtcDay.Of(entry.Transaction.At), place);
            parts.AddFlow(AttributedKind.Asset, entry.AccountId, change.Asset.Code, place, value);
            parts.AddFlow(AttributedKind.Derivative, entry.AccountId, entry.Transaction.Trade?.Symbol.ToString() ?? Unnamed, place, -value);
        }
    }
}
