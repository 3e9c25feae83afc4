using System.Net;
using System.Text.Json;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Http;
using PortfolioOrleans.Exchanges.OkxWeb3;
using PortfolioOrleans.Exchanges.Tests.Support;
using PortfolioOrleans.Exchanges.Wire;
using PortfolioOrleans.VenueSimulator;
using PortfolioOrleans.VenueSimulator.OkxWeb3;

namespace PortfolioOrleans.Exchanges.Tests.OkxWeb3;

public sealed class OkxWeb3RequestTests
{
    [Fact]
    public async Task A_body_is_signed_and_sent_to_the_same_letter()
    {
        var options = new OkxWeb3Options { ApiKey = "the-key", ApiSecret = "dummy-okx-secret-0123456789", Passphrase = "the-passphrase" };
        var endpoints = new OkxWeb3Endpoints(options);
        var call = new VenueCall(endpoints.Prices, "", new ExchangeCredentials(options.ApiKey, options.ApiSecret, options.Passphrase))
        {
            Body = OkxWeb3Market.Body([new("1", "0xdac17f958d2ee523a2206206994597c13d831ec7")]),
        };

        using var message = new OkxWeb3Protocol(endpoints).Compose(call, new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero)).Message;

        Assert.Equal("https://web3.okx.com/api/v6/dex/market/price", message.RequestUri!.AbsoluteUri);
        Assert.Equal("""[{"chainIndex":"1","tokenContractAddress":"0xdac17f958d2ee523a2206206994597c13d831ec7"}]""", await message.Content!.ReadAsStringAsync());
        Assert.Equal("tGXypfT6L+xA+loIJNtriwxjSHZ4eec1wMub+fuXf1Q=", Assert.Single(message.Headers.GetValues("OK-ACCESS-SIGN")));
    }

    [Fact]
    public void A_used_up_quota_is_waited_for_and_never_paid()
    {
        var bench = new OkxWeb3Bench();
        bench.World.SetLimit(SimulatedVenue.OkxWeb3, "quota", 0);

        var fault = bench.Ask(() => bench.Web3.GetBalancesAsync(bench.Credentials, WalletKind.Chain, default)).Fault();
        var asked = bench.World.Statistics(SimulatedVenue.OkxWeb3).Requests;
        var again = bench.Ask(() => bench.Web3.GetPricesAsync(default)).Fault();

        Assert.Equal(FaultKind.RateLimited, fault.Kind);
        Assert.Equal(TimeSpan.FromHours(1), fault.RetryAfter);
        Assert.True(fault.IsTransient && !fault.BlamesExchange);
        Assert.Equal(FaultKind.RateLimited, again.Kind);
        Assert.Equal(asked, bench.World.Statistics(SimulatedVenue.OkxWeb3).Requests); // The plan is shared by everything, so nothing more is asked.
    }

    [Theory]
    [InlineData("80001", FaultKind.PermissionMissing)]
    [InlineData("50125", FaultKind.PermissionMissing)]
    [InlineData("50011", FaultKind.RateLimited)]
    [InlineData("51001", FaultKind.UnknownSymbol)]
    [InlineData("50113", FaultKind.CredentialsRejected)]
    [InlineData("82000", FaultKind.BadRequest)]
    public void A_code_says_what_can_be_done(string code, FaultKind kind)
    {
        using var response = ScriptedVenue.Json("");
        var root = new WireNode(JsonDocument.Parse($$"""{"code":"{{code}}","msg":"words"}""").RootElement);

        Assert.Equal(kind, OkxWeb3Faults.Judge(HttpStatusCode.OK, response.Headers, root, ManualClock.Noon)?.Kind);
    }

    /// <summary>A second of the trial plan holds one request; ten accounts' worth of questions are answered, one a second, and none is refused by the venue.</summary>
    [Fact]
    public void The_trial_plan_is_stayed_within()
    {
        var bench = new OkxWeb3Bench();
        var started = bench.Clock.GetUtcNow();

        for (var i = 0; i < 10; i++)
        {
            bench.Ask(() => bench.Web3.GetBalancesAsync(bench.Credentials, WalletKind.Chain, default)).Answer();
        }

        Assert.Equal(0, bench.World.Statistics(SimulatedVenue.OkxWeb3).Refused);
        Assert.InRange((bench.Clock.GetUtcNow() - started).TotalSeconds, 8d, 11d);
    }

    [Fact]
    public void Flows_are_paged_to_their_end()
    {
        var bench = new OkxWeb3Bench();
        for (var i = 0; i < 45; i++)
        {
            bench.World.MoveToken(OkxWeb3Bench.Address, "1", OkxWeb3Bench.Usdc, 1m); // All in one moment and alike.
        }

        var flows = bench.Ask(() => bench.Web3.GetFlowsAsync(bench.Credentials, bench.Clock.GetUtcNow().AddDays(-1), default)).Value();

        Assert.Equal(bench.Flows.Length + 45, flows.Length);
        Assert.Equal(flows.Length, flows.DistinctBy(flow => flow.Id).Count());
    }

    [Fact]
    public void What_is_bait_or_a_scam_is_no_flow()
    {
        var bench = new OkxWeb3Bench();
        bench.World.MoveToken(OkxWeb3Bench.Address, "1", OkxWeb3Bench.Usdc, 0.01m, blacklisted: true);

        var flows = bench.Ask(() => bench.Web3.GetFlowsAsync(bench.Credentials, bench.Clock.GetUtcNow().AddDays(-1), default)).Value();

        Assert.Equal(bench.Flows, flows.Select(flow => flow.Change));
    }

    [Fact]
    public void Two_equal_movements_of_one_transaction_are_two_and_one_to_oneself_is_none()
    {
        var row = new OkxWeb3TransferRow(
            new("1", OkxWeb3Bench.Usdc), "USDC", "0xaa", "2", 5m, ["0x01"], [OkxWeb3Bench.Address], IsDone: true, IsBlacklisted: false, ManualClock.Noon);

        var flows = OkxWeb3Transfers.ToFlows(
            [row, row, row with { From = [OkxWeb3Bench.Address] }, row with { IsDone = false }], OkxWeb3Bench.Address, [], ManualClock.Noon);

        Assert.Equal([5m, 5m], flows.Select(flow => flow.Change.Amount));
        Assert.Equal(2, flows.DistinctBy(flow => flow.Id).Count());
    }

    [Fact]
    public void Candles_are_newest_first_and_the_last_one_is_open()
    {
        var bench = new OkxWeb3Bench();
        bench.Clock.Advance(TimeSpan.FromSeconds(20));

        var candles = bench.Ask(() => bench.Web3.GetCandlesAsync(Asset.Parse($"FUN@8453:{OkxWeb3Bench.Fun}"), "1m", null, default)).Value();

        Assert.Equal(299, candles.Length);
        Assert.False(candles[0].IsClosed);
        Assert.True(candles[1].IsClosed);
        Assert.True(candles[0].OpenedAt > candles[1].OpenedAt);
        Assert.Equal(0.125m, candles[0].Close);
        Assert.Throws<ArgumentException>(() => { _ = bench.Web3.GetCandlesAsync(Asset.Btc, "1m", null, default); });
    }

    [Fact]
    public void More_than_a_hundred_tokens_are_priced_in_several_requests()
    {
        var bench = new OkxWeb3Bench();
        var many = Enumerable.Range(0, 180).Select(i => $"0x{i:x40}").ToList();
        many.ForEach(contract => bench.World.ListToken(new Web3Token { Chain = "1", Contract = contract, Symbol = "X", Price = 2m }));
        bench.Web3.Want([.. many.Select(contract => Asset.Parse($"X@1:{contract}"))]);

        var reading = bench.Ask(() => bench.Web3.GetPricesAsync(default)).Value();

        Assert.Equal(180, reading.Prices.Count(price => price.Symbol.Base.Code.StartsWith("X@", StringComparison.Ordinal)));
        Assert.Null(reading.Gap);
    }

    [Fact]
    public void Assets_of_other_venues_and_chains_are_passed_over()
    {
        var bench = new OkxWeb3Bench();

        bench.Web3.Want([Asset.Btc, Asset.Parse("X@999:0x01"), Asset.Parse("X@1:#0123")]);

        Assert.DoesNotContain(
            bench.Ask(() => bench.Web3.GetInstrumentsAsync(default)).Value(), one => one.Id is "BTC" || one.Id.StartsWith("X@", StringComparison.Ordinal));
    }

    [Fact]
    public void The_projects_key_stands_in_no_fault()
    {
        var bench = new OkxWeb3Bench();
        var venue = new ScriptedVenue()
            .On("/api/v5/public/time", _ => ScriptedVenue.Json($$"""{"code":"0","data":[{"ts":"{{bench.Clock.GetUtcNow().ToUnixTimeMilliseconds()}}"}]}"""))
            .On("/api/v6/dex/balance/all-token-balances-by-address", asked => ScriptedVenue.Json(
                $$"""{"code":"51000","msg":"{{asked.Headers["OK-ACCESS-KEY"]}} asked {{asked.Parameter("address")}}"}"""));
        var adapter = new OkxWeb3Adapter(new HttpClient(venue), new OpenGate(), bench.Options, bench.Clock, new Random(1));

        var fault = bench.Ask(() => adapter.GetBalancesAsync(bench.Credentials, WalletKind.Chain, default)).Fault();

        Assert.Equal(FaultKind.BadRequest, fault.Kind);
        Assert.DoesNotContain(bench.Options.ApiKey, fault.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain(OkxWeb3Bench.Address, fault.Detail, StringComparison.OrdinalIgnoreCase);
    }
}
