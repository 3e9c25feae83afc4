using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Domain.Pnl;

/// <summary>A futures position from flat to flat.</summary>
/// <param name="Contracts">Signed; zero once it is closed.</param>
/// <param name="Pnl">The venue's realised profit less commissions, in the books' currency.</param>
/// <param name="OpenedBy">The fill that opened it.</param>
/// <param name="ClosedBy">The fill that closed it; the last one while it is open.</param>
public sealed record FuturesTrip(
    string AccountId, Symbol Symbol, DateTimeOffset OpenedAt, DateTimeOffset ClosedAt, decimal Contracts, decimal Pnl, string OpenedBy, string ClosedBy);
