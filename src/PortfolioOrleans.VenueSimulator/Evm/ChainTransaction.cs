using System.Numerics;

namespace PortfolioOrleans.VenueSimulator.Evm;

/// <summary>A transaction in a block.</summary>
/// <param name="Value">How much of the chain's coin went with it.</param>
/// <param name="Fee">What its sender paid for it.</param>
internal sealed record ChainTransaction(string Hash, string From, BigInteger Value, BigInteger Fee, long Block);
