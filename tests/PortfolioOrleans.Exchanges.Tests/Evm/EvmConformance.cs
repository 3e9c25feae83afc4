using PortfolioOrleans.Exchanges.Tests.Conformance;

namespace PortfolioOrleans.Exchanges.Tests.Evm;

public sealed class EvmConformance() : ExchangeAdapterConformance(new EvmBench());
