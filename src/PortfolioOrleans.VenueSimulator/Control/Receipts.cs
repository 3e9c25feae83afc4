namespace PortfolioOrleans.VenueSimulator.Control;

/// <summary>An account without what it holds. The secret is shown: it is play money.</summary>
public sealed record AccountSummary(
    string AccountId,
    string Label,
    string? Owner,
    SimulatedVenue Venue,
    string Key,
    string Secret,
    string Passphrase,
    KeyEnvironment Environment,
    IReadOnlyList<KeyPermission> Permissions,
    IReadOnlyList<string> AllowedIps,
    bool Revoked,
    bool Hedged);

/// <param name="PositionAfter">Signed; 0 for spot and when closed.</param>
public sealed record FillReceipt(
    string TradeId, string OrderId, DateTimeOffset At, decimal Price, decimal Fee, string FeeAsset, decimal RealizedPnl, decimal PositionAfter);

/// <param name="Id">The venue's id of the deposit or withdrawal.</param>
public sealed record FundsReceipt(string Id, FundsState State, DateTimeOffset At);
