using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Ledger;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Exchanges.Adapters;

/// <summary>Something a venue told of an account.</summary>
/// <param name="At">The venue's own time of it, UTC; ours where it does not say.</param>
public abstract record LiveEvent(DateTimeOffset At)
{
    /// <summary>The feed hears these wallets from here on; before it, anything may have been missed.</summary>
    public sealed record Opened(DateTimeOffset At, ImmutableArray<WalletKind> Wallets) : LiveEvent(At);

    /// <summary>The feed hears these wallets no longer; it is mending itself unless it ends. Until the next <see cref="Opened"/> the caller asks more often.</summary>
    public sealed record Lost(DateTimeOffset At, ImmutableArray<WalletKind> Wallets, ExchangeFault Fault) : LiveEvent(At);

    /// <summary>These balances are now so; a zero row means that the asset is gone. Others are as they were.</summary>
    public sealed record Balances(DateTimeOffset At, WalletKind Wallet, ImmutableArray<AssetBalance> Rows) : LiveEvent(At);

    /// <summary>A balance changed by this much; the absolute figure is not said and has to be asked for.</summary>
    public sealed record BalanceMoved(DateTimeOffset At, WalletKind Wallet, Money Change) : LiveEvent(At);

    /// <summary>
    /// These positions are now so, one without contracts is closed. What the message does not say (leverage, liquidation price) is null and stands as it was.
    /// </summary>
    public sealed record Positions(DateTimeOffset At, WalletKind Wallet, ImmutableArray<Position> Rows) : LiveEvent(At);

    /// <summary>Fills, fees, funding, transfers, under the same ids as in the histories.</summary>
    public sealed record Happened(DateTimeOffset At, ImmutableArray<Transaction> Transactions) : LiveEvent(At);

    /// <summary>Something about this wallet changed that the feed does not spell out: it should be read again.</summary>
    public sealed record Stirred(DateTimeOffset At, WalletKind Wallet) : LiveEvent(At);
}
