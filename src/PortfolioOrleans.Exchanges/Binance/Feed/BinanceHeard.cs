using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Binance.Histories;
using PortfolioOrleans.Exchanges.Live;

namespace PortfolioOrleans.Exchanges.Binance.Feed;

/// <summary>What user data comes to. One of these hears one connection of one account.</summary>
/// <param name="wallet">Spot, or one of the futures wallets.</param>
/// <param name="instruments">What instruments are, as they were when the connection was made.</param>
/// <param name="held">What is frozen or on its way out, which spot's events leave out.</param>
/// <param name="settingsChanged">Called when leverage or mode was changed.</param>
internal sealed class BinanceHeard(WalletKind wallet, InstrumentList instruments, Func<Asset, decimal> held, Action settingsChanged)
{
    private readonly FuturesSides _sides = new();

    public Heard<LiveEvent> Hear(BinanceUserMessage message)
    {
        switch (message)
        {
            case BinanceUserMessage.Ended ended:
                return Heard<LiveEvent>.Broken(new ExchangeFault(FaultKind.Unreachable, ended.Why));
            case BinanceUserMessage.ShuttingDown:
                return Heard<LiveEvent>.Replace;
            case BinanceUserMessage.SpotBalances balances:
                return Heard<LiveEvent>.Of(Spot(balances));
            case BinanceUserMessage.BalanceMoved moved:
                return Heard<LiveEvent>.Of(IsReceipt(moved.Asset)
                    ? new LiveEvent.Stirred(moved.At, WalletKind.Earn)
                    : new LiveEvent.BalanceMoved(moved.ClearedAt ?? moved.At, wallet, new Money(moved.Delta, moved.Asset)));
            case BinanceUserMessage.LockMoved or BinanceUserMessage.MarginCall:
                return Heard<LiveEvent>.Of(new LiveEvent.Stirred(message.At, wallet));
            case BinanceUserMessage.Setting:
                settingsChanged();
                return Heard<LiveEvent>.Of(new LiveEvent.Stirred(message.At, wallet));
            case BinanceUserMessage.Order order:
                _sides.Learn(order.StatedSide);
                return order.Fill is { } fill ? Heard<LiveEvent>.Of(Filled(fill)) : Heard<LiveEvent>.Nothing;
            case BinanceUserMessage.Futures futures:
                return Heard<LiveEvent>.Of(Futures(futures));
            default:
                return Heard<LiveEvent>.Nothing;
        }
    }

    private ImmutableArray<LiveEvent> Spot(BinanceUserMessage.SpotBalances message)
    {
        var rows = message.Rows.RemoveAll(row => IsReceipt(row.Asset));
        var events = ImmutableArray.CreateBuilder<LiveEvent>();
        if (!rows.IsEmpty)
        {
            events.Add(new LiveEvent.Balances(
                message.UpdatedAt, wallet, [.. rows.Select(row => AssetBalance.Of(row.Asset, row.Free, row.Locked + held(row.Asset)))]));
        }

        if (rows.Length < message.Rows.Length)
        {
            events.Add(new LiveEvent.Stirred(message.At, WalletKind.Earn));
        }

        return events.ToImmutable();
    }

    /// <summary>Where the message does not say enough for what the history will say of it, the wallet has to be asked.</summary>
    private LiveEvent Filled(FillRow fill)
    {
        var instrument = instruments.Find(fill.Instrument);
        if (wallet == WalletKind.Spot)
        {
            return instrument is { } pair
                ? new LiveEvent.Happened(fill.At, [BinanceFills.ToSpot(fill, pair.Symbol, BinanceFills.Spot, wallet)])
                : new LiveEvent.Stirred(fill.At, wallet);
        }

        var history = wallet == WalletKind.CoinFutures ? BinanceFills.Coin : BinanceFills.Futures;
        return fill.TradeId > 0
            ? new LiveEvent.Happened(fill.At, [BinanceFills.ToFutures(fill, instrument, history, wallet)])
            : new LiveEvent.Stirred(fill.At, wallet);
    }

    private ImmutableArray<LiveEvent> Futures(BinanceUserMessage.Futures message)
    {
        var events = ImmutableArray.CreateBuilder<LiveEvent>();
        if (!message.Balances.IsEmpty)
        {
            events.Add(new LiveEvent.Balances(message.HappenedAt, wallet, [.. message.Balances.Select(row => AssetBalance.OfWallet(
                row.Asset, row.Wallet, Math.Clamp(row.CrossWallet ?? 0m, 0m, Math.Max(row.Wallet, 0m))))]));
        }

        if (!message.Positions.IsEmpty)
        {
            Func<PositionRow, (Symbol, ContractTerms)> unlisted =
                wallet == WalletKind.CoinFutures ? BinancePositions.UnlistedCoin : BinancePositions.UnlistedUsd;
            events.Add(new LiveEvent.Positions(message.HappenedAt, wallet, [.. _sides.Spell(message.Positions).Select(row =>
                BinancePositions.ToPosition(row, instruments.Find(row.Instrument), null, unlisted, message.HappenedAt))]));
        }

        return events.ToImmutable();
    }

    private bool IsReceipt(Asset asset) => EarnReceipt.UnderlyingOf(asset, instruments.Assets) is not null;
}
