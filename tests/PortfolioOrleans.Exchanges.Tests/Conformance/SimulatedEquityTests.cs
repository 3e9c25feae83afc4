using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Valuation;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Tests.Support;
using PortfolioOrleans.VenueSimulator;

namespace PortfolioOrleans.Exchanges.Tests.Conformance;

/// <summary>
/// What the adapters read, valued by the domain, is what the venue's own books say, with profits and losses open: to as many digits as the venue states.
/// OKX rounds an inverse contract's PnL to sixteen places of a coin, which is four places less in dollars; Binance rounds it to eight.
/// </summary>
public sealed class SimulatedEquityTests
{
    [Theory]
    [InlineData(SimulatedVenue.Binance, 2)]
    [InlineData(SimulatedVenue.Okx, 10)]
    public void Equity_is_what_the_venues_own_books_say(SimulatedVenue venue, int places)
    {
        var bench = new SimulatedBench(venue);

        var equity = EquityOf(bench);

        Assert.NotEmpty(bench.Positions);
        Assert.Equal(decimal.Round(bench.Statement.EquityUsd, places), decimal.Round(equity, places));
    }

    [Fact]
    public void Neither_a_transfer_nor_a_margin_mode_changes_what_is_owned()
    {
        var bench = new SimulatedBench(SimulatedVenue.Binance);
        var before = EquityOf(bench);

        bench.World.Transfer("alice", new() { Asset = "USDT", Amount = 1_000m, From = VenueSimulator.Control.Wallet.Spot, To = VenueSimulator.Control.Wallet.Futures });

        Assert.Equal(before, EquityOf(bench));
    }

    private static decimal EquityOf(SimulatedBench bench)
    {
        var wallets = bench.Adapter.Venue.Wallets.Where(wallet => !bench.Unopened.Contains(wallet.Wallet)).Select(wallet =>
        {
            var balances = bench.Ask(() => bench.Adapter.GetBalancesAsync(bench.Credentials, wallet.Wallet, CancellationToken.None)).Answer();
            var positions = wallet.HasPositions
                ? bench.Ask(() => bench.Adapter.GetPositionsAsync(bench.Credentials, wallet.Wallet, CancellationToken.None)).Value()
                : [];
            return new WalletHoldings(wallet.Wallet, balances.Value, positions, balances.AsOf, Fault: null);
        });
        var reading = bench.Ask(() => bench.Adapter.GetPricesAsync(CancellationToken.None)).Answer();
        var book = PriceBook.Empty.With(reading.Value.Prices);
        var usd = book.Assets
            .Select(asset => (asset, rate: book.Convert(asset, Asset.Usd)?.Rate))
            .Where(price => price.rate is not null)
            .ToDictionary(price => price.asset, price => price.rate!.Value);
        var prices = new PriceTable([new VenuePrices(bench.Adapter.Venue.Id, reading.AsOf, usd, reading.Value.Marks)]);

        var valuation = Valuer.Value(
            [new AccountHoldings("alice", bench.Adapter.Venue.Id, [.. wallets], [])], prices, ValuationRules.Default, bench.Clock.GetUtcNow());

        Assert.Empty(valuation.Unpriced);
        return valuation.Equity;
    }
}
