using System.Collections.Immutable;
using System.Net;
using System.Numerics;
using System.Text;
using System.Text.Json;
using PortfolioOrleans.VenueSimulator.Control;
using PortfolioOrleans.VenueSimulator.Evm;

namespace PortfolioOrleans.VenueSimulator.Tests;

/// <summary>What a chain's node answers, word for word as JSON-RPC and Solidity have it.</summary>
public sealed class EvmNodeTests
{
    private const string Owner = "0x00000000000000000000000000000000000a11ce";
    private const string Token = "0x0000000000000000000000000000000000000701";
    private const string Zeros24 = "000000000000000000000000";

    private readonly Bench _bench = new();
    private readonly HttpClient _node;
    private readonly SimulatedChain _chain;

    public EvmNodeTests()
    {
        _node = _bench.Client(SimulatedVenue.Evm);
        _chain = _bench.World.OpenChain(new ChainOrder { ChainId = 137, BlockSeconds = 2, Genesis = Bench.Noon.AddSeconds(-200) });
        _chain.SetCoins(Owner, 255);
        _chain.Put(Token, new Erc20 { Symbol = "TOK", Decimals = 6 });
        _chain.Transfer(Token, SimulatedChain.Nobody, Owner, 1_000);
    }

    [Fact]
    public void Blocks_follow_the_clock()
    {
        Assert.Equal("0x64", Result("eth_blockNumber"));
        _bench.Clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal("0x65", Result("eth_blockNumber"));
        Assert.Equal("0x89", Result("eth_chainId"));

        var block = Ask("""{"jsonrpc":"2.0","id":7,"method":"eth_getBlockByNumber","params":["0x64",false]}""");

        Assert.Equal(7, block.GetProperty("id").GetInt32());
        Assert.Equal($"0x{Bench.Noon.ToUnixTimeSeconds():x}", block.GetProperty("result").GetProperty("timestamp").GetString());
        Assert.Equal(JsonValueKind.Null, Ask("""{"jsonrpc":"2.0","id":7,"method":"eth_getBlockByNumber","params":["0x66",false]}""").GetProperty("result").ValueKind);
    }

    [Fact]
    public void Every_block_keeps_its_state()
    {
        _bench.Clock.Advance(TimeSpan.FromSeconds(2));
        _chain.SetCoins(Owner, 16);

        Assert.Equal("0xff", Result("eth_getBalance", $"\"{Owner}\",\"0x64\""));
        Assert.Equal("0x10", Result("eth_getBalance", $"\"{Owner}\",\"latest\""));
        Assert.Equal(-32000, Code("eth_getBalance", $"\"{Owner}\",\"0x66\""));
    }

    [Fact]
    public void A_token_answers_in_words()
    {
        Assert.Equal("0x" + 1_000.ToString("x64"), Call(Token, $"0x70a08231{Zeros24}{Owner[2..]}"));
        Assert.Equal("0x" + 6.ToString("x64"), Call(Token, "0x313ce567"));
        Assert.Equal("0x" + 32.ToString("x64") + 3.ToString("x64") + "544f4b" + new string('0', 58), Call(Token, "0x95d89b41"));
        Assert.Equal("0x", Call("0x0000000000000000000000000000000000009999", "0x313ce567"));
        Assert.Equal(3, Code("eth_call", $$"""{"to":"{{Token}}","data":"0xdeadbeef"},"latest" """));
    }

    /// <summary>The calls and answers of aggregate3 written out by hand: one that succeeds, one that may fail and does.</summary>
    [Fact]
    public void Many_calls_are_one()
    {
        string Word(int number) => number.ToString("x64");
        var first = Zeros24 + Token[2..] + Word(1) + Word(96) + Word(4) + "313ce567" + new string('0', 56);
        var second = Zeros24 + Token[2..] + Word(1) + Word(96) + Word(4) + "deadbeef" + new string('0', 56);
        var data = "0x82ad56cb" + Word(32) + Word(2) + Word(64) + Word(64 + 160) + first + second;

        var answer = Call(Multicall3.Address, data);

        Assert.Equal(
            "0x" + Word(32) + Word(2) + Word(64) + Word(64 + 128)
            + Word(1) + Word(64) + Word(32) + Word(6)
            + Word(0) + Word(64) + Word(0),
            answer);
    }

