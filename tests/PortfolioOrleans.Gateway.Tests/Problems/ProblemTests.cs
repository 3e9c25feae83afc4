using System.Net;
using System.Reflection;
using Orleans.Runtime;
using PortfolioOrleans.Contracts;
using PortfolioOrleans.Gateway.Access;
using PortfolioOrleans.Gateway.Problems;
using PortfolioOrleans.Storage;

namespace PortfolioOrleans.Gateway.Tests.Problems;

public sealed class ProblemTests(GatewayHost host) : IClassFixture<GatewayHost>, IDisposable
{
    public static TheoryData<string, int, string, int?> Failures => new()
    {
        { nameof(UnknownVenueException), 422, "unknown_venue", null },
        { nameof(InvalidAccountException), 422, "invalid_account", null },
        { nameof(CredentialsRefusedException), 422, "credentials_refused", null },
        { nameof(KeyTooPowerfulException), 422, "key_too_powerful", null },
        { nameof(AccountTakenException), 409, "account_taken", null },
        { nameof(AccountNotFoundException), 404, "account_not_found", null },
        { nameof(TooManyAccountsException), 409, "too_many_accounts", null },
        { nameof(SyncTooSoonException), 429, "sync_too_soon", 8 },
        { nameof(VenueUnavailableException), 503, "venue_unavailable", 90 },
        { nameof(RecordsUnavailableException), 503, "records_unavailable", 5 },
        { nameof(RecordUnreadableException), 500, "record_unreadable", null },
        { nameof(RowUnreadableException), 500, "record_unreadable", null },
        { nameof(OrleansException), 503, "grains_unavailable", 5 },
        { nameof(TimeoutException), 504, "timed_out", 5 },
        { nameof(InvalidOperationException), 500, "unexpected", null },
    };

    public void Dispose() => host.World.Failure = null;

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task What_a_grain_throws_is_told_as_a_problem(string exception, int status, string code, int? retryAfter)
    {
        host.World.Failure = () => Make(exception);

        var reply = await host.GetAsync("/api/portfolio/snapshot", await host.TokenAsync("alice", Scopes.Read));

        Assert.Equal((status, code), ((int)reply.Status, reply.Code));
        Assert.Equal(retryAfter, (int?)reply.Message.Headers.RetryAfter?.Delta?.TotalSeconds);
        Assert.Equal(retryAfter, (int?)reply.Json["retry_after_seconds"]);
        Assert.Equal($"urn:portfolio:problem:{code}", (string?)reply.Json["type"]);
    }

