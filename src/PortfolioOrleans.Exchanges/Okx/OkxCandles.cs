using System.Collections.Immutable;
using PortfolioOrleans.Domain.Exposure;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Adapters;
using PortfolioOrleans.Exchanges.Http;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Okx;

/// <param name="Volume">Null for an index, as is <paramref name="QuoteVolume"/>.</param>
/// <param name="IsClosed">False while the bar is under way.</param>
internal sealed record OkxCandleRow(
    DateTimeOffset OpenedAt, decimal Open, decimal High, decimal Low, decimal Close, decimal? Volume, decimal? QuoteVolume, bool IsClosed);

/// <summary>Past days of pairs, and of stablecoins in dollars by the venue's index; a hundred to a request, newest first. Days are cut at UTC where the bar says so.</summary>
internal sealed class OkxCandles(VenueClient client, OkxEndpoints endpoints, InstrumentCatalog instruments)
{
    private const int PageSize = 100;
    private const string Day = "1Dutc";

    public async Task<ExchangeReply<ImmutableArray<DailyClose>>> GetDailyClosesAsync(
        Asset asset, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        if (Sectors.IsStablecoin(asset))
        {
            // No pair says what a dollar coin is worth in dollars.
            return await ReadAsync(
                endpoints.IndexCandles, $"{asset}-USD", row => new DailyClose(UtcDay.Of(row.OpenedAt), row.Close, Asset.Usd), from, to, cancellationToken);
        }

        var listed = await instruments.GetAsync(cancellationToken);
        return listed is ExchangeReply<InstrumentList>.Answer { Value: var list } && DailyPairs.Choose(list, asset) is { } pair
            ? await ReadAsync(endpoints.CandlesArchive, pair.Id, row => DailyPairs.Close(pair, asset, row.OpenedAt, row.Close), from, to, cancellationToken)
            : listed.Select(_ => ImmutableArray<DailyClose>.Empty);
    }

    /// <summary>Nine columns, or six for an index; whether the bar is closed is the last.</summary>
    public static ImmutableArray<OkxCandleRow> ReadCandles(WireNode root) => WireCells.Rows(root, "data", cells => new OkxCandleRow(
        cells.RequiredTime(0), cells.RequiredNumber(1), cells.RequiredNumber(2), cells.RequiredNumber(3), cells.RequiredNumber(4),
        cells.Count > 6 ? cells.RequiredNumber(5) : null, cells.Count > 7 ? cells.RequiredNumber(7) : null, cells.RequiredNumber(cells.Count - 1) == 1m));

    private async Task<ExchangeReply<ImmutableArray<DailyClose>>> ReadAsync(
        VenueEndpoint endpoint, string instrument, Func<OkxCandleRow, DailyClose?> close, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        var closes = ImmutableArray.CreateBuilder<DailyClose>();
        for (var before = UtcDay.Start(to.AddDays(1)); ;)
        {
            var query = Query.Of(("instId", instrument), ("bar", Day), ("after", Query.Milliseconds(before)), ("limit", Query.Count(PageSize)));
            var reply = await client.SendPatientlyAsync(new VenueCall(endpoint, query), ReadCandles, cancellationToken);
            if (reply is not ExchangeReply<ImmutableArray<OkxCandleRow>>.Answer { Value: var rows } answer)
            {
                return reply is ExchangeReply<ImmutableArray<OkxCandleRow>>.Failure { Fault.Kind: FaultKind.UnknownSymbol }
                    ? new ExchangeReply<ImmutableArray<DailyClose>>.Answer([], default)
                    : reply.Select(_ => ImmutableArray<DailyClose>.Empty);
            }

            closes.AddRange(rows.Where(row => row.IsClosed && row.Close > 0m).Select(close).OfType<DailyClose>());
            if (rows.Length < PageSize || rows.Min(row => row.OpenedAt) is var oldest && (oldest >= before || UtcDay.Of(oldest) <= from))
            {
                return answer.Select(_ => closes.Where(one => one.Day >= from && one.Day <= to).DistinctBy(one => one.Day).OrderBy(one => one.Day).ToImmutableArray());
            }

            before = oldest;
        }
    }
}
