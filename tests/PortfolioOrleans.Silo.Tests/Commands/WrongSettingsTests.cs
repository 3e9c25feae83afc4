using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using PortfolioOrleans.Silo.Commands;

namespace PortfolioOrleans.Silo.Tests.Commands;

public sealed class WrongSettingsTests
{
    private sealed class Pauses
    {
        public TimeSpan Pause { get; set; }
    }

    private static OptionsValidationException Invalid(string type, string member) => new(
        "evm-1", typeof(Pauses), [$"DataAnnotation validation failed for '{type}' members: '{member}' with the error: 'It must be more.'."]);

    [Fact]
    public void A_value_of_another_kind_is_told_by_its_key_and_never_shown()
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection([new("Section:Pause", "do-not-show 'this'")]).Build();
        var unread = Assert.Throws<InvalidOperationException>(() => settings.GetSection("Section").Get<Pauses>());

        var sentence = WrongSettings.Sentence(unread);

        Assert.Contains("Section:Pause", sentence);
        Assert.Contains("TimeSpan", sentence);
        Assert.DoesNotContain("do-not-show", sentence);
    }

    [Theory]
    [InlineData("PortfolioOptions", "ValuationPause", "Portfolio:ValuationPause: It must be more.")]
    [InlineData("BinanceOptions", "RestUrl", "Venues:binance:RestUrl: It must be more.")]
    [InlineData("EvmOptions", "RpcUrl", "Venues:evm-1:RpcUrl: It must be more.")]
    public void What_a_validator_calls_by_class_is_called_by_its_key(string type, string member, string words) =>
        Assert.Contains(words, WrongSettings.Sentence(Invalid(type, member)));

    [Fact]
    public void Of_several_each_is_told()
    {
        var sentence = WrongSettings.Sentence(new AggregateException(Invalid("PortfolioOptions", "TickPause"), Invalid("GatewayOptions", "KeepAlive")));

        Assert.Contains("Portfolio:TickPause", sentence);
        Assert.Contains("Gateway:KeepAlive", sentence);
    }

    [Fact]
    public void A_defect_of_ours_is_no_wrong_setting()
    {
        Assert.Null(WrongSettings.Sentence(new InvalidOperationException("Oh.")));
        Assert.Null(WrongSettings.Sentence(new AggregateException(new InvalidOperationException("Oh."), Invalid("GatewayOptions", "KeepAlive"))));
    }
}
