using PortfolioOrleans.Domain.CostBasis;
using PortfolioOrleans.Domain.Explanation;

namespace PortfolioOrleans.Domain.Pnl;

/// <summary>What was made and lost in one period, symbol or account, each figure with the ledger lines it came from. In the books' currency.</summary>
/// <param name="Key">The period's first day (yyyy-MM-dd), the symbol or the account.</param>
/// <param name="Realized">Gains of disposals; futures apart.</param>
/// <param name="FuturesPnl">Realised profit of derivatives as the venue states it, without commission and funding.</param>
/// <param name="Funding">Received less paid.</param>
/// <param name="Commission">Of derivatives, below zero.</param>
/// <param name="Income">Interest, rewards, airdrops, rebates, less interest paid.</param>
/// <param name="FeesApart">Fees that neither cost nor proceeds hold, below zero.</param>
/// <param name="FeesPaid">All fees of trades, above zero; for information, since most of it is inside the gains already.</param>
public sealed record PnlRow(
    string Key, Figure Realized, Figure FuturesPnl, Figure Funding, Figure Commission, Figure Income, Figure FeesApart, Figure FeesPaid)
{
    /// <summary>Everything realised.</summary>
    public decimal Total => Realized.Amount + FuturesPnl.Amount + Funding.Amount + Commission.Amount + Income.Amount + FeesApart.Amount;

    /// <summary>The rows of <see cref="Total"/>.</summary>
    public Figure Explained => Realized + FuturesPnl + Funding + Commission + Income + FeesApart;

    internal static PnlRow Of(string key, IReadOnlyCollection<Booking> bookings)
    {
        Figure Sum<T>(Func<T, bool> which, Func<T, decimal> amount, Func<T, string> what)
            where T : Booking =>
            Figure.Of(bookings.OfType<T>().Where(which).Select(booking => new Contribution(booking.EntryId, booking.At, amount(booking), what(booking))));

        Figure Futures(DerivativePart part) => Sum<DerivativeResult>(one => one.Part == part, one => one.Value, one => $"{part} in {one.Asset}");

        return new PnlRow(
            key,
            Sum<Disposal>(_ => true, one => one.Gain, one => $"{one.Why} of {-one.Quantity} {one.Asset}"),
            Futures(DerivativePart.RealizedPnl),
            Futures(DerivativePart.Funding),
            Futures(DerivativePart.Commission),
            Sum<Income>(_ => true, one => one.Value, one => $"{one.Kind} of {one.Quantity} {one.Asset}"),
            Sum<FeePaid>(one => !one.IsInCost, one => -one.Value, one => $"Fee of {-one.Quantity} {one.Asset}"),
            Sum<FeePaid>(_ => true, one => one.Value, one => $"Fee of {-one.Quantity} {one.Asset}"));
    }
}
