using System.Numerics;
using System.Text.Json;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Evm;
using PortfolioOrleans.Exchanges.Tests.Support;
using PortfolioOrleans.VenueSimulator;
using PortfolioOrleans.VenueSimulator.Evm;

namespace PortfolioOrleans.Exchanges.Tests.Evm;

public sealed class EvmReadingTests
{
    [Fact]
    public void All_of_a_reading_belongs_to_one_block()
    {
        var bench = new EvmBench();
        var asked = new List<string>();
        var adapter = Recording(bench, body =>
        {
            asked.Add(body);
            bench.Clock.Advance(TimeSpan.FromSeconds(1)); // A new block between any two requests, and something happens in it.
            bench.Chain.SetCoins(EvmBench.Owner, 1 + asked.Count);
        });

        var answer = bench.Ask(() => adapter.GetBalancesAsync(bench.Credentials, WalletKind.Chain, default)).Answer();

        Assert.Equal(1.5m, answer.Value.Single(row => row.Asset.Code == "ETH").Total);
        Assert.Single(asked.SelectMany(Blocks).Distinct());
        Assert.Equal(bench.Clock.GetUtcNow().AddSeconds(-asked.Count), answer.AsOf);
    }

    [Fact]
    public void A_block_that_is_replaced_while_it_is_read_is_read_again()
    {
        var bench = new EvmBench();
        bench.Chain.SetCoins(EvmBench.Owner, 7 * BigInteger.Pow(10, 18));
        var requests = 0;
        var adapter = Recording(bench, _ =>
        {
            if (++requests == 3)
            {
                bench.Chain.Reorganize(1); // What was given in the newest block never was.
            }
        });

        var balances = bench.Ask(() => adapter.GetBalancesAsync(bench.Credentials, WalletKind.Chain, default)).Value();

        Assert.Equal(1.5m, balances.Single(row => row.Asset.Code == "ETH").Total);
    }

    [Fact]
    public void A_chain_that_never_comes_to_rest_is_a_fault()
    {
        var bench = new EvmBench();
        var adapter = Recording(bench, _ => bench.Chain.Reorganize(1));

        var fault = bench.Ask(() => adapter.GetBalancesAsync(bench.Credentials, WalletKind.Chain, default)).Fault();

        Assert.Equal(FaultKind.Unreachable, fault.Kind);
    }

    [Fact]
    public void A_node_of_another_chain_is_not_believed()
    {
        var bench = new EvmBench();
        bench.World.OpenChain(new ChainOrder { ChainId = 56 });
        var adapter = new EvmAdapter(
            new HttpClient(bench.World.CreateHandler(SimulatedVenue.Evm)), new OpenGate(), EvmChain.All[0], new EvmOptions { RpcUrl = new Uri("https://node.test/rpc/56") },
            bench.Clock, new Random(1));

        var fault = bench.Ask(() => adapter.GetKeyRightsAsync(bench.Credentials, default)).Fault();

        Assert.Equal(FaultKind.BadRequest, fault.Kind);
        Assert.Contains("serves chain 56, not 1", fault.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, 1_000)]
    [InlineData(false, 1_000)]
    [InlineData(true, 0)]
    [InlineData(false, 0)]
    [InlineData(false, 3)]
    public void Whatever_the_node_and_the_chain_can_do_the_holdings_are_the_same(bool hasMulticall, int longestBatch)
    {
        var bench = new EvmBench();
        bench.World.SetLimit(SimulatedVenue.Evm, "batch", longestBatch);
        if (!hasMulticall)
        {
            bench.Chain.Remove(Multicall3.Address);
        }

        foreach (var (wallet, owned) in bench.Owned)
        {
            var balances = bench.Ask(() => bench.Evm.GetBalancesAsync(bench.Credentials, wallet, default)).Value();

            Assert.Equal(owned.OrderBy(money => money.Asset), balances.Select(row => new Money(row.Total, row.Asset)).OrderBy(money => money.Asset));
        }
    }

    /// <summary>Each wallet: the block, the coin or the positions in their three steps, the check. Tokens' own words are asked once.</summary>
    [Fact]
    public void A_reading_takes_few_requests()
    {
        var bench = new EvmBench();
        bench.Ask(() => bench.Evm.GetBalancesAsync(bench.Credentials, WalletKind.Chain, default)).Answer();
        var before = Requests(bench);
        bench.Ask(() => bench.Evm.GetBalancesAsync(bench.Credentials, WalletKind.Chain, default)).Answer();

        Assert.Equal(4, Requests(bench) - before);
    }

    [Fact]
    public void The_providers_limit_is_stayed_within()
    {
        var bench = new EvmBench(options => options.CallsPerSecond = 10);
        bench.World.SetLimit(SimulatedVenue.Evm, "calls", 10);

        for (var i = 0; i < 10; i++)
        {
            bench.Ask(() => bench.Evm.GetBalancesAsync(bench.Credentials, WalletKind.Pool, default)).Answer();
        }

        Assert.Equal(0, bench.World.Statistics(SimulatedVenue.Evm).Refused);
    }

