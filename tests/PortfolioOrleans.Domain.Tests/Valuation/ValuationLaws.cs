using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Valuation;
using static PortfolioOrleans.Domain.Tests.Given;

namespace PortfolioOrleans.Domain.Tests.Valuation;

/// <summary>What holds for every portfolio, tried on seeded random ones.</summary>
public sealed class ValuationLaws
{
    private const int Rounds = 300;

    private static readonly string[] Coins = ["BTC", "ETH", "SOL", "XRP", "USDT", "USDC"];

    [Fact]
    public void Equity_is_linear_in_prices()
    {
        var random = new Random(1);
        for (var round = 0; round < Rounds; round++)
        {
            var accounts = RandomAccounts(random);
            var (p, q) = (RandomPrices(random), RandomPrices(random));
            decimal a = random.Next(1, 10);

            var apart = (a * Equity(accounts, p)) + Equity(accounts, q);
            var together = Equity(accounts, Coins.ToDictionary(coin => coin, coin => (a * p[coin]) + q[coin]));

            Assert.Equal(apart, together);
        }
    }

    [Fact]
    public void The_order_of_accounts_wallets_and_rows_changes_nothing()
    {
        var random = new Random(2);
        for (var round = 0; round < Rounds; round++)
        {
            var accounts = RandomAccounts(random);
            var prices = RandomPrices(random);

            var shuffled = Shuffled(random, accounts.Select(account => account with { Wallets = [.. Shuffled(random, account.Wallets)] }));
            var (one, other) = (Value(accounts, prices), Value(shuffled, prices));

            Assert.Equal(one.Equity, other.Equity);
            Assert.Equal(one.Exposure.BySymbol, other.Exposure.BySymbol);
            Assert.Equal(one.Balances.Select(row => row.AccountId), other.Balances.Select(row => row.AccountId));
        }
    }

    [Fact]
    public void A_portfolio_is_worth_the_sum_of_its_accounts()
    {
        var random = new Random(3);
        for (var round = 0; round < Rounds; round++)
        {
            var accounts = RandomAccounts(random);
            var prices = RandomPrices(random);

            Assert.Equal(Value(accounts, prices).Equity, accounts.Sum(account => Value([account], prices).Equity));
        }
    }

    [Fact]
    public void Equity_is_the_value_of_the_balances_and_the_unrealised_pnl()
    {
        var random = new Random(4);
        for (var round = 0; round < Rounds; round++)
        {
            var valuation = Value(RandomAccounts(random), RandomPrices(random));

            Assert.Equal(valuation.Equity, valuation.Balances.Sum(row => row.Value!.Value) + valuation.UnrealizedPnl);
        }
    }

    [Fact]
    public void Exposure_by_symbol_and_by_sector_add_up_to_the_same_sides()
    {
        var random = new Random(5);
        for (var round = 0; round < Rounds; round++)
        {
            var exposure = Value(RandomAccounts(random), RandomPrices(random)).Exposure;

            Assert.Equal(exposure.Long, exposure.BySymbol.Values.Sum(sides => sides.Long));
            Assert.Equal(exposure.Short, exposure.BySector.Values.Sum(sides => sides.Short));
            Assert.Equal(exposure.Total, exposure.Long + exposure.Short);
            Assert.Equal(exposure.Net, exposure.Long - exposure.Short);
        }
    }

    private static List<AccountHoldings> RandomAccounts(Random random) =>
    [
        .. Enumerable.Range(0, random.Next(1, 5)).Select(i => Account(
            $"account-{i}",
            "binance",
            Wallet(WalletKind.Spot, [.. Coins.Where(_ => random.Next(2) == 0).Select(coin => Holds(random.Next(1, 100_000) / 1_000m, coin))]),
            Wallet(WalletKind.Futures, Holds(random.Next(0, 10_000), "USDT")) with
            {
                Positions = [Linear("ETHUSDT", random.Next(-50, 50), entry: random.Next(1, 1_000), mark: random.Next(1, 1_000))],
            })),
    ];

    private static Dictionary<string, decimal> RandomPrices(Random random) => Coins.ToDictionary(coin => coin, _ => random.Next(1, 1_000_000) / 100m);

    private static IEnumerable<T> Shuffled<T>(Random random, IEnumerable<T> items) => items.OrderBy(_ => random.Next()).ToList();

    private static decimal Equity(IEnumerable<AccountHoldings> accounts, Dictionary<string, decimal> prices) => Value(accounts, prices).Equity;

    private static PortfolioValuation Value(IEnumerable<AccountHoldings> accounts, Dictionary<string, decimal> prices) => Valuer.Value(
        accounts, Table(Prices("binance", [.. prices.Select(price => (price.Key, price.Value))])), ValuationRules.Default, Noon);
}
