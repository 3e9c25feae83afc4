using Npgsql;

namespace PortfolioOrleans.Storage.Databases;

/// <summary>Says which row this program cannot hold, and which column of it: a number beyond a decimal is told, never rounded.</summary>
internal static class UnreadableRow
{
    /// <summary>So many columns of a row say which it is: the stores list its key first.</summary>
    private const int KeyColumns = 3;

    public static bool IsOne(Exception error) => error is OverflowException or InvalidCastException;

    public static RowUnreadableException Of(NpgsqlDataReader row, Exception error)
    {
        var key = Enumerable.Range(0, Math.Min(KeyColumns, row.FieldCount))
            .Where(column => !IsNumber(row, column) && !row.IsDBNull(column))
            .Select(column => FormattableString.Invariant($"{row.GetName(column)} {row.GetValue(column)}"));
        var beyond = Enumerable.Range(0, row.FieldCount).Where(column => IsNumber(row, column) && !Fits(row, column)).Select(row.GetName).FirstOrDefault();
        return new RowUnreadableException(
            $"The row with {string.Join(", ", key)} cannot be read: {(beyond is null ? error.Message : $"its {beyond} is a number beyond what can be held.")}");
    }

    private static bool IsNumber(NpgsqlDataReader row, int column) => row.GetDataTypeName(column) is "numeric" or "numeric[]";

    private static bool Fits(NpgsqlDataReader row, int column)
    {
        try
        {
            return row.IsDBNull(column) || row.GetValue(column) is not null;
        }
        catch (Exception error) when (IsOne(error))
        {
            return false;
        }
    }
}
