using System.Collections.Immutable;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Exchanges.Adapters;

/// <summary>An adapter of a venue that knows more assets than could be priced: it prices the usual ones, and those that it is told somebody holds.</summary>
public interface IPricesOnDemand
{
    /// <summary>From the next reading on, these have prices, if the venue knows any. Assets of other venues are passed over. Returns at once.</summary>
    void Want(ImmutableArray<Asset> assets);
}
