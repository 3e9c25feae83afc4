using PortfolioOrleans.Exchanges.Tests.Conformance;

namespace PortfolioOrleans.Exchanges.Tests.OkxWeb3;

public sealed class OkxWeb3Conformance() : ExchangeAdapterConformance(new OkxWeb3Bench());
