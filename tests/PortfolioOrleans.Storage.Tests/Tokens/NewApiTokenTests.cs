using PortfolioOrleans.Storage.Tokens;

namespace PortfolioOrleans.Storage.Tests.Tokens;

public sealed class NewApiTokenTests
{
    [Fact]
    public void A_text_is_256_random_bits_that_go_into_a_header_or_an_address_as_they_are()
    {
        var texts = Enumerable.Range(0, 100).Select(_ => NewApiToken.Create("alice", "", [], DateTimeOffset.UnixEpoch).Text).ToArray();

        Assert.All(texts, text => Assert.Matches("^po_[A-Za-z0-9_-]{43}$", text));
        Assert.Distinct(texts);
    }

    [Fact]
    public void The_hash_is_sha_256_of_the_text() => Assert.Equal(
        "9F86D081884C7D659A2FEAA0C55AD015A3BF4F1B2B0B822CD15D6C15B0F00A08", Convert.ToHexString(NewApiToken.HashOf("test")));

    [Fact]
    public void Printed_it_tells_no_secret()
    {
        var token = NewApiToken.Create("alice", "", [], DateTimeOffset.UnixEpoch);

        Assert.DoesNotContain(token.Text, $"{token} {token.Token}");
    }
}
