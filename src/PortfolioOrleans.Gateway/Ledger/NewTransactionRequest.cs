using System.Globalization;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;

namespace PortfolioOrleans.Gateway.Ledger;

/// <summary>A line of the ledger, as somebody writes it down or as an export holds it.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Time">When.</param>
/// <param name="ExternalId">Your own id of it: giving it twice adds it once. 1 to 200 characters.</param>
/// <param name="AccountId">An account of yours; absent for what is written down by hand. A file may name places of its own.</param>
/// <param name="Wallet">Where in the account. Default: spot.</param>
/// <param name="Received">What came in; of a derivative the profit.</param>
/// <param name="Sent">What left, above zero; of a derivative the loss.</param>
/// <param name="Fee">What was paid for it, above zero.</param>
/// <param name="Legs">Each change of a balance, instead of received, sent and fee.</param>
/// <param name="Symbol">What was traded, as BTC-USDT; follows from received and sent where kind is buy or sell.</param>
/// <param name="Instrument">The venue's own id of it. Default: the symbol.</param>
/// <param name="Side">Buy or sell; follows from the kind where that is one.</param>
/// <param name="Quantity">Units of the base; follows from received and sent.</param>
/// <param name="Price">In the symbol's quote; follows from received and sent.</param>
/// <param name="PositionSide">Of a hedged position.</param>
/// <param name="IsMaker">Whether it was a maker's fill.</param>
/// <param name="OrderId">The venue's id of the order.</param>
/// <param name="Counterpart">The other wallet of a transfer.</param>
/// <param name="Reference">A transfer's hash, or what else another system knows it by.</param>
/// <param name="Corrects">The id, in the same account, of a line that this one replaces from now on.</param>
/// <param name="Reason">Why; a correction needs one.</param>
/// <param name="Void">The line it corrects did not happen. Then there are no legs.</param>
/// <param name="Id">As an export holds it; taken instead of external_id.</param>
/// <param name="RecordedAt">As an export holds it; not taken, since a line is recorded when it is given.</param>
internal sealed record NewTransactionRequest(
    TransactionKind Kind,
    DateTimeOffset Time,
    string? ExternalId = null,
    string? AccountId = null,
    WalletKind Wallet = WalletKind.Spot,
    AmountRequest? Received = null,
    AmountRequest? Sent = null,
    AmountRequest? Fee = null,
    IReadOnlyList<LegRequest>? Legs = null,
    string? Symbol = null,
    string? Instrument = null,
    TradeSide? Side = null,
    decimal? Quantity = null,
    decimal? Price = null,
    PositionSide? PositionSide = null,
    bool? IsMaker = null,
    string? OrderId = null,
    WalletKind? Counterpart = null,
    string? Reference = null,
    string? Corrects = null,
    string? Reason = null,
    bool Void = false,
    string? Id = null,
    DateTimeOffset? RecordedAt = null);

/// <param name="Amount">Above zero.</param>
internal sealed record AmountRequest(decimal Amount, string Asset);

/// <summary>The change of one balance.</summary>
/// <param name="Change">Positive when it came in, negative when it left.</param>
internal sealed record LegRequest(LegKind Kind, string Asset, decimal Change)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Kind} {Change} {Asset}");
}
