using System.Collections.Immutable;
using PortfolioOrleans.Contracts.Accounts;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Performance;
using PortfolioOrleans.Domain.Valuation;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Grains.Accounts;
using PortfolioOrleans.Grains.Portfolios;
using PortfolioOrleans.Grains.Records;

namespace PortfolioOrleans.Grains.Tests.Records;

public sealed class GrainStateJsonTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 4, 12, 0, 0, 123, 456, TimeSpan.Zero);
    private static readonly GrainStateJson Json = new();

    private static T Again<T>(T state) => Json.Deserialize<T>(Json.Serialize(state));

    private static string Text<T>(T state) => Json.Serialize(state).ToString();

    [Fact]
    public void An_account_comes_back_as_it_was_to_the_last_digit()
    {
        var position = new Position(
            "BTC-USD-SWAP", Symbol.Parse("BTC-USD"), PositionSide.Short, 3m, new ContractTerms(ContractKind.Inverse, 100m, Asset.Btc),
            91_957.1m, null, 1e-28m, 20m, null, MarginMode.Cross, -0.0000005437318054m, true, Noon, Noon, "id");
        var state = new AccountState
        {
            Identity = new AccountIdentity("alice", "okx", "mine", Noon, false, false),
            Version = 7,
            Wallets =
            [
                new WalletState(
                    WalletKind.Trading, [AssetBalance.Restore(Asset.Parse("1000SATS"), 0.1m, -1m, decimal.MaxValue)], Noon, null, true, [position], Noon, "fault"),
            ],
            NetDeposits = [new Money(1.0000000000000000000000000001m, Asset.Btc)],
            KnownFlows = ImmutableDictionary<string, DateTimeOffset>.Empty.Add("w-1", Noon),
            FlowsBegun = true,
            Sync = new AccountSync(SyncStatus.Partial, Noon, Noon, 2, "fault"),
            Details = new AccountDetails(
                [
                    new PoolPosition(
                        "v3-7", "uniswap-v3", "0xpool", [new PoolSide(Asset.Btc, 1e-28m, null, 3m)], true, null, 7m, null, null,
                        new PoolAgainstHolding(Asset.Usdt, 90m, 100m, 5m, -10d), null),
                ],
                [AssetBalance.Of(Asset.Parse("SCAM"), 3m)], [new AssetSector(Asset.Btc, "Meme")], Noon, "fault"),
        };

        var again = Again(state);

        Assert.Equal(Text(state), Text(again));
        Assert.Equal(position, again.Wallets[0].Positions[0]);
        Assert.Equal(decimal.MaxValue, again.Wallets[0].Balances[0].Total);
        Assert.Equal(state.NetDeposits[0], again.NetDeposits[0]);
    }

    [Fact]
    public void A_portfolio_comes_back_as_it_was()
    {
        var account = new AccountHoldings("okx-1", "okx", [new WalletHoldings(WalletKind.Spot, [AssetBalance.Of(Asset.Btc, 1m / 3m)], [], Noon, null)], []);
        var prices = new PriceTable([new VenuePrices("okx", Noon, new Dictionary<Asset, decimal> { [Asset.Btc] = 100m / 7m }, new Dictionary<string, decimal>())]);
        var state = new PortfolioState { Accounts = ["okx-1"] }.Valued("alice", [account], prices, ValuationRules.Default, Noon);

        var again = Again(state);

        Assert.Equal(Text(state), Text(again));
        Assert.Equal(state.Track, again.Track);
        Assert.Equal(state.Snapshot!.Equity, again.Snapshot!.Equity);
        Assert.Equal(
            state.Valued("alice", [account], prices, ValuationRules.Default, Noon.AddMinutes(1)).Track,
            again.Valued("alice", [account], prices, ValuationRules.Default, Noon.AddMinutes(1)).Track);
    }

    [Fact]
    public void A_state_that_was_never_saved_reads_as_empty()
    {
        Assert.Empty(Again(new PortfolioState()).Accounts);
        Assert.Same(FlowBaseline.Empty.SourceEquity, new PortfolioState().Flows.SourceEquity);
        Assert.Null(Again(new AccountState()).Identity);
    }

    [Fact]
    public void A_state_of_an_earlier_version_has_nothing_where_it_said_nothing()
    {
        var account = Text(new AccountState()).Replace(",\"Details\":", ",\"Unknown\":", StringComparison.Ordinal);
        var portfolio = Text(new PortfolioState().Valued("alice", [], PriceTable.Empty, ValuationRules.Default, Noon))
            .Replace("\"Pools\":", "\"Unknown\":", StringComparison.Ordinal).Replace("\"SetAside\":", "\"Unknown2\":", StringComparison.Ordinal);

        Assert.Contains("Unknown", account, StringComparison.Ordinal);
        Assert.Contains("Unknown2", portfolio, StringComparison.Ordinal);
        Assert.Empty(Json.Deserialize<AccountState>(new BinaryData(account)).Details.Pools);
        var snapshot = Json.Deserialize<PortfolioState>(new BinaryData(portfolio)).Snapshot!;
        Assert.Empty(snapshot.Pools);
        Assert.Empty(snapshot.SetAside);
    }

    [Fact]
    public void No_type_name_is_data() => Assert.DoesNotContain("PortfolioOrleans", Text(new PortfolioState()));
}
