using System.Collections.Immutable;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Exchanges.Okx.Feed;

/// <summary>
/// The positions one connection has heard of. In net mode a row says how many contracts there are now, and not that those of the other side are gone; and the equity
/// of a currency has the PnL of margin positions in it, which has to be known to leave it there.
/// </summary>
internal sealed class OkxPositionBook(OkxInstrumentLists instruments, TimeProvider clock)
{
    private readonly Dictionary<Key, Known> _byKey = [];

    /// <summary>True once everything there was has been heard.</summary>
    public bool IsWhole { get; set; }

    /// <summary>The PnL of margin positions in this currency.</summary>
    public decimal MarginPnl(Asset asset) => _byKey.Values.Where(known => known.MarginAsset == asset).Sum(known => known.MarginPnl);

    /// <summary>What the row comes to, sides that it closes first; null where it cannot be mapped without a list that nobody has read yet.</summary>
    public ImmutableArray<Position>? Take(OkxPositionRow row)
    {
        var instrument = instruments.Peek(row.Instrument, row.InstrumentType);
        if (instrument is null && !row.IsFlat)
        {
            return null;
        }

        var position = OkxPositions.ToPosition(row, instrument, clock.GetUtcNow());
        var key = new Key(row.Instrument, row.StatedSide, row.MarginMode, row.IsMargin ? row.MarginCurrency : default);
        _byKey.Remove(key, out var before);
        if (!row.IsFlat)
        {
            _byKey[key] = new Known(position.Side, row.MarginCurrency, row.IsMargin ? row.UnrealizedPnl ?? before?.MarginPnl ?? 0m : 0m);
            return row.StatedSide is "long" or "short" ? [position]
                : !row.IsMargin ? [Closed(position, Other(position.Side)), position] // Also of a side that only a reading by request has seen.
                : before is null || before.Side == position.Side ? [position] : [Closed(position, before.Side), position];
        }

        return row.StatedSide is "long" or "short" ? [position]
            : before is not null ? [Closed(position, before.Side)]
            : [Closed(position, PositionSide.Long), Closed(position, PositionSide.Short)];
    }

    private static PositionSide Other(PositionSide side) => side == PositionSide.Long ? PositionSide.Short : PositionSide.Long;

    private static Position Closed(Position position, PositionSide side) => position with { Side = side, Contracts = 0m, StatedPnl = null };

    /// <summary>What there can be one position of. The venue's ids of positions outlive some and not others, and are no help.</summary>
    private readonly record struct Key(string Instrument, string? StatedSide, MarginMode? Mode, Asset Pledged);

    private sealed record Known(PositionSide Side, Asset MarginAsset, decimal MarginPnl);
}
