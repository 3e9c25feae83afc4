using PortfolioOrleans.VenueSimulator.Control;
using PortfolioOrleans.VenueSimulator.Markets;

namespace PortfolioOrleans.VenueSimulator.Accounts;

/// <summary>What just happened to an account, for the sockets that follow it. The account already shows the new state.</summary>
/// <param name="Touched">Balances that changed.</param>
internal abstract record AccountChange(Account Account, DateTimeOffset At, IReadOnlyList<Touch> Touched);

/// <param name="Position">As it is now; null when it was closed or the market is spot.</param>
internal sealed record Filled(
    Account Account, DateTimeOffset At, IReadOnlyList<Touch> Touched, Market Market, Fill Fill, Position? Position)
    : AccountChange(Account, At, Touched);

internal sealed record FundsMoved(Account Account, DateTimeOffset At, IReadOnlyList<Touch> Touched, FundsMove Move)
    : AccountChange(Account, At, Touched);

internal sealed record Transferred(Account Account, DateTimeOffset At, IReadOnlyList<Touch> Touched, WalletTransfer Transfer)
    : AccountChange(Account, At, Touched);

internal sealed record FundingPaid(Account Account, DateTimeOffset At, IReadOnlyList<Touch> Touched, Market Market)
    : AccountChange(Account, At, Touched);

/// <summary>Anything else that changed balances: converts, earn, loans, distributions, fiat money.</summary>
internal sealed record Booked(Account Account, DateTimeOffset At, IReadOnlyList<Touch> Touched, MovementKind Kind)
    : AccountChange(Account, At, Touched);

internal sealed record LeverageChanged(Account Account, DateTimeOffset At, Market Market, LeverageSetting Setting)
    : AccountChange(Account, At, []);

internal sealed record MultiAssetsChanged(Account Account, DateTimeOffset At) : AccountChange(Account, At, []);

internal sealed record KeyRevoked(Account Account, DateTimeOffset At) : AccountChange(Account, At, []);

/// <summary>The venue ends the account's user data streams; the key stays valid.</summary>
internal sealed record StreamsTerminated(Account Account, DateTimeOffset At) : AccountChange(Account, At, []);

/// <param name="Delta">What the wallet's total of the asset grew by; 0 when it only moved between free and held.</param>
internal readonly record struct Touch(Wallet Wallet, string Asset, decimal Delta);
