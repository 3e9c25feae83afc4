using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;
using static PortfolioOrleans.Domain.Tests.Given;

namespace PortfolioOrleans.Domain.Tests.Holdings;

public sealed class PositionTests
{
    [Theory]
    [InlineData(2, 100, 110, 20)]
    [InlineData(-2, 100, 110, -20)]
    [InlineData(-2, 100, 90, 20)]
    public void A_linear_contract_earns_its_price_difference(int coins, int entry, int mark, int expected) =>
        Assert.Equal(expected, Linear("BTCUSDT", coins, entry).UnrealizedPnlAt(mark));

    [Fact]
    public void An_inverse_contract_earns_the_difference_of_reciprocals_in_coin()
    {
        var pnl = Inverse("BTC-USD-SWAP", 1m, 91_957.1m).UnrealizedPnlAt(92_057.4m);

        // A venue's own sample: 100 x (1/91957.1 - 1/92057.4).
        Assert.Equal(0.0000011848325084m, decimal.Round(pnl!.Value, 16));
    }

    [Fact]
    public void An_inverse_short_gains_coin_when_the_price_falls()
    {
        // 10 contracts of 100 dollars: 1000/50000 - 1000/40000 coins, sold.
        Assert.Equal(0.005m, Inverse("BTC-USD-SWAP", -10m, 50_000m).UnrealizedPnlAt(40_000m));
    }

    [Theory]
    [InlineData(null, "5")]
    [InlineData("100", "5")]
    public void Without_an_entry_the_venues_own_figure_stands(string? mark, string stated)
    {
        var position = Linear("BTCUSDT", 1m, entry: null, stated: decimal.Parse(stated, System.Globalization.CultureInfo.InvariantCulture));

        Assert.Equal(5m, position.UnrealizedPnlAt(mark is null ? null : 100m));
    }

    [Fact]
    public void Notional_and_base_quantity_of_both_kinds()
    {
        var linear = new ContractTerms(ContractKind.Linear, 0.01m, Asset.Usdt);
        var inverse = new ContractTerms(ContractKind.Inverse, 100m, Asset.Btc);

        Assert.Equal(-1_000m, linear.Notional(-2m, 50_000m));
        Assert.Equal(-0.02m, linear.BaseQuantity(-2m, 50_000m));
        Assert.Equal(-200m, inverse.Notional(-2m, 50_000m));
        Assert.Equal(-0.004m, inverse.BaseQuantity(-2m, 50_000m));
    }

    [Fact]
    public void Equity_that_holds_unrealised_pnl_gives_it_back()
    {
        // A venue's own sample: eq 4992.890093622894 with upl -7.5456 inside.
        var balance = AssetBalance.OfEquity(Asset.Usdt, 4992.890093622894m, -7.545600000000006m, 4834.317093622894m, 158.573m);

        Assert.Equal(5000.435693622894006m, balance.Total);
        Assert.Equal(4834.317093622894m, balance.Free);
    }

    [Fact]
    public void A_futures_wallet_locks_what_is_not_available()
    {
        var balance = AssetBalance.OfWallet(Asset.Usdt, walletBalance: 100m, available: 30m);

        Assert.Equal((30m, 70m, 100m), (balance.Free, balance.Locked, balance.Total));
    }

    [Fact]
    public void Splitting_a_position_changes_neither_its_pnl_nor_its_notional()
    {
        var random = new Random(11);
        for (var round = 0; round < 500; round++)
        {
            var kind = random.Next(2) == 0 ? ContractKind.Linear : ContractKind.Inverse;
            var terms = new ContractTerms(kind, kind == ContractKind.Linear ? 0.01m : 100m, Asset.Usdt);
            decimal whole = random.Next(-5_000, 5_000);
            decimal part = random.Next(0, 5_000);
            var entry = random.Next(1, 10_000_000) / 100m;
            var mark = random.Next(1, 10_000_000) / 100m;

            var together = terms.Pnl(whole, entry, mark);
            var apart = terms.Pnl(part, entry, mark) + terms.Pnl(whole - part, entry, mark);

            Assert.True(Math.Abs(together - apart) < 1e-12m, $"{kind} {whole} = {part} + {whole - part}: {together} and {apart}");
            Assert.Equal(terms.Notional(whole, mark), terms.Notional(part, mark) + terms.Notional(whole - part, mark));
        }
    }
}