    [Fact]
    public void A_token_that_answers_in_thirty_two_bytes_and_one_that_says_no_decimals_are_read()
    {
        const string Silent = "0x000000000000000000000000000000000000d00d";
        var bench = new EvmBench(options => options.Tokens = $"{EvmBench.Old},{Silent}/QUIET/3");
        bench.Chain.Put(Silent, new Erc20 { Symbol = "SILENT", Decimals = null });
        bench.Chain.Transfer(Silent, SimulatedChain.Nobody, EvmBench.Owner, 1_234);

        var balances = bench.Ask(() => bench.Evm.GetBalancesAsync(bench.Credentials, WalletKind.Chain, default)).Value();

        Assert.Equal(12.34567891m, balances.Single(row => row.Asset == EvmBench.OldAsset).Total);
        Assert.Equal(1.234m, balances.Single(row => row.Asset.Code == $"QUIET@1:{Silent}").Total);
    }

    [Fact]
    public void Decimals_that_nobody_says_are_never_guessed()
    {
        const string Silent = "0x000000000000000000000000000000000000d00d";
        var bench = new EvmBench(options => options.Tokens = Silent);
        bench.Chain.Put(Silent, new Erc20 { Symbol = "SILENT", Decimals = null });

        var fault = bench.Ask(() => bench.Evm.GetBalancesAsync(bench.Credentials, WalletKind.Chain, default)).Fault();

        Assert.Equal(FaultKind.Unreadable, fault.Kind);
        Assert.Contains($"{Silent} does not say its decimals", fault.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void More_than_can_be_held_is_refused_by_name()
    {
        var bench = new EvmBench();
        bench.Chain.Alter<Erc20>(EvmBench.Old, token => token with { Balances = token.Balances.SetItem(EvmBench.Owner, (BigInteger.One << 256) - 1) });

        var fault = bench.Ask(() => bench.Evm.GetBalancesAsync(bench.Credentials, WalletKind.Chain, default)).Fault();

        Assert.Equal(FaultKind.Unreadable, fault.Kind);
        Assert.Contains("OLD@1", fault.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Contracts_say_what_tokens_are()
    {
        var bench = new EvmBench();

        var infos = bench.Ask(() => bench.Evm.GetAssetInfoAsync(bench.Credentials, default)).Value().ToDictionary(info => info.Asset.Code);

        Assert.True(infos["USDC"] is { Decimals: 6, Contract: EvmBench.Usdc, Sector: "Stablecoin" });
        Assert.True(infos["ETH"] is { Decimals: 18, Contract: null, Sector: "Layer 1" });
        Assert.True(infos[EvmBench.OldAsset.Code] is { Decimals: 8, Name: "OLD", Sector: null });
        Assert.DoesNotContain("LINK", infos.Keys); // Verified, but it does not stand on this chain.
    }

    [Fact]
    public void A_key_in_the_nodes_address_stands_in_no_fault()
    {
        const string Key = "0123456789abcdef0123456789abcdef";
        var venue = new ScriptedVenue().On($"/v3/{Key}", _ => ScriptedVenue.Json($$$"""{"jsonrpc":"2.0","id":1,"error":{"code":-32600,"message":"v3/{{{Key}}} is over"}}"""));
        var adapter = new EvmAdapter(
            new HttpClient(venue), new OpenGate(), EvmChain.All[0], new EvmOptions { RpcUrl = new Uri($"https://node.test/v3/{Key}") }, ManualClock.AtNoon(), new Random(1));

        var fault = new EvmBench().Ask(() => adapter.GetPricesAsync(default)).Fault();

        Assert.DoesNotContain(Key, fault.Detail, StringComparison.Ordinal);
        Assert.Contains("withheld", fault.Detail, StringComparison.Ordinal);
    }

    private static EvmAdapter Recording(EvmBench bench, Action<string> after) => new(
        new HttpClient(new RecordingHandler(bench.World.CreateHandler(SimulatedVenue.Evm), after)), new OpenGate(), EvmChain.All[0],
        new EvmOptions { RpcUrl = new Uri("https://node.test/rpc/1"), Tokens = EvmBench.Old }, bench.Clock, new Random(1));

    private static long Requests(EvmBench bench) => bench.World.Statistics(SimulatedVenue.Evm).Requests;

    /// <summary>Every block number that is asked about, "latest" left out.</summary>
    private static IEnumerable<string> Blocks(string body)
    {
        var root = JsonDocument.Parse(body).RootElement;
        foreach (var call in root.ValueKind == JsonValueKind.Array ? [.. root.EnumerateArray()] : new[] { root })
        {
            var parameters = call.GetProperty("params").EnumerateArray().ToArray();
            var block = call.GetProperty("method").GetString() switch
            {
                "eth_call" or "eth_getBalance" => parameters[1].GetString(),
                "eth_getBlockByNumber" => parameters[0].GetString(),
                _ => "latest",
            };
            if (block is { } one and not "latest")
            {
                yield return one;
            }
        }
    }

    private sealed class RecordingHandler(HttpMessageHandler inner, Action<string> after) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var body = await request.Content!.ReadAsStringAsync(cancellationToken);
            var response = await base.SendAsync(request, cancellationToken);
            after(body);
            return response;
        }
    }
}
