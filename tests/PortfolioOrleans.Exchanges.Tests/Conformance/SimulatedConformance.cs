using PortfolioOrleans.VenueSimulator;

namespace PortfolioOrleans.Exchanges.Tests.Conformance;

public sealed class BinanceConformance() : ExchangeAdapterConformance(new SimulatedBench(SimulatedVenue.Binance));

public sealed class OkxConformance() : ExchangeAdapterConformance(new SimulatedBench(SimulatedVenue.Okx));