    [Fact]
    public void A_pools_signed_numbers_are_twos_complements()
    {
        const string Pool = "0x0000000000000000000000000000000000000801";
        _chain.Put(Pool, new UniswapV3Pool
        {
            Token0 = Token,
            Token1 = Owner,
            Fee = 500,
            SqrtPriceX96 = 16,
            Tick = -2,
            Ticks = ImmutableDictionary<int, PoolTick>.Empty.Add(-60, new PoolTick(BigInteger.One << 255, 9)),
        });

        Assert.StartsWith("0x" + 16.ToString("x64") + new string('f', 63) + "e", Call(Pool, "0x3850c7bd"), StringComparison.Ordinal);
        var tick = Call(Pool, "0xf30dba93" + new string('f', 62) + "c4");
        Assert.Equal("8" + new string('0', 63) + 9.ToString("x64"), tick[(2 + 128)..(2 + 256)]);
    }

    [Fact]
    public void Logs_are_filtered_by_place_and_block()
    {
        const string Transfer = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef";
        _bench.Clock.Advance(TimeSpan.FromSeconds(2));
        _chain.Transfer(Token, Owner, SimulatedChain.Nobody, 5);

        int Count(string filter) => Ask($$"""{"jsonrpc":"2.0","id":1,"method":"eth_getLogs","params":[{{filter}}]}""").GetProperty("result").GetArrayLength();

        Assert.Equal(2, Count("""{"fromBlock":"0x0","toBlock":"latest"}"""));
        Assert.Equal(1, Count("""{"fromBlock":"0x65","toBlock":"latest"}"""));
        Assert.Equal(1, Count($$"""{"fromBlock":"0x0","toBlock":"latest","address":["{{Token}}"],"topics":["{{Transfer}}",null,"{{SimulatedChain.Topic(Owner)}}"]}"""));
        Assert.Equal(0, Count($$"""{"fromBlock":"0x0","toBlock":"latest","address":"{{Owner}}"}"""));
        _bench.World.SetLimit(SimulatedVenue.Evm, "log_range", 10);
        Assert.Equal(-32005, Code("eth_getLogs", """{"fromBlock":"0x0","toBlock":"latest"}"""));
    }

    [Fact]
    public void A_transaction_says_who_sent_it_and_what_it_told()
    {
        var hash = _chain.Begin(Owner, value: 12);
        _chain.Transfer(Token, Owner, SimulatedChain.Nobody, 5, hash);
        _chain.Tell(Token, ["0x01"], [], hash);

        var transaction = Ask($$"""{"jsonrpc":"2.0","id":1,"method":"eth_getTransactionByHash","params":["{{hash}}"]}""").GetProperty("result");
        var receipt = Ask($$"""{"jsonrpc":"2.0","id":1,"method":"eth_getTransactionReceipt","params":["{{hash}}"]}""").GetProperty("result");

        Assert.Equal((Owner, "0xc"), (transaction.GetProperty("from").GetString(), transaction.GetProperty("value").GetString()));
        Assert.Equal(2, receipt.GetProperty("logs").GetArrayLength());
    }

    [Fact]
    public void A_reorganized_block_is_another_and_nothing_of_it_happened()
    {
        var before = Hash();
        _chain.Reorganize(1);

        Assert.NotEqual(before, Hash());
        Assert.Equal("0x0", Result("eth_getBalance", $"\"{Owner}\",\"latest\""));

        string Hash() => Ask("""{"jsonrpc":"2.0","id":1,"method":"eth_getBlockByNumber","params":["0x64",false]}""").GetProperty("result").GetProperty("hash").GetString()!;
    }