    [Fact]
    public void Every_exception_that_the_contracts_know_has_a_problem_of_its_own()
    {
        var exceptions = typeof(UnknownVenueException).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Exception))).Select(type => type.Name);

        Assert.Empty(exceptions.Except(Failures.Select(failure => (string)((object[])failure)[0])));
    }

    [Fact]
    public void Codes_are_unique_and_every_kind_is_in_the_table()
    {
        var kinds = typeof(ProblemTable).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => field.GetValue(null)).OfType<ProblemKind>().ToList();

        Assert.Equal(kinds, ProblemTable.All);
        Assert.Equal(kinds.Count, kinds.Select(kind => kind.Code).Distinct().Count());
    }

    [Fact]
    public async Task What_nobody_expected_is_told_without_a_word_of_it_and_logged_under_the_same_trace()
    {
        host.World.Failure = () => new InvalidOperationException("a very inner matter at 10.1.2.3");

        var reply = await host.GetAsync("/api/portfolio/snapshot", await host.TokenAsync("alice", Scopes.Read));

        Assert.DoesNotContain("inner matter", reply.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("InvalidOperation", reply.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", reply.Text, StringComparison.Ordinal);
        var trace = reply.Json["trace_id"]!.GetValue<string>();
        Assert.Contains(host.Log.Lines, line => line.Contains(trace, StringComparison.Ordinal) && line.Contains("a very inner matter", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_the_database_is_stays_inside()
    {
        host.World.DatabaseIsDown = true;
        try
        {
            var reply = await host.GetAsync("/api/portfolio/snapshot", "a-token-never-seen");

            Assert.Equal((HttpStatusCode.ServiceUnavailable, "records_unavailable"), (reply.Status, reply.Code));
            Assert.DoesNotContain("10.1.2.3", reply.Text, StringComparison.Ordinal);
        }
        finally
        {
            host.World.DatabaseIsDown = false;
        }
    }

    [Fact]
    public async Task A_portfolio_is_still_shown_while_the_database_is_down()
    {
        var token = await host.TokenAsync("alice", Scopes.Read);
        await host.GetAsync("/api/portfolio/snapshot", token);
        host.World.DatabaseIsDown = true;
        host.Clock.Advance(TimeSpan.FromHours(1));
        try
        {
            Assert.Equal(HttpStatusCode.OK, (await host.GetAsync("/api/portfolio/snapshot", token)).Status);
            Assert.Equal("records_unavailable", (await host.GetAsync("/api/portfolio/history", token)).Code);
        }
        finally
        {
            host.World.DatabaseIsDown = false;
        }
    }

    [Theory]
    [InlineData("GET", "/", 404, "not_found")]
    [InlineData("GET", "/api", 404, "not_found")]
    [InlineData("GET", "/api/portfolio/nothing", 404, "not_found")]
    [InlineData("POST", "/api/portfolio/snapshot", 405, "method_not_allowed")]
    [InlineData("PUT", "/api/accounts", 405, "method_not_allowed")]
    [InlineData("OPTIONS", "/api/accounts", 405, "method_not_allowed")]
    public async Task What_is_not_there_is_a_problem_too(string method, string path, int status, string code)
    {
        var reply = await host.SendAsync(new HttpMethod(method), path, token: null);

        Assert.Equal((status, code), ((int)reply.Status, reply.Code));
    }

    [Fact]
    public async Task A_wrong_method_is_told_the_right_ones()
    {
        var reply = await host.SendAsync(HttpMethod.Put, "/api/accounts", token: null);

        Assert.Equal(["GET", "POST"], reply.Message.Content.Headers.Allow.Order());
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/api/portfolio/snapshot")]
    [InlineData("/nowhere")]
    public async Task Every_answer_forbids_sniffing_and_keeping(string path)
    {
        var reply = await host.GetAsync(path);

        Assert.Equal("nosniff", Assert.Single(reply.Message.Headers.GetValues("X-Content-Type-Options")));
        Assert.True(reply.Message.Headers.CacheControl?.NoStore);
        Assert.False(reply.Message.Headers.Contains("Server"));
        Assert.False(reply.Message.Headers.Contains("Access-Control-Allow-Origin"));
    }

    private static Exception Make(string exception) => exception switch
    {
        nameof(UnknownVenueException) => new UnknownVenueException("There is no venue \"mtgox\"."),
        nameof(InvalidAccountException) => new InvalidAccountException("label is missing."),
        nameof(CredentialsRefusedException) => new CredentialsRefusedException("Binance says: Invalid API-key."),
        nameof(KeyTooPowerfulException) => new KeyTooPowerfulException("The key may withdraw."),
        nameof(AccountTakenException) => new AccountTakenException("The key is connected already."),
        nameof(AccountNotFoundException) => new AccountNotFoundException("There is no account \"x\"."),
        nameof(TooManyAccountsException) => new TooManyAccountsException("At most 32."),
        nameof(SyncTooSoonException) => new SyncTooSoonException("A moment ago.", TimeSpan.FromSeconds(7.2)),
        nameof(VenueUnavailableException) => new VenueUnavailableException("Banned.", TimeSpan.FromSeconds(90)),
        nameof(RecordsUnavailableException) => new RecordsUnavailableException("connection refused by 10.1.2.3"),
        nameof(RecordUnreadableException) => new RecordUnreadableException("The transaction \"f1\" cannot be read."),
        nameof(RowUnreadableException) => new RowUnreadableException("The transaction \"f1\" cannot be read."),
        nameof(OrleansException) => new OrleansException("silo lost"),
        nameof(TimeoutException) => new TimeoutException("30 s"),
        _ => new InvalidOperationException("a mistake of ours"),
    };
}
