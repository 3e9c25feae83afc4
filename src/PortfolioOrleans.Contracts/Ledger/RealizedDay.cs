using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Contracts.Ledger;

/// <summary>What a ledger says was realised on a day, first in, first out, wallet by wallet; told to its portfolio. Of two the later one counts.</summary>
/// <param name="Day">In UTC.</param>
/// <param name="Amount">In <paramref name="Currency"/>, as far as lines recorded by <paramref name="AsOf"/> say.</param>
/// <param name="AsOf">When the ledger was read, UTC.</param>
[GenerateSerializer, Immutable, Alias("ledger.realized-day")]
public sealed record RealizedDay(
    [property: Id(0)] DateOnly Day, [property: Id(1)] decimal Amount, [property: Id(2)] Asset Currency, [property: Id(3)] DateTimeOffset AsOf);
