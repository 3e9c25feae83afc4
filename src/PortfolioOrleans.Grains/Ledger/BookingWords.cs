using System.Globalization;
using PortfolioOrleans.Domain.CostBasis;

namespace PortfolioOrleans.Grains.Ledger;

/// <summary>What a booking was, for people.</summary>
internal static class BookingWords
{
    public static string Of(Booking booking) => booking switch
    {
        Disposal disposal => Say($"{disposal.Why} of {-disposal.Quantity} {disposal.Asset}: {disposal.Proceeds} less fee {disposal.Fee} and cost {disposal.Cost}"),
        Income income => Say($"{income.Kind} of {income.Quantity} {income.Asset}"),
        DerivativeResult result => Say($"{result.Part} of {result.Quantity} {result.Asset}"),
        FeePaid fee => Say($"Fee of {-fee.Quantity} {fee.Asset}"),
        _ => Say($"{booking.GetType().Name} of {booking.Quantity} {booking.Asset}"),
    };

    private static string Say(FormattableString words) => words.ToString(CultureInfo.InvariantCulture);
}
