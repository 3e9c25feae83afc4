using System.ComponentModel.DataAnnotations;

namespace PortfolioOrleans.Exchanges;

/// <summary>What is set for every venue alike.</summary>
public abstract class VenueOptions
{
    /// <summary>How long an answer may take, body included. Shorter takes a slow venue for a dead one. Default: 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:02:00")]
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The largest answer that is read, in bytes; a list of instruments may take some 8 MB. Default: 16 MiB.</summary>
    [Range(65_536, 268_435_456)]
    public int LargestAnswer { get; set; } = 16 * 1024 * 1024;

    /// <summary>How long the list of instruments is good. Shorter costs weight, longer shows a new instrument's terms later. Default: 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan InstrumentsMaxAge { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long the stablecoins' prices in dollars are good. Shorter costs weight, longer sees a lost peg later. Default: 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan DollarPricesMaxAge { get; set; } = TimeSpan.FromSeconds(10);
}
