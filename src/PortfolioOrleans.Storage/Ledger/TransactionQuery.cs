using PortfolioOrleans.Storage.Databases;

namespace PortfolioOrleans.Storage.Ledger;

/// <summary>A filter as a statement that names only what it asks for, so that the planner finds the index for it.</summary>
internal static class TransactionQuery
{
    public static Sql Of(string userId, TransactionFilter filter)
    {
        var conditions = new List<string>();
        var values = new List<object?>();
        Where("user_id =", userId);

        if (filter.AccountId is { } account)
        {
            Where("account_id =", account);
        }

        if (filter.Since is { } since)
        {
            Where("at >=", StoredTime.AtOrAfter(since));
        }

        if (filter.Until is { } until)
        {
            Where("at <", StoredTime.AtOrAfter(until));
        }

        if (filter.Symbol is { } symbol)
        {
            Where("base =", symbol.Base.Code);
            Where("quote =", symbol.Quote.Code);
        }

        if (filter.Kinds is [var only])
        {
            Where("kind =", only.ToString()); // In the order of an index, which several are not.
        }
        else if (filter.Kinds is { IsDefault: false } several)
        {
            conditions.Add($"kind = ANY ({Next(several.Select(kind => kind.ToString()).ToArray())})");
        }

        if (filter.Before is { } before)
        {
            var at = Next(StoredTime.Of(before.At));
            conditions.Add($"at <= {at} AND (at < {at} OR (account_id, id) > ({Next(before.AccountId)}, {Next(before.Id)}))");
        }

        return new Sql(
            $"""
             SELECT {TransactionRows.Columns}
             FROM transactions
             WHERE {string.Join(" AND ", conditions)}
             ORDER BY at DESC, account_id, id
             LIMIT {Next(filter.Limit)}
             """,
            [.. values]);

        void Where(string condition, object value) => conditions.Add($"{condition} {Next(value)}");

        string Next(object value)
        {
            values.Add(value);
            return $"${values.Count}";
        }
    }
}
