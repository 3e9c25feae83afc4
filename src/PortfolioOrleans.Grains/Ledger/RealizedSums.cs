using PortfolioOrleans.Contracts.Ledger;
using PortfolioOrleans.Domain.CostBasis;
using PortfolioOrleans.Domain.Pnl;

namespace PortfolioOrleans.Grains.Ledger;

/// <summary>Adds up what was realised and paid, by where it came from.</summary>
internal sealed class RealizedSums(bool explains)
{
    private readonly FigureSum _realized = new(explains);
    private readonly FigureSum _gains = new(explains);
    private readonly FigureSum _futures = new(explains);
    private readonly FigureSum _funding = new(explains);
    private readonly FigureSum _commission = new(explains);
    private readonly FigureSum _income = new(explains);
    private readonly FigureSum _otherFees = new(explains);
    private readonly FigureSum _fees = new(explains);

    public LedgerFigure Realized => _realized.ToFigure();

    public LedgerFigure Funding => _funding.ToFigure();

    public LedgerFigure Fees => _fees.ToFigure();

    public RealizedSources Sources => new(
        _gains.ToFigure(), _futures.ToFigure(), _funding.ToFigure(), _commission.ToFigure(), _income.ToFigure(), _otherFees.ToFigure());

    /// <param name="from">The booking that it is of; null where it is a sum of several.</param>
    public void Add(RealizedParts parts, Booking? from = null)
    {
        _realized.Add(from, parts.Total);
        _gains.Add(from, parts.Gains);
        _futures.Add(from, parts.FuturesPnl);
        _funding.Add(from, parts.Funding);
        _commission.Add(from, parts.Commission);
        _income.Add(from, parts.Income);
        _otherFees.Add(from, parts.FeesApart);
        _fees.Add(from, parts.Fees);
    }
}
