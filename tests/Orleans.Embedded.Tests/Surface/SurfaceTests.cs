namespace Orleans.Embedded.Tests.Surface;

public sealed class SurfaceTests
{
    [Fact]
    public void Every_claimed_type_and_member_is_there_spelled_alike()
    {
        var types = typeof(Grain).Assembly.GetExportedTypes().ToDictionary(type => type.FullName!);

        var wrong = Claim.ReadAll().SelectMany(claim => types.TryGetValue(claim.Name, out var type)
            ? claim.Against(Listing.KindOf(type), Listing.BasesOf(type), Listing.MembersOf(type))
            : claim.Against(null, [], []));

        Assert.Empty(wrong);
    }

    [Fact]
    public void The_claims_are_the_size_they_are_known_to_be()
    {
        var claims = Claim.ReadAll();

        Assert.Equal(111, claims.Count);
        Assert.Equal(440, claims.Sum(claim => claim.Members.Count));
    }

    [Fact]
    public void A_claim_that_does_not_hold_is_noticed()
    {
        var claim = new Claim("any", "sealed class", "Orleans.Grain", ["IDisposable"], ["void Vanish()"]);

        var wrong = claim.Against(Listing.KindOf(typeof(Grain)), Listing.BasesOf(typeof(Grain)), Listing.MembersOf(typeof(Grain)));

        Assert.Equal(
            ["Orleans.Grain is a abstract class, not a sealed class", "Orleans.Grain is no IDisposable", "Orleans.Grain has no void Vanish()"],
            wrong);
    }

    /// <summary>Generic constraints are not in the listing, and sources would compile differently without them.</summary>
    [Fact]
    public void The_kinds_of_keys_are_told_apart_by_constraints()
    {
        var constraints = typeof(IGrainFactory).GetMethods()
            .Where(method => method.IsGenericMethod && method.Name == nameof(IGrainFactory.GetGrain))
            .Select(method => method.GetGenericArguments()[0].GetGenericParameterConstraints().Single().Name);

        Assert.Equal(
            [
                "IAddressable", "IGrainWithGuidCompoundKey", "IGrainWithGuidKey", "IGrainWithIntegerCompoundKey",
                "IGrainWithIntegerKey", "IGrainWithStringKey",
            ],
            constraints.Order());
    }
}