    [Fact]
    public void Calls_come_in_lists_as_long_as_the_node_takes_them()
    {
        const string Two = """[{"jsonrpc":"2.0","id":1,"method":"eth_chainId"},{"jsonrpc":"2.0","id":"b","method":"eth_nothing"}]""";

        var answers = Ask(Two);
        Assert.Equal("0x89", answers[0].GetProperty("result").GetString());
        Assert.Equal(("b", -32601), (answers[1].GetProperty("id").GetString(), answers[1].GetProperty("error").GetProperty("code").GetInt32()));

        _bench.World.SetLimit(SimulatedVenue.Evm, "batch", 1);
        Assert.Equal(-32600, Ask(Two).GetProperty("error").GetProperty("code").GetInt32());
    }

    [Fact]
    public void Calls_are_counted_each_second()
    {
        _bench.World.SetLimit(SimulatedVenue.Evm, "calls", 2);
        Result("eth_chainId");
        Result("eth_chainId");

        var refused = Post("""{"jsonrpc":"2.0","id":1,"method":"eth_chainId"}""");
        _bench.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal((HttpStatusCode)429, refused.Status);
        Assert.Equal("0x89", Result("eth_chainId"));
    }

    [Fact]
    public void A_node_that_prunes_forgets_old_states()
    {
        _bench.World.SetLimit(SimulatedVenue.Evm, "history", 10);

        Assert.Equal(-32000, Code("eth_getBalance", $"\"{Owner}\",\"0x50\""));
        Assert.Equal("0xff", Result("eth_getBalance", $"\"{Owner}\",\"0x64\""));
    }

    [Theory]
    [InlineData("not json", -32700)]
    [InlineData("[]", -32600)]
    [InlineData("{}", -32600)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"eth_getBalance","params":["0x12","latest"]}""", -32602)]
    public void A_wrong_question_is_told_so(string body, int code) => Assert.Equal(code, Ask(body).GetProperty("error").GetProperty("code").GetInt32());

    [Fact]
    public void A_chain_that_does_not_run_has_no_node() => Assert.Equal(
        HttpStatusCode.NotFound, _node.Ask(new HttpRequestMessage(HttpMethod.Post, "/rpc/1") { Content = new StringContent("{}") }).Status);

    [Fact]
    public void A_chain_runs_once() =>
        Assert.Equal("taken", Assert.Throws<ControlException>(() => _bench.World.OpenChain(new ChainOrder { ChainId = 137 })).Code);

    [Fact]
    public async Task Chains_are_served_on_ports_of_their_own_where_asked_for()
    {
        await using var without = await SimulatedVenues.StartAsync(new SimulatorOptions { MarketsWalk = false }, CancellationToken.None);
        await using var with = await SimulatedVenues.StartAsync(new SimulatorOptions { MarketsWalk = false, ServesChains = true }, CancellationToken.None);
        with.World.OpenChain(new ChainOrder { ChainId = 1 });
        using var http = new HttpClient();

        var reply = await http.PostAsync(
            new Uri(with.EvmAddress!, "rpc/1"), new StringContent("""{"jsonrpc":"2.0","id":1,"method":"eth_chainId"}""", Encoding.UTF8, "application/json"));

        Assert.Contains("0x1", await reply.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri(with.OkxWeb3Address!, "api/v5/public/time"))).StatusCode);
        Assert.Null(without.EvmAddress);
        Assert.Null(without.OkxWeb3Address);
    }

    private string Call(string to, string data) => Result("eth_call", $$"""{"to":"{{to}}","data":"{{data}}"},"latest" """);

    private string Result(string method, string parameters = "") =>
        Ask($$"""{"jsonrpc":"2.0","id":1,"method":"{{method}}","params":[{{parameters}}]}""").GetProperty("result").GetString()!;

    private int Code(string method, string parameters) =>
        Ask($$"""{"jsonrpc":"2.0","id":1,"method":"{{method}}","params":[{{parameters}}]}""").GetProperty("error").GetProperty("code").GetInt32();

    private JsonElement Ask(string body) => Post(body).Json;

    private Reply Post(string body) =>
        _node.Ask(new HttpRequestMessage(HttpMethod.Post, "/rpc/137") { Content = new StringContent(body, Encoding.UTF8, "application/json") });
}
