using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using PortfolioOrleans.Gateway.Access;
using PortfolioOrleans.Storage;
using PortfolioOrleans.Storage.Tokens;

namespace PortfolioOrleans.Gateway.Tests.Access;

public sealed class TokenDirectoryTests
{
    private readonly TestClock _clock = new();
    private readonly TokensInMemory _store = new();
    private readonly GatewayOptions _options = new();

    [Fact]
    public async Task A_token_is_asked_for_once_in_ten_seconds()
    {
        var directory = Directory();
        var token = _store.Add("alice");

        for (var second = 0; second < 20; second++)
        {
            Assert.Equal("alice", (await directory.FindAsync(token.Text, default))!.UserId);
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(2, _store.Lookups);
    }

    [Fact]
    public async Task A_revocation_acts_within_ten_seconds()
    {
        var directory = Directory();
        var token = _store.Add("alice");
        await directory.FindAsync(token.Text, default);

        _store.Revoke(token, _clock.GetUtcNow());
        _clock.Advance(TimeSpan.FromSeconds(10));

        Assert.NotNull((await directory.FindAsync(token.Text, default))!.RevokedAt);
    }

    [Fact]
    public async Task A_revocation_made_here_acts_at_once()
    {
        var directory = Directory();
        var token = _store.Add("alice");
        await directory.FindAsync(token.Text, default);

        _store.Revoke(token, _clock.GetUtcNow());
        directory.Forget(token.Token.Id);

        Assert.NotNull((await directory.FindAsync(token.Text, default))!.RevokedAt);
    }

    [Fact]
    public async Task An_unknown_token_is_asked_for_once_in_two_seconds_and_then_found_if_it_is_there()
    {
        var directory = Directory();
        var token = _store.Make("alice");

        Assert.Null(await directory.FindAsync(token.Text, default));
        _store.Add(token);
        Assert.Null(await directory.FindAsync(token.Text, default));
        _clock.Advance(TimeSpan.FromSeconds(2));

        Assert.NotNull(await directory.FindAsync(token.Text, default));
        Assert.Equal(2, _store.Lookups);
    }

    [Fact]
    public async Task Guessing_does_not_fill_the_memory()
    {
        _options.UnknownTokens = 100;
        var directory = Directory();
        var rng = new Random(7);

        for (var guess = 0; guess < 1_000; guess++)
        {
            Assert.Null(await directory.FindAsync($"guess-{rng.NextInt64()}", default));
            Assert.InRange(directory.Remembered, 1, 100);
        }
    }

    [Fact]
    public async Task While_the_database_is_down_a_token_it_confirmed_within_a_day_is_good()
    {
        var directory = Directory();
        var token = _store.Add("alice");
        await directory.FindAsync(token.Text, default);

        _store.IsDown = true;
        _clock.Advance(TimeSpan.FromHours(24));
        Assert.NotNull(await directory.FindAsync(token.Text, default));

        _clock.Advance(TimeSpan.FromSeconds(11));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => directory.FindAsync(token.Text, default).AsTask());
    }

    [Fact]
    public async Task While_the_database_is_down_an_unknown_token_is_neither_good_nor_bad()
    {
        _store.IsDown = true;

        await Assert.ThrowsAsync<StorageUnavailableException>(() => Directory().FindAsync(_store.Make("alice").Text, default).AsTask());
    }

    [Fact]
    public async Task An_outage_is_felt_once_in_ten_seconds_and_not_by_every_request()
    {
        var directory = Directory();
        var token = _store.Add("alice");
        await directory.FindAsync(token.Text, default);
        _store.IsDown = true;
        _clock.Advance(TimeSpan.FromSeconds(10));

        for (var request = 0; request < 100; request++)
        {
            await directory.FindAsync(token.Text, default);
        }

        Assert.Equal(2, _store.Lookups);
    }

    [Fact]
    public async Task After_an_outage_a_revocation_made_during_it_acts()
    {
        var directory = Directory();
        var token = _store.Add("alice");
        await directory.FindAsync(token.Text, default);
        _store.IsDown = true;
        _clock.Advance(TimeSpan.FromSeconds(10));
        await directory.FindAsync(token.Text, default);

        _store.Revoke(token, _clock.GetUtcNow());
        _store.IsDown = false;
        _clock.Advance(TimeSpan.FromSeconds(10));

        Assert.NotNull((await directory.FindAsync(token.Text, default))!.RevokedAt);
    }

    [Fact]
    public async Task A_database_that_hangs_is_a_database_that_is_down()
    {
        _options.TokenPatience = TimeSpan.FromMilliseconds(50);
        var directory = Directory();
        var token = _store.Add("alice");
        await directory.FindAsync(token.Text, default);
        _store.Hangs = true;
        _clock.Advance(TimeSpan.FromSeconds(10));

        Assert.NotNull(await directory.FindAsync(token.Text, default));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => directory.FindAsync(_store.Make("bob").Text, default).AsTask());
    }

    [Fact]
    public async Task Requests_that_come_at_once_with_one_token_ask_for_it_once_and_none_calls_it_off_for_the_others()
    {
        var directory = Directory();
        var token = _store.Add("alice");
        var gate = _store.Gate = new TaskCompletionSource();
        using var impatient = new CancellationTokenSource();

        var first = directory.FindAsync(token.Text, impatient.Token).AsTask();
        var others = Enumerable.Range(0, 100).Select(_ => directory.FindAsync(token.Text, default).AsTask()).ToArray();
        await impatient.CancelAsync();
        gate.SetResult();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.All(await Task.WhenAll(others), found => Assert.Equal("alice", found!.UserId));
        Assert.Equal(1, _store.Lookups);
    }

    private TokenDirectory Directory() => new(_store, Options.Create(_options), _clock, NullLogger<TokenDirectory>.Instance);

    private sealed class TokensInMemory : ITokenStore
    {
        private readonly Dictionary<string, ApiToken> _tokens = [];

        public int Lookups { get; private set; }

        public bool IsDown { get; set; }

        public bool Hangs { get; set; }

        /// <summary>While set and not completed, answers wait for it.</summary>
        public TaskCompletionSource? Gate { get; set; }

        public NewApiToken Make(string userId) => NewApiToken.Create(userId, "test", [Scopes.Read], Given.Noon);

        public NewApiToken Add(string userId) => Add(Make(userId));

        public NewApiToken Add(NewApiToken token)
        {
            _tokens[Convert.ToHexString(token.Hash)] = token.Token;
            return token;
        }

        public void Revoke(NewApiToken token, DateTimeOffset at) => _tokens[Convert.ToHexString(token.Hash)] = token.Token with { RevokedAt = at };

        public async Task<ApiToken?> FindAsync(ReadOnlyMemory<byte> hash, CancellationToken cancellationToken)
        {
            Lookups++;
            if (Hangs)
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            await (Gate?.Task ?? Task.CompletedTask);
            return IsDown ? throw new StorageUnavailableException("down") : _tokens.GetValueOrDefault(Convert.ToHexString(hash.Span));
        }

        public Task AddAsync(ApiToken token, ReadOnlyMemory<byte> hash, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> RevokeAsync(string tokenId, DateTimeOffset at, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<ApiToken>> ListAsync(string? userId, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
