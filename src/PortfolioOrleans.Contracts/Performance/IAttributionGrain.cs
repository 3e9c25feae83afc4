namespace PortfolioOrleans.Contracts.Performance;

/// <summary>
/// Who made what: a portfolio's gain by account or by asset. Key: the portfolio id. Reads the tables of lines, holdings and kept prices; calls no portfolio and no account, so
/// that prices of now come with the question. It keeps nothing of its own: an activation lost costs a reading.
/// </summary>
[Alias("attribution")]
public interface IAttributionGrain : IGrainWithStringKey
{
    /// <summary>What each part was worth at both ends, what flowed, and what it made. Looks at every day of the question and every line of the ledger.</summary>
    /// <exception cref="RecordsUnavailableException">The database cannot be asked now.</exception>
    [Alias("attribute")]
    Task<AttributionReport> AttributeAsync(AttributionQuery query, CancellationToken cancellationToken);
}
