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

    [Theory]
    [InlineData(SimulatedVenue.Binance, 2)]
    [InlineData(SimulatedVenue.Okx, 10)]
    public void A_stablecoin_that_lost_its_peg_is_worth_what_the_venue_says(SimulatedVenue venue, int places)
    {
        var bench = new SimulatedBench(venue);
        bench.World.SetPrice("USDT-USD", 0.9m);

        var valuation = ValuationOf(bench);

        Assert.Equal(0.9m, valuation.Balances.First(row => row.Balance.Asset == Asset.Usdt).Price);
        Assert.Equal(decimal.Round(bench.Statement.EquityUsd, places), decimal.Round(valuation.Equity, places));
    }

    [Theory]
    [InlineData(SimulatedVenue.Binance, "NEARUSDT", 2)]
    [InlineData(SimulatedVenue.Okx, "NEAR-USDT", 10)]
    public void A_delisted_coin_is_shown_and_has_no_price(SimulatedVenue venue, string pair, int places)
    {
        var bench = new SimulatedBench(venue);
        bench.World.Deposit("alice", new() { Asset = "NEAR", Amount = 100m });
        var listed = ValuationOf(bench);
        bench.World.Delist(venue, pair);
        bench.Clock.Advance(TimeSpan.FromHours(2)); // Lists of instruments are kept for a while.

        var valuation = ValuationOf(bench);

        Assert.Empty(listed.Unpriced);
        Assert.Equal((Asset.Parse("NEAR"), 100m), (Assert.Single(valuation.Unpriced).Asset, valuation.Unpriced[0].Quantity));
        Assert.False(valuation.Complete);
        Assert.Equal(decimal.Round(bench.Statement.EquityUsd, places), decimal.Round(valuation.Equity, places));
    }

    private static decimal EquityOf(SimulatedBench bench)
    {
        var valuation = ValuationOf(bench);
        Assert.Empty(valuation.Unpriced);
        return valuation.Equity;
    }

    private static PortfolioValuation ValuationOf(SimulatedBench bench)
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

        return Valuer.Value(
            [new AccountHoldings("alice", bench.Adapter.Venue.Id, [.. wallets], [])], prices, ValuationRules.Default, bench.Clock.GetUtcNow());
    }
}
