using System.Text;

namespace Orleans.Embedded.Tests.Identity;

public sealed class IdentityTests
{
    /// <summary>The numbers are those of Microsoft Orleans 10.4.2: rows in reminder tables carry them.</summary>
    [Theory]
    [InlineData("portfolio", "alice", 2592553647u)]
    [InlineData("a", "b", 934980077u)]
    public void The_uniform_hash_of_a_grain_is_the_one_orleans_gives_it(string type, string key, uint hash)
    {
        Assert.Equal(hash, GrainId.Create(type, key).GetUniformHashCode());
    }

    [Fact]
    public void The_stable_hash_of_long_texts_is_the_one_orleans_gives_them()
    {
        var utf16 = Encoding.Unicode.GetBytes("portfolio-of-a-user-with-a-long-name");

        Assert.Equal(2880526904u, StableHash.ComputeHash(utf16));
        Assert.Equal(90033154u, StableHash.ComputeHash([]));
    }

    [Fact]
    public void A_grain_id_reads_as_type_slash_key_and_back()
    {
        var id = GrainId.Create("portfolio", "alice/eu");

        Assert.Equal("portfolio/alice/eu", id.ToString());
        Assert.Equal(id, GrainId.Parse("portfolio/alice/eu"));
        Assert.False(GrainId.TryParse("portfolio", out _));
        Assert.Throws<ArgumentException>(() => GrainId.Parse("portfolio"));
    }

    [Fact]
    public void Guid_keys_are_written_without_dashes_and_integers_as_hex()
    {
        var guid = Guid.Parse("11112222-3333-4444-5555-666677778888");

        Assert.Equal("11112222333344445555666677778888", GrainIdKeyExtensions.CreateGuidKey(guid).ToString());
        Assert.Equal("11112222333344445555666677778888+eu", GrainIdKeyExtensions.CreateGuidKey(guid, "eu").ToString());
        Assert.Equal("FF", GrainIdKeyExtensions.CreateIntegerKey(255).ToString());
        Assert.Equal("FFFFFFFFFFFFFFFF", GrainIdKeyExtensions.CreateIntegerKey(-1).ToString());
    }

    [Fact]
    public void Keys_come_back_as_they_went_in()
    {
        var type = GrainType.Create("any");
        var guid = Guid.Parse("11112222-3333-4444-5555-666677778888");

        Assert.Equal(guid, new GrainId(type, GrainIdKeyExtensions.CreateGuidKey(guid)).GetGuidKey());
        Assert.Equal(-42, new GrainId(type, GrainIdKeyExtensions.CreateIntegerKey(-42, "x")).GetIntegerKey(out var extension));
        Assert.Equal("x", extension);
        Assert.Throws<ArgumentException>(() => new GrainId(type, IdSpan.Create("not a guid")).GetGuidKey());
    }

    [Fact]
    public void Identities_compare_by_value()
    {
        Assert.Equal(GrainId.Create("a", "b"), GrainId.Create("a", "b"));
        Assert.NotEqual(GrainId.Create("a", "b"), GrainId.Create("b", "a"));
        Assert.True(GrainId.Create("a", "b").CompareTo(GrainId.Create("a", "c")) < 0);
        Assert.True(default(GrainId).IsDefault);
        Assert.Throws<ArgumentException>(() => GrainId.Create("a", " "));
    }

    [Fact]
    public void A_silo_address_survives_being_written()
    {
        var address = SiloAddress.New(System.Net.IPAddress.Loopback, 11111, 123);

        Assert.Equal("S127.0.0.1:11111:123", address.ToString());
        Assert.Equal("127.0.0.1:11111@123", address.ToParsableString());
        Assert.Equal(address, SiloAddress.FromParsableString("127.0.0.1:11111@123"));
    }

    [Fact]
    public void A_stream_id_is_a_namespace_and_a_key()
    {
        var id = StreamId.Create("snapshots", "alice");

        Assert.Equal("snapshots/alice", id.ToString());
        Assert.Equal(id, StreamId.Parse("snapshots/alice"u8));
        Assert.Equal(("snapshots", "alice"), (id.GetNamespace(), id.GetKeyAsString()));
        Assert.NotEqual(StreamId.Create("a", "bc"), StreamId.Create("ab", "c"));
        Assert.Null(StreamId.Create(null, 5).GetNamespace());
    }
}
