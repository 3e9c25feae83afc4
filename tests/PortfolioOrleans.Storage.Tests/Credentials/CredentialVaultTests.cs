using System.Text;
using PortfolioOrleans.Storage.Credentials;

namespace PortfolioOrleans.Storage.Tests.Credentials;

public sealed class CredentialVaultTests
{
    private static readonly Dictionary<string, string> Secrets = new() { ["api_key"] = "vmPUZE6mv9SD5VNHk4Hl", ["api_secret"] = "NhqPtmdSJYdKjVHjA7PZ", ["passphrase"] = "😀" };

    private readonly CredentialVault _vault = new(MasterKeys.Parse(Key("new", 1)));

    [Fact]
    public void What_was_encrypted_for_an_account_is_decrypted_for_it()
    {
        var encrypted = _vault.Encrypt("acc-1", Secrets);

        Assert.Equal(Secrets.OrderBy(secret => secret.Key), _vault.Decrypt("acc-1", encrypted).OrderBy(secret => secret.Key));
        Assert.DoesNotContain("vmPUZE6mv9SD5VNHk4Hl", Encoding.Latin1.GetString(encrypted));
    }

    [Fact]
    public void The_same_secrets_never_look_the_same() => Assert.Distinct(
        Enumerable.Range(0, 100).Select(_ => Convert.ToHexString(_vault.Encrypt("acc-1", Secrets))));

    [Fact]
    public void Another_account_cannot_read_them()
    {
        var encrypted = _vault.Encrypt("acc-1", Secrets);

        Assert.Throws<CredentialsUnreadableException>(() => _vault.Decrypt("acc-2", encrypted));
        Assert.Throws<CredentialsUnreadableException>(() => _vault.Decrypt("", encrypted));
    }

    [Fact]
    public void A_bit_flipped_anywhere_is_noticed()
    {
        var encrypted = _vault.Encrypt("acc-1", Secrets);

        for (var bit = 0; bit < encrypted.Length * 8; bit++)
        {
            var altered = encrypted.ToArray();
            altered[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Throws<CredentialsUnreadableException>(() => _vault.Decrypt("acc-1", altered));
        }
    }

    [Fact]
    public void A_byte_cut_off_or_added_is_noticed()
    {
        var encrypted = _vault.Encrypt("acc-1", Secrets);

        for (var length = 0; length < encrypted.Length; length++)
        {
            Assert.Throws<CredentialsUnreadableException>(() => _vault.Decrypt("acc-1", encrypted.AsSpan(0, length)));
        }

        Assert.Throws<CredentialsUnreadableException>(() => _vault.Decrypt("acc-1", [.. encrypted, 0]));
    }

    [Fact]
    public void After_a_rotation_old_secrets_are_read_and_new_ones_written_under_the_new_key()
    {
        var old = _vault.Encrypt("acc-1", Secrets);
        var rotated = new CredentialVault(MasterKeys.Parse($"{Key("newer", 2)},{Key("new", 1)}"));

        Assert.Equal(3, rotated.Decrypt("acc-1", old).Count);
        var error = Assert.Throws<CredentialsUnreadableException>(() => _vault.Decrypt("acc-1", rotated.Encrypt("acc-1", Secrets)));
        Assert.Contains("master key", error.Message);
    }

    [Fact]
    public void A_ciphertext_cannot_be_made_to_name_another_key()
    {
        var vault = new CredentialVault(MasterKeys.Parse($"{Key("a", 1)},{Key("b", 1)}"));
        var encrypted = vault.Encrypt("acc-1", Secrets);

        encrypted[2] = (byte)'b';

        Assert.Throws<CredentialsUnreadableException>(() => vault.Decrypt("acc-1", encrypted));
    }

    [Fact]
    public void A_wrong_key_under_the_right_name_reads_nothing()
    {
        var encrypted = _vault.Encrypt("acc-1", Secrets);

        Assert.Throws<CredentialsUnreadableException>(() => new CredentialVault(MasterKeys.Parse(Key("new", 2))).Decrypt("acc-1", encrypted));
    }

    [Fact]
    public void A_fingerprint_tells_keys_and_venues_apart_and_depends_on_the_master_key()
    {
        var fingerprint = _vault.Fingerprint("binance", "key");

        Assert.Matches("^[0-9a-f]{64}$", fingerprint);
        Assert.Equal(fingerprint, new CredentialVault(MasterKeys.Parse(Key("another-id", 1))).Fingerprint("binance", "key"));
        Assert.Distinct(
            [
                fingerprint, _vault.Fingerprint("binance", "Key"), _vault.Fingerprint("okx", "key"), _vault.Fingerprint("binanc", "ekey"),
                new CredentialVault(MasterKeys.Parse(Key("new", 2))).Fingerprint("binance", "key"),
            ]);
    }

    private static string Key(string id, byte seed) => $"{id}:{Convert.ToBase64String(Enumerable.Repeat(seed, 32).ToArray())}";
}
