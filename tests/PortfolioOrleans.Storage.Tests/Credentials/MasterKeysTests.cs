using PortfolioOrleans.Storage.Credentials;
using PortfolioOrleans.Storage.Tests.Given;

namespace PortfolioOrleans.Storage.Tests.Credentials;

public abstract class MasterKeysTests(Twin twin) : StoreTests(twin), IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly Dictionary<string, string> Secrets = new() { ["api_key"] = "k" };

    private readonly TempFolder _folder = new();

    private string File => Path.Combine(_folder.Path, "master.key");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_first_start_makes_a_key_for_its_owners_eyes_alone_and_later_ones_find_it()
    {
        var encrypted = new CredentialVault(await OpenAsync(null)).Encrypt("acc-1", Secrets);

        var again = new CredentialVault(await OpenAsync(" "));

        Assert.Equal("k", again.Decrypt("acc-1", encrypted)["api_key"]);
        Assert.Equal(OwnerOnly, System.IO.File.GetUnixFileMode(File));
        Assert.Equal([File], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task Starts_at_the_same_moment_agree_on_one_key()
    {
        var keys = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Factory.StartNew(
            () => MasterKeyFile.Create(_folder.Path), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

        Assert.Single(keys.Select(key => key.Id).Distinct());
        Assert.Equal([File], Directory.GetFiles(_folder.Path));
    }

    [Theory]
    [InlineData(OwnerOnly | UnixFileMode.GroupRead)]
    [InlineData(OwnerOnly | UnixFileMode.OtherRead)]
    [InlineData(OwnerOnly | UnixFileMode.OtherWrite)]
    public async Task A_key_that_others_may_read_is_refused_with_the_command_that_mends_it(UnixFileMode mode)
    {
        await OpenAsync(null);
        System.IO.File.SetUnixFileMode(File, mode);

        var error = await Assert.ThrowsAsync<MasterKeyException>(() => OpenAsync(null));

        Assert.Contains($"chmod 600 '{File}'", error.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not base64 at all!")]
    [InlineData("c2hvcnQ=")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==")]
    public async Task A_file_that_holds_no_key_is_refused_without_repeating_it(string text)
    {
        System.IO.File.WriteAllText(File, text);
        System.IO.File.SetUnixFileMode(File, OwnerOnly);

        var error = await Assert.ThrowsAsync<MasterKeyException>(() => OpenAsync(null));

        Assert.Contains(File, error.Message);
        Assert.True(text.Length == 0 || !error.Message.Contains(text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("UPPER:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("a:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=,a:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=")]
    [InlineData(",")]
    [InlineData("nonsense")]
    public async Task A_variable_that_holds_no_key_is_refused(string text)
    {
        var error = await Assert.ThrowsAsync<MasterKeyException>(() => OpenAsync(text));

        Assert.StartsWith("PORTFOLIO_MASTER_KEY", error.Message);
    }

    [Fact]
    public async Task The_variable_wins_over_the_file_and_makes_none()
    {
        await OpenAsync(Key(1));

        Assert.False(System.IO.File.Exists(File));
    }

    [Fact]
    public async Task Another_key_than_the_one_the_database_knows_is_found_at_the_start()
    {
        await OpenAsync(Key(1));

        var error = await Assert.ThrowsAsync<MasterKeyException>(() => OpenAsync(Key(2)));

        Assert.Contains("was used with master key", error.Message);
        await OpenAsync(Key(1));
    }

    [Fact]
    public async Task Another_key_under_the_known_name_is_found_too()
    {
        await OpenAsync($"main:{Key(1)}");

        await Assert.ThrowsAsync<MasterKeyException>(() => OpenAsync($"main:{Key(2)}"));
    }

    [Fact]
    public async Task A_lost_key_is_never_replaced_by_a_new_one()
    {
        await OpenAsync(null);
        System.IO.File.Delete(File);

        var error = await Assert.ThrowsAsync<MasterKeyException>(() => OpenAsync(null));

        Assert.Contains(File, error.Message);
        Assert.False(System.IO.File.Exists(File));
    }

    [Fact]
    public async Task A_rotation_gives_both_keys_the_new_one_first()
    {
        var encrypted = new CredentialVault(await OpenAsync($"old:{Key(1)}")).Encrypt("acc-1", Secrets);

        var rotated = new CredentialVault(await OpenAsync($"new:{Key(2)}, old:{Key(1)}"));

        Assert.Equal("k", rotated.Decrypt("acc-1", encrypted)["api_key"]);
        await Assert.ThrowsAsync<MasterKeyException>(() => OpenAsync($"old:{Key(1)}"));
    }

    [Fact]
    public async Task Nothing_that_is_printed_holds_a_key()
    {
        var keys = await OpenAsync($"main:{Key(7)}");

        Assert.Equal("master key main", keys.ToString());
        Assert.DoesNotContain(Key(7), $"{keys} {keys.Current} {new CredentialVault(keys)}");
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_said()
    {
        System.IO.File.WriteAllText(Path.Combine(_folder.Path, "file"), "");

        var error = Assert.Throws<MasterKeyException>(() => MasterKeyFile.Create(Path.Combine(_folder.Path, "file")));

        Assert.Contains("No master key can be made", error.Message);
    }

    private static string Key(byte seed) => Convert.ToBase64String(Enumerable.Repeat(seed, 32).ToArray());

    private Task<MasterKeys> OpenAsync(string? variable) => MasterKeys.OpenAsync(variable, _folder.Path, Get<IKeyChecks>(), None);

    public sealed class OnMemory() : MasterKeysTests(Twin.Memory);

    [Collection(TestServer.Name)]
    public sealed class OnPostgres(TestServer server) : MasterKeysTests(Twin.Postgres(server));
}
