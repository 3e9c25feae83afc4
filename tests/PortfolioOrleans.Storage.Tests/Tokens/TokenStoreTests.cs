using PortfolioOrleans.Storage.Tests.Given;
using PortfolioOrleans.Storage.Tokens;

namespace PortfolioOrleans.Storage.Tests.Tokens;

public abstract class TokenStoreTests(Twin twin) : StoreTests(twin)
{
    private ITokenStore Tokens => Get<ITokenStore>();

    [Fact]
    public async Task A_token_is_found_by_the_hash_of_its_text()
    {
        await GivenUserAsync("alice");
        var made = NewApiToken.Create("alice", "laptop", ["portfolio:read", "events:write"], Noon, Noon.AddDays(30));

        await Tokens.AddAsync(made.Token, made.Hash, None);

        var found = await Tokens.FindAsync(NewApiToken.HashOf(made.Text), None);
        Assert.Equal(made.Token with { Scopes = default }, found! with { Scopes = default });
        Assert.Equal(["portfolio:read", "events:write"], found.Scopes.AsEnumerable());
        Assert.Null(await Tokens.FindAsync(NewApiToken.HashOf(made.Text + " "), None));
    }

    [Fact]
    public async Task A_thousand_tokens_asked_for_at_once_are_each_found()
    {
        await GivenUserAsync("alice");
        var made = Enumerable.Range(0, 50).Select(i => NewApiToken.Create("alice", $"device {i}", ["portfolio:read"], Noon)).ToArray();
        foreach (var token in made)
        {
            await Tokens.AddAsync(token.Token, token.Hash, None);
        }

        var asked = Enumerable.Range(0, 1_000).Select(i => (i, Hash: i % 20 == 0 ? NewApiToken.HashOf($"guess {i}") : made[i % 50].Hash)).ToArray();
        var found = await Task.WhenAll(asked.Select(one => Tokens.FindAsync(one.Hash, None)));

        Assert.All(asked.Zip(found), pair => Assert.Equal(pair.First.i % 20 == 0 ? null : made[pair.First.i % 50].Token.Id, pair.Second?.Id));
    }

    [Fact]
    public async Task A_token_needs_its_user()
    {
        var made = NewApiToken.Create("nobody", "", [], Noon);

        await Assert.ThrowsAsync<KeyNotFoundException>(() => Tokens.AddAsync(made.Token, made.Hash, None));
    }

    [Fact]
    public async Task Neither_an_id_nor_a_hash_is_given_twice()
    {
        await GivenUserAsync("alice");
        var first = await GivenTokenAsync("alice", Noon);
        var second = NewApiToken.Create("alice", "", [], Noon);

        await Assert.ThrowsAsync<AlreadyExistsException>(() => Tokens.AddAsync(first.Token, second.Hash, None));
        await Assert.ThrowsAsync<AlreadyExistsException>(() => Tokens.AddAsync(second.Token, first.Hash, None));
    }

    [Fact]
    public async Task A_token_is_revoked_once_and_still_found()
    {
        await GivenUserAsync("alice");
        var made = await GivenTokenAsync("alice", Noon);

        var first = await Tokens.RevokeAsync(made.Token.Id, Noon.AddHours(1), None);
        var second = await Tokens.RevokeAsync(made.Token.Id, Noon.AddHours(2), None);

        Assert.True(first);
        Assert.False(second);
        Assert.False(await Tokens.RevokeAsync("tok_unknown", Noon, None));
        Assert.Equal(Noon.AddHours(1), (await Tokens.FindAsync(made.Hash, None))!.RevokedAt);
    }

    [Fact]
    public async Task Lists_are_newest_first_of_one_user_or_of_all()
    {
        await GivenUserAsync("alice");
        await GivenUserAsync("bob");
        var first = await GivenTokenAsync("alice", Noon);
        var third = await GivenTokenAsync("alice", Noon.AddHours(2));
        var second = await GivenTokenAsync("bob", Noon.AddHours(1));

        var alices = await Tokens.ListAsync("alice", None);
        var all = await Tokens.ListAsync(userId: null, None);

        Assert.Equal([third.Token.Id, first.Token.Id], alices.Select(token => token.Id));
        Assert.Equal([third.Token.Id, second.Token.Id, first.Token.Id], all.Select(token => token.Id));
    }

    private async Task<NewApiToken> GivenTokenAsync(string userId, DateTimeOffset at)
    {
        var made = NewApiToken.Create(userId, "", ["portfolio:read"], at);
        await Tokens.AddAsync(made.Token, made.Hash, None);
        return made;
    }

    public sealed class OnMemory() : TokenStoreTests(Twin.Memory);

    [Collection(TestServer.Name)]
    public sealed class OnPostgres(TestServer server) : TokenStoreTests(Twin.Postgres(server));
}
