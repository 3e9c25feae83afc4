using System.Net;
using PortfolioOrleans.Silo.Tests.Running;
using PortfolioOrleans.VenueSimulator;
using PortfolioOrleans.VenueSimulator.Control;

namespace PortfolioOrleans.Silo.Tests.Stories;

/// <summary>What users and venues get wrong, against a running service: each a clear answer, nothing kept, nothing secret shown.</summary>
public sealed class BadInputTests
{
    [Fact]
    public async Task Wrong_accounts_are_refused_with_the_reason_and_leave_no_trace()
    {
        await using var house = await House.StartAsync();
        using var dave = await house.JoinAsync("dave", "portfolio:read", "portfolio:write");
        var good = house.World.OpenAccount(new NewAccount { Venue = SimulatedVenue.Binance, Label = "dave" });
        var trading = house.World.OpenAccount(new NewAccount
        {
            Venue = SimulatedVenue.Okx,
            Label = "trader",
            Permissions = [KeyPermission.Read, KeyPermission.Trade],
        });
        var withdrawing = house.World.OpenAccount(new NewAccount
        {
            Venue = SimulatedVenue.Binance,
            Label = "withdrawer",
            Permissions = [KeyPermission.Read, KeyPermission.Withdraw],
        });
        var elsewhere = house.World.OpenAccount(new NewAccount { Venue = SimulatedVenue.Okx, Label = "elsewhere", AllowedIps = ["203.0.113.7"] });
        object Binance(string key, string secret, bool meant = false) => new
        {
            venue = "binance",
            label = "x",
            credentials = new Dictionary<string, string> { ["api_key"] = key, ["api_secret"] = secret },
            allow_powerful_key = meant,
        };
        object Okx(AccountSummary account, string? passphrase = null, bool meant = false) => new
        {
            venue = "okx",
            label = "x",
            credentials = new Dictionary<string, string>
            {
                ["api_key"] = account.Key,
                ["api_secret"] = account.Secret,
                ["passphrase"] = passphrase ?? account.Passphrase,
            },
            allow_powerful_key = meant,
        };

        var refusals = new (object Body, HttpStatusCode Status, string Code, string Says)[]
        {
            (new { venue = "mtgox", label = "x", credentials = new Dictionary<string, string>() }, HttpStatusCode.UnprocessableEntity, "unknown_venue", "mtgox"),
            (new { venue = "binance", label = "x", credentials = new Dictionary<string, string> { ["api_key"] = good.Key } }, HttpStatusCode.UnprocessableEntity, "invalid_account", "api_secret"),
            (Binance(good.Key, "wrong-secret-wrong-secret"), HttpStatusCode.UnprocessableEntity, "credentials_refused", "-1022"),
            (Binance(new string('k', 64), good.Secret), HttpStatusCode.UnprocessableEntity, "credentials_refused", "Binance"),
            (Okx(trading, passphrase: "wrong"), HttpStatusCode.UnprocessableEntity, "credentials_refused", "50105"),
            (Okx(elsewhere), HttpStatusCode.UnprocessableEntity, "credentials_refused", "50110"),
            (Okx(trading), HttpStatusCode.UnprocessableEntity, "key_too_powerful", "trade"),
            (Binance(withdrawing.Key, withdrawing.Secret), HttpStatusCode.UnprocessableEntity, "key_too_powerful", "withdraw"),
            ("{\"venue\": \"binance\", ", HttpStatusCode.BadRequest, "malformed_json", ""),
            ("{\"venue\":\"binance\",\"label\":\"x\",\"credentials\":{},\"colour\":\"red\"}", HttpStatusCode.BadRequest, "unknown_member", "colour"),
            ("{\"venue\":1e999,\"label\":\"x\",\"credentials\":{}}", HttpStatusCode.BadRequest, "wrong_type", "venue"),
            (new string('x', 200_000), HttpStatusCode.RequestEntityTooLarge, "body_too_large", ""),
        };
        foreach (var (body, status, code, says) in refusals)
        {
            var answer = await dave.SendAsync(HttpMethod.Post, "/api/accounts", body);
            Assert.True(answer.Status == status, $"{code}: {(int)answer.Status} {answer.Text}");
            Assert.Equal(code, answer.Json["code"]!.GetValue<string>());
            Assert.Contains(says, answer.Text);
        }

        Assert.Empty((await dave.GetAsync("/api/accounts"))["items"]!.AsArray());
        (await dave.SendAsync(HttpMethod.Post, "/api/accounts", Okx(trading, meant: true))).Expect(HttpStatusCode.Created);
        (await dave.SendAsync(HttpMethod.Post, "/api/accounts", Binance(withdrawing.Key, withdrawing.Secret, meant: true))).Expect(HttpStatusCode.Created);
        Assert.Equal(
            [("okx", true, false), ("binance", false, true)],
            (await dave.GetAsync("/api/accounts"))["items"]!.AsArray()
                .Select(account => (account!["venue"]!.GetValue<string>(), account["can_trade"]!.GetValue<bool>(), account["can_withdraw"]!.GetValue<bool>())));

        foreach (var secret in new[] { good.Secret, withdrawing.Secret, trading.Secret, trading.Passphrase, elsewhere.Secret, elsewhere.Passphrase, "wrong-secret-wrong-secret" })
        {
            Assert.DoesNotContain(dave.Answers, answer => answer.Contains(secret, StringComparison.Ordinal));
            Assert.DoesNotContain(secret, house.Log);
        }
    }

