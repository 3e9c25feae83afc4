using System.Collections.Immutable;
using PortfolioOrleans.Contracts;
using PortfolioOrleans.Contracts.Accounts;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Grains.Accounts;
using PortfolioOrleans.Testing;

namespace PortfolioOrleans.Grains.Tests.Accounts;

public sealed class NewAccountRulesTests
{
    private static readonly FakeVenue[] Venues = [new("fake", TimeProvider.System, new FakeWallet(WalletKind.Spot))];

    private static readonly NewAccount Good = new(
        "fake", "mine", ImmutableDictionary<string, string>.Empty.Add("api_key", "key").Add("api_secret", Keys.Secret), AllowPowerfulKey: false);

    private static string Refusal<T>(NewAccount account)
        where T : Exception => Assert.Throws<T>(() => NewAccountRules.Check(account, Venues)).Message;

    [Fact]
    public void A_good_account_names_its_venue() => Assert.Equal("fake", NewAccountRules.Check(Good, Venues).Id);

    [Fact]
    public void An_unknown_venue_is_named_with_those_there_are()
    {
        var message = Refusal<UnknownVenueException>(Good with { Venue = "mtgox" });

        Assert.Contains("\"mtgox\"", message);
        Assert.Contains("fake", message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("line\nbreak")]
    public void A_label_must_be_readable(string label) => Assert.Contains("label", Refusal<InvalidAccountException>(Good with { Label = label }));

    [Fact]
    public void A_missing_field_is_named() =>
        Assert.Contains("api_secret", Refusal<InvalidAccountException>(Good with { Credentials = Good.Credentials.Remove("api_secret") }));

    [Fact]
    public void A_field_too_many_is_named() =>
        Assert.Contains("\"password\"", Refusal<InvalidAccountException>(Good with { Credentials = Good.Credentials.Add("password", "x") }));

    [Theory]
    [InlineData("has space")]
    [InlineData("has\nbreak")]
    [InlineData("has-ümlaut")]
    public void A_value_that_no_header_can_carry_is_refused_without_being_shown(string value)
    {
        var message = Refusal<InvalidAccountException>(Good with { Credentials = Good.Credentials.SetItem("api_secret", value) });

        Assert.Contains("api_secret", message);
        Assert.DoesNotContain(value, message);
    }

    [Fact]
    public void The_text_of_an_account_shows_no_secret() => Assert.DoesNotContain(Keys.Secret, Good.ToString());

    [Fact]
    public void An_account_id_tells_its_venue()
    {
        var id = AccountIds.New("okx-web3");

        Assert.StartsWith("okx-web3-", id);
        Assert.Equal("okx-web3", AccountIds.VenueOf(id));
        Assert.NotEqual(id, AccountIds.New("okx-web3"));
    }
}
