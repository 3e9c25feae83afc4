namespace PortfolioOrleans.Domain.Ledger;

/// <summary>
/// The order in which lines count: by time; of equal times first what brings something in from nowhere else (deposits, income), then trades and transfers,
/// then what takes something out; then by id, in which a run of digits counts as a number ("fill:99" before "fill:100"); then by account. Two histories of the
/// same events thus always give the same lots.
/// </summary>
public sealed class LedgerOrder : IComparer<LedgerEntry>
{
    private LedgerOrder() { }

    public static LedgerOrder Instance { get; } = new();

    public int Compare(LedgerEntry? x, LedgerEntry? y)
    {
        if (x?.Transaction is not { } left || y?.Transaction is not { } right)
        {
            return (x?.Transaction is not null).CompareTo(y?.Transaction is not null);
        }

        var order = left.At.CompareTo(right.At);
        order = order != 0 ? order : Turn(left.Kind).CompareTo(Turn(right.Kind));
        order = order != 0 ? order : CompareIds(x.Id, y.Id);
        return order != 0 ? order : string.CompareOrdinal(x.AccountId, y.AccountId);
    }

    private static int Turn(TransactionKind kind) => LedgerEffect.Of(kind).OtherSide switch
    {
        OtherSide.Income or OtherSide.Adjustment => 0,
        OtherSide.Outside => kind is TransactionKind.Deposit or TransactionKind.FiatDeposit ? 0 : 2,
        OtherSide.Debt => kind is TransactionKind.Borrow ? 0 : 2,
        _ => 1,
    };

    /// <summary>Ids with their runs of digits as numbers; leading zeros do not count.</summary>
    public static int CompareIds(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        while (left.Length > 0 && right.Length > 0)
        {
            var (leftDigits, rightDigits) = (Digits(left), Digits(right));
            if (leftDigits == 0 || rightDigits == 0)
            {
                if (left[0] != right[0])
                {
                    return left[0].CompareTo(right[0]);
                }

                left = left[1..];
                right = right[1..];
                continue;
            }

            var one = left[..leftDigits].TrimStart('0');
            var other = right[..rightDigits].TrimStart('0');
            var order = one.Length != other.Length ? one.Length.CompareTo(other.Length) : one.CompareTo(other, StringComparison.Ordinal);
            if (order != 0)
            {
                return order;
            }

            left = left[leftDigits..];
            right = right[rightDigits..];
        }

        return left.Length.CompareTo(right.Length);
    }

    private static int Digits(ReadOnlySpan<char> text)
    {
        var count = 0;
        while (count < text.Length && char.IsAsciiDigit(text[count]))
        {
            count++;
        }

        return count;
    }
}
