using System.Collections.Immutable;
using Microsoft.OpenApi;
using PortfolioOrleans.Contracts.Performance;
using PortfolioOrleans.Contracts.Portfolios;
using PortfolioOrleans.Domain.Performance;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Gateway.Access;
using PortfolioOrleans.Gateway.Json;
using PortfolioOrleans.Gateway.Requests;
using PortfolioOrleans.Storage.Prices;

namespace PortfolioOrleans.Gateway.Performance;

/// <summary>Which account, or which asset, made what of the portfolio's gain.</summary>
internal static class AttributionEndpoint
{
    private static readonly QueryParameter<AttributedBy> By = new(
        "by", "By account, or by asset and contract. Default: asset.",
        new OpenApiSchema { Type = JsonSchemaType.String, Enum = ["account", "asset"], Default = "asset" }, AttributedBy.Asset, "account or asset",
        text => text switch { "account" => (true, AttributedBy.Account), "asset" => (true, AttributedBy.Asset), _ => default });

    private static readonly QueryParameter<bool> Explain = QueryParameter.Flag("explain", "Adds what each day made of each gain; they add up to it.");

    public static void MapAttribution(this IEndpointRouteBuilder portfolio) =>
        portfolio.MapGet("/performance", Handle).Takes([By, Explain, .. Paging.Parameters]);

    /// <summary>Start, end, flows, gain and return of each account or asset, and what each contributed to the whole, as the ledger is known now.</summary>
    public static async Task<Answer<AttributionAnswer>> Handle(
        HttpContext context, AskedDaysOfNow question, Subject subject, IGrainFactory grains, IPriceStore prices, CancellationToken cancellationToken)
    {
        var asked = question.Days;
        var (by, explains) = (By.Read(context), Explain.Read(context));
        var whole = WholeOf(asked);
        var report = whole is null
            ? new AttributionReport([], [], IsRead: true, IsExplained: true, null)
            : await grains.GetGrain<IAttributionGrain>(subject.PortfolioId).AttributeAsync(
                new AttributionQuery(
                    by, asked.History.Currency, [.. asked.Days.Select(day => day.Day)], FirstSeen(asked.History), await NowAsync(asked, subject, grains, prices, cancellationToken), explains),
                cancellationToken);
        var (page, next) = Paging.Page(context, report.Parts, part => $"{(int)part.Kind}\n{part.Name}");
        return Answer.Of(new AttributionAnswer(
            [.. page.Select(part => PartAnswer.Of(part, whole!, explains))],
            next,
            by,
            asked.Period,
            asked.Base,
            asked.End,
            asked.History.Currency.Code,
            by == AttributedBy.Account ? AttributionAnswer.ByAccount : AttributionAnswer.ByAsset,
            whole is null ? null : PartAnswer.Of(whole, asked.Days.Skip(1).Count(day => day.IsReconstructed)),
            whole is null ? null : PartAnswer.Remainder(report.Parts, whole),
            new AttributionDoubtsAnswer(
                report.IsRead, report.IsExplained, report.KnownSince, [.. report.WithoutHistory.Select(account => account.AccountId)],
                [.. report.Parts.Where(part => part.Gain is null).Select(part => part.Name)], report.Parts.Sum(part => part.UnpricedFlows))));
    }

    /// <summary>The portfolio as its own days say it; null where there is none after the first.</summary>
    private static Whole? WholeOf(AskedDays asked)
    {
        var days = asked.Days;
        if (days.Length < 2)
        {
            return null;
        }

        var index = TimeWeightedIndex.Of(days);
        return new Whole(
            days[0].Equity, days[^1].Equity, days.Skip(1).Sum(day => day.NetFlow),
            days[0].Equity + days.Skip(1).Sum(day => day.Inflow + day.Timed.Sum(flow => Math.Max(flow.Amount, 0m))),
            index.WithoutBase.Count < index.Count - 1 ? index.Index(1d)[^1] - 1d : null, days.Length - 1);
    }

    private static DateOnly? FirstSeen(DayHistory history) => history.Days.FirstOrDefault(day => !day.IsReconstructed)?.Day;

    /// <summary>What the last valuation was made with, where the last day is the one under way.</summary>
    private static async Task<ImmutableArray<PriceNow>> NowAsync(
        AskedDays asked, Subject subject, IGrainFactory grains, IPriceStore prices, CancellationToken cancellationToken)
    {
        var snapshot = await grains.GetGrain<IPortfolioGrain>(subject.PortfolioId).GetSnapshotAsync();
        if (UtcDay.Of(snapshot.AsOf) != asked.End)
        {
            return [];
        }

        var rate = await CurrencyRates.RateNowAsync(snapshot, asked.History.Currency, grains, prices, cancellationToken);
        return
        [
            .. from row in snapshot.Balances
               where row.Price is not null
               group row.Price!.Value by row.Asset into asset
               select new PriceNow(asset.Key, asset.First() * rate),
        ];
    }
}

/// <summary>A whole portfolio over some days.</summary>
/// <param name="Capital">What was there at the start and all that came in since.</param>
/// <param name="Return">Time-weighted, as a fraction; null where there was nothing to earn on.</param>
/// <param name="Days">How many, the base not counted.</param>
internal sealed record Whole(decimal Start, decimal End, decimal NetFlow, decimal Capital, double? Return, int Days)
{
    public decimal Gain => LinkedReturns.Gain(Start, End, NetFlow);

    public double? ContributionOf(decimal? gain) => gain is { } made && Capital > 0m ? (double)(made / Capital * 100m) : null;

    public double? ShareOf(decimal? gain) => gain is { } made && Gain != 0m ? (double)(made / Gain * 100m) : null;
}
