using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using PortfolioOrleans.Grains.Portfolios;

namespace PortfolioOrleans.Grains.Venues;

/// <summary>
/// Checks how often venues are read: each period by itself and, when the service starts, those of every venue that has a section against what a valuation takes
/// for fresh.
/// </summary>
internal sealed class CheckSyncOptions(IConfiguration configuration, IOptions<PortfolioOptions> portfolios) : IValidateOptions<SyncOptions>
{
    private const string Defaults = "Sync";

    public ValidateOptionsResult Validate(string? name, SyncOptions options)
    {
        // Only the defaults are looked at when the service starts; a wrong section of a venue has to be found then, too.
        var isStart = string.IsNullOrEmpty(name);
        List<(string Section, SyncOptions Options)> all = isStart ? [.. All(options)] : [($"Venues:{name}", options)];
        var wrong = all.SelectMany(each => OutOfRange(each.Section, each.Options)).Distinct().ToList();
        if (wrong.Count == 0 && isStart)
        {
            wrong.AddRange(all.SelectMany(each => NeverFresh(each.Section, each.Options)));
        }

        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }

    private IEnumerable<(string Section, SyncOptions Options)> All(SyncOptions defaults) => configuration.GetSection("Venues").GetChildren()
        .Select(venue => ($"Venues:{venue.Key}", Bound(venue.Key))).Prepend((Defaults, defaults));

    private SyncOptions Bound(string venue)
    {
        var options = new SyncOptions();
        new BindSyncOptions(configuration).Configure(venue, options);
        return options;
    }

    private static IEnumerable<string> OutOfRange(string section, SyncOptions options)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
        return results.Select(result => $"{section}:{result.MemberNames.First()}: {result.ErrorMessage}");
    }

    /// <summary>What is read less often than it may be old makes every other valuation incomplete, and then no peak and no daily figure moves.</summary>
    private IEnumerable<string> NeverFresh(string section, SyncOptions options)
    {
        var (holdings, prices) = (portfolios.Value.HoldingsMaxAge, portfolios.Value.PricesMaxAge);
        return new (string Name, TimeSpan Period, string Limit, TimeSpan MaxAge)[]
        {
            (nameof(SyncOptions.BalancesPeriod), options.BalancesPeriod, nameof(PortfolioOptions.HoldingsMaxAge), holdings),
            (nameof(SyncOptions.PositionsPeriod), options.PositionsPeriod, nameof(PortfolioOptions.HoldingsMaxAge), holdings),
            (nameof(SyncOptions.LivePeriod), options.LivePeriod, nameof(PortfolioOptions.HoldingsMaxAge), holdings),
            (nameof(SyncOptions.PricesPeriod), options.PricesPeriod, nameof(PortfolioOptions.PricesMaxAge), prices),
        }
            .Where(each => each.Period >= each.MaxAge)
            .Select(each => $"{section}:{each.Name} is {each.Period}, but what is older than Portfolio:{each.Limit} ({each.MaxAge}) makes a valuation incomplete; "
                + "make the one shorter or the other longer.");
    }
}
