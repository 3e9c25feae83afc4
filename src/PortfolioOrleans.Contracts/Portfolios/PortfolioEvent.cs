using System.Collections.Immutable;

namespace PortfolioOrleans.Contracts.Portfolios;

/// <summary>What an event tells of.</summary>
public enum PortfolioEventKind
{
    /// <summary>The portfolio was valued; carries the whole snapshot.</summary>
    SnapshotUpdated,
    PnlUpdated,
    DrawdownUpdated,
    ExposureUpdated,
}

/// <summary>
/// Something that became true of a portfolio. Numbers grow by one for each portfolio, without a gap, and a number always carries the same content. Totals,
/// never deltas: a repeated event changes nothing. The figures are those of the kind; the others are null.
/// </summary>
/// <param name="Sequence">Its number in the portfolio, from 1.</param>
/// <param name="Time">When it became true, UTC.</param>
/// <param name="Complete">Whether the valuation behind it was complete.</param>
[GenerateSerializer, Immutable, Alias("portfolio.event")]
public sealed record PortfolioEvent(
    [property: Id(0)] PortfolioEventKind Kind,
    [property: Id(1)] string PortfolioId,
    [property: Id(2)] long Sequence,
    [property: Id(3)] DateTimeOffset Time,
    [property: Id(4)] bool Complete,
    [property: Id(5)] PortfolioSnapshot? Snapshot = null,
    [property: Id(6)] PnlFigures? Pnl = null,
    [property: Id(7)] DrawdownFigures? Drawdown = null,
    [property: Id(8)] ExposureFigures? Exposure = null)
{
    /// <summary>How many events one valuation makes.</summary>
    public const int EachValuation = 4;

    /// <summary>
    /// The events of a valuation, lowest number first; none before the first valuation. They follow from the saved snapshot alone, so whoever has that can
    /// tell them again, word for word.
    /// </summary>
    public static ImmutableArray<PortfolioEvent> Of(PortfolioSnapshot snapshot)
    {
        if (snapshot.Version == 0)
        {
            return [];
        }

        var before = snapshot.Sequence - EachValuation;
        return
        [
            new(PortfolioEventKind.SnapshotUpdated, snapshot.PortfolioId, before + 1, snapshot.AsOf, snapshot.Complete, Snapshot: snapshot),
            new(PortfolioEventKind.PnlUpdated, snapshot.PortfolioId, before + 2, snapshot.AsOf, snapshot.Complete, Pnl: snapshot.Pnl),
            new(PortfolioEventKind.DrawdownUpdated, snapshot.PortfolioId, before + 3, snapshot.AsOf, snapshot.Complete, Drawdown: snapshot.Drawdown),
            new(PortfolioEventKind.ExposureUpdated, snapshot.PortfolioId, before + 4, snapshot.AsOf, snapshot.Complete, Exposure: snapshot.Exposure),
        ];
    }
}
