using System.Collections.Immutable;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Okx.Feed;

/// <summary>Cash and positions, the moment something changed them.</summary>
/// <param name="Reason">snapshot, filled, transferred, funding_fee, liquidation, adl, interest_deduction ...</param>
/// <param name="Cash">By currency; not what is owned of it, which the account's own channel says.</param>
internal sealed record OkxChange(
    DateTimeOffset? At, string? Reason, ImmutableArray<(Domain.Values.Asset Asset, decimal Cash)> Cash, ImmutableArray<OkxPositionRow> Positions);

internal static class OkxChanges
{
    public static ImmutableArray<OkxChange> ReadRows(WireNode root) => OkxEnvelope.Rows(root, row => new OkxChange(
        row.Time("pTime"),
        row.Text("eventType"),
        row.Rows("balData", balance => (balance.Asset("ccy"), balance.Number("cashBal") ?? 0m)),
        row.Rows("posData", OkxPositions.ReadRow)));
}
