using System.Collections.Immutable;
using PortfolioOrleans.Contracts.Ledger;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Gateway.Ledger;

/// <summary>What somebody wrote down, as a line of the ledger; or what about it cannot be, and which member.</summary>
internal static class TransactionReading
{
    /// <summary>What an id begins with that was made of the user's own.</summary>
    public const string OwnIds = "manual:";

    private const int LongestId = 200;
    private const int LongestText = 500;
    private const int MostLegs = 100;

    /// <exception cref="TransactionFaultException">It is none.</exception>
    public static GivenLine Read(NewTransactionRequest given)
    {
        CheckText(given.ExternalId, "external_id", LongestId);
        CheckText(given.Id, "id", LongestText);
        CheckText(given.AccountId, "account_id", LongestId);
        CheckText(given.Instrument, "instrument", LongestId);
        CheckText(given.OrderId, "order_id", LongestText);
        CheckText(given.Reference, "reference", LongestText);
        CheckText(given.Corrects, "corrects", LongestText);
        CheckText(given.Reason, "reason", LongestText);
        Require(given.Id is not null || given.ExternalId is not null, "external_id", "is missing: with it, giving the line twice adds it once");
        var id = given.Id ?? OwnIds + given.ExternalId;
        Require(given.Corrects is null || given.Reason is not null, "reason", "is missing: a correction says why");
        Require(given.Corrects != id, "corrects", "is the line itself");

        if (given.Void)
        {
            Require(given.Corrects is not null, "corrects", "is missing: a void line says of which line that it did not happen");
            Require(given.Legs is null or [] && given.Received is null && given.Sent is null && given.Fee is null, "legs", "must not be there in a void line");
            return new GivenLine(
                given.AccountId,
                new Transaction(id, given.Kind, given.Time, given.Wallet, [], Counterpart: given.Counterpart, Reference: given.Reference),
                given.Corrects,
                given.Reason,
                IsVoid: true);
        }

        var legs = ReadLegs(given);
        if (given.Id is null)
        {
            // What was exported was once taken as it is.
            Require(given.Wallet != given.Counterpart, "counterpart", "is the wallet itself");
            TransactionShape.Check(given.Kind, legs);
        }

        return new GivenLine(
            given.AccountId,
            new Transaction(id, given.Kind, given.Time, given.Wallet, legs, ReadTrade(given, legs), given.Counterpart, given.Reference),
            given.Corrects,
            given.Reason);
    }

    private static ImmutableArray<Leg> ReadLegs(NewTransactionRequest given)
    {
        if (given.Legs is { } legs)
        {
            Require(given.Received is null && given.Sent is null && given.Fee is null, "legs", "must not be there beside received, sent and fee");
            Require(legs.Count <= MostLegs, "legs", $"must be {MostLegs} at most");
            return [.. legs.Select(leg => new Leg(leg.Kind, new Money(leg.Change, ReadAsset(leg.Asset, "legs"))))];
        }

        var principal = given.Kind is TransactionKind.FuturesTrade or TransactionKind.Liquidation ? LegKind.RealizedPnl : LegKind.Principal;
        return
        [
            .. Of(given.Received, principal, 1m, "received"),
            .. Of(given.Sent, principal, -1m, "sent"),
            .. Of(given.Fee, LegKind.Fee, -1m, "fee"),
        ];
    }

    private static IEnumerable<Leg> Of(AmountRequest? amount, LegKind kind, decimal sign, string member)
    {
        if (amount is null)
        {
            return [];
        }

        Require(amount.Amount > 0m, $"{member}.amount", "must be above zero");
        return [new Leg(kind, new Money(sign * amount.Amount, ReadAsset(amount.Asset, $"{member}.asset")))];
    }

    private static Trade? ReadTrade(NewTransactionRequest given, ImmutableArray<Leg> legs)
    {
        var side = given.Side ?? (given.Kind == TransactionKind.Buy ? TradeSide.Buy : given.Kind == TransactionKind.Sell ? TradeSide.Sell : null);
        var symbol = given.Symbol is { } text ? ReadSymbol(text) : (Symbol?)null;
        var (quantity, price) = (given.Quantity, given.Price);
        if (given is { Id: null, Kind: TransactionKind.Buy or TransactionKind.Sell }
            && legs.Where(leg => leg.Kind == LegKind.Principal).ToList() is [var one, var other] && one.Change.Amount > 0m != other.Change.Amount > 0m)
        {
            var (bought, paid) = one.Change.Amount > 0m == (given.Kind == TransactionKind.Buy) ? (one.Change, other.Change) : (other.Change, one.Change);
            symbol ??= new Symbol(bought.Asset, paid.Asset);
            quantity ??= Math.Abs(bought.Amount);
            price ??= Exact.Quotient(Math.Abs(paid.Amount), Math.Abs(bought.Amount));
        }

        if (symbol is null || side is null || quantity is null || price is null)
        {
            Require(given.Symbol is null, "symbol", "needs side, quantity and price, which do not follow from the rest here");
            return null;
        }

        Require(quantity > 0m, "quantity", "must be above zero");
        Require(price > 0m, "price", "must be above zero");
        return new Trade(
            given.Instrument ?? symbol.Value.ToString(), symbol.Value, side.Value, quantity.Value, price.Value, given.PositionSide, given.IsMaker, given.OrderId);
    }

    private static Symbol ReadSymbol(string text)
    {
        var divide = text.LastIndexOf('-');
        Require(divide > 0, "symbol", "must read BASE-QUOTE, as in BTC-USDT");
        return new Symbol(ReadAsset(text[..divide], "symbol"), ReadAsset(text[(divide + 1)..], "symbol"));
    }

    private static Asset ReadAsset(string text, string member)
    {
        Require(Asset.TryParse(text, out var asset), member, "must be an asset's code of 1 to 64 characters");
        CheckText(asset.Code, member, LongestId);
        return asset;
    }

    private static void CheckText(string? text, string member, int longest) => Require(
        text is null || (text.Length >= 1 && text.Length <= longest && !text.Any(char.IsControl) && !text.Any(char.IsSurrogate) && text.Trim().Length > 0),
        member, $"must be a text of 1 to {longest} characters");

    private static void Require(bool holds, string member, string otherwise)
    {
        if (!holds)
        {
            throw new TransactionFaultException(member, $"{member} {otherwise}.");
        }
    }
}

/// <summary>What was written down is no line of a ledger.</summary>
internal sealed class TransactionFaultException(string member, string message) : Exception(message)
{
    /// <summary>The member or column at fault.</summary>
    public string Member { get; } = member;
}