    [Fact]
    public async Task A_venue_that_talks_nonsense_is_flagged_and_changes_nothing()
    {
        await using var house = await House.StartAsync(new Dictionary<string, string?>
        {
            ["Sync__BalancesPeriod"] = "00:00:01",
            ["Sync__LongestRetryPause"] = "00:00:02",
            ["Portfolio__ValuationPause"] = "00:00:00.500",
        });
        using var alice = await house.SettleAsync();
        var before = await alice.SnapshotAsync();

        // The adapters' conformance suite has every kind.
        foreach (var nonsense in new[] { SpoilKind.HugeNumbers, SpoilKind.Html })
        {
            house.World.Inject(new FaultOrder { Kind = FaultKind.Malformed, Venue = SimulatedVenue.Binance, Path = "/sapi/v3/asset/getUserAsset", Spoil = nonsense });
            var during = await alice.SnapshotWhereAsync(snapshot => !snapshot.IsComplete(), TimeSpan.FromSeconds(20));
            Assert.Equal(before["balances"]!.AsArray().Count, during["balances"]!.AsArray().Count);
            Assert.Equal(before.Amount("total_equity"), during.Amount("total_equity"));

            house.World.ClearFaults();
            await alice.SnapshotWhereAsync(snapshot => snapshot.IsComplete(), TimeSpan.FromSeconds(60));
        }
    }

    [Fact]
    public async Task Another_users_accounts_are_not_there()
    {
        await using var house = await House.StartAsync();
        using var alice = await house.SettleAsync();
        using var eve = await house.JoinAsync("eve", "portfolio:read", "portfolio:write");
        var id = (await alice.GetAsync("/api/accounts"))["items"]![0]!["id"]!.GetValue<string>();

        Assert.Equal(HttpStatusCode.NotFound, (await eve.SendAsync(HttpMethod.Get, $"/api/accounts/{id}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await eve.SendAsync(HttpMethod.Delete, $"/api/accounts/{id}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await eve.SendAsync(HttpMethod.Post, $"/api/accounts/{id}/sync")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await eve.SendAsync(HttpMethod.Get, "/api/portfolio/snapshot?user=alice")).Status);
        var taken = await eve.SendAsync(HttpMethod.Post, "/api/accounts", House.Body(house.Accounts[0]));
        Assert.Equal((HttpStatusCode.Conflict, "account_taken"), (taken.Status, taken.Json["code"]!.GetValue<string>()));
        Assert.Equal(0m, (await eve.SnapshotAsync()).Amount("total_equity"));
    }
}
