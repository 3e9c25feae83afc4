using PortfolioOrleans.Domain.Exposure;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Tokens;

namespace PortfolioOrleans.Exchanges.Tests.Tokens;

public sealed class TokenCodesTests
{
    private const string Scam = "0x0000000000000000000000000000000000bad001";

    [Theory]
    [InlineData("1", "", "ETH")]
    [InlineData("56", "", "BNB")]
    [InlineData("501", "", "SOL")]
    [InlineData("1", "0xdac17f958d2ee523a2206206994597c13d831ec7", "USDT")]
    [InlineData("8453", "0x833589fcd6edb6e08f4c7c32d4f71b54bda02913", "USDC")]
    public void A_chains_coin_and_a_verified_contract_are_what_they_are(string chain, string contract, string code) =>
        Assert.Equal(code, TokenCodes.Of(new TokenKey(chain, contract), "anything").Code);

    /// <summary>The scam of all scams.</summary>
    [Theory]
    [InlineData("USDT")]
    [InlineData("usdt")]
    [InlineData(" USDT ")]
    [InlineData("USDT@1:0xdac17f958d2ee523a2206206994597c13d831ec7")]
    [InlineData("\u0415TH")]
    public void A_token_that_calls_itself_something_never_has_its_code(string symbol)
    {
        var asset = TokenCodes.Of(new TokenKey("56", Scam), symbol);

        Assert.EndsWith($"@56:{Scam}", asset.Code, StringComparison.Ordinal);
        Assert.Equal(1, asset.Code.Count(letter => letter == '@'));
        Assert.False(Sectors.IsCash(asset));
        Assert.DoesNotContain(VerifiedTokens.All, token => token.Asset == asset);
    }

    [Fact]
    public void The_same_contract_on_another_chain_is_another_token() =>
        Assert.Equal("USDC@56:0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48", TokenCodes.Of(new TokenKey("56", "0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48"), "USDC").Code);

    [Theory]
    [InlineData("999999999999", "0x0000000000000000000000000000000000bad001", "ALONGERSYMBOLTHANMOST")]
    [InlineData("501", "So1anaTokenAddressOfFortyFourCharacters11111", "WIF")]
    [InlineData("784", "0x0000000000000000000000000000000000000000000000000000000000000abc::coin::COIN", "SUI")]
    [InlineData("1", "0x0000000000000000000000000000000000bad001", null)]
    [InlineData("1", "0x\u0000\n1", "X")]
    [InlineData("1", "a@1", "X")]
    public void Every_code_fits_and_two_tokens_never_share_one(string chain, string contract, string? symbol)
    {
        var asset = TokenCodes.Of(new TokenKey(chain, contract), symbol);

        Assert.InRange(asset.Code.Length, 1, 64);
        Assert.NotEqual(asset, TokenCodes.Of(new TokenKey(chain, contract[..^1] + "2"), symbol));
    }

    [Fact]
    public void A_long_code_says_its_token_and_a_short_one_does_not()
    {
        var key = new TokenKey("56", Scam);

        Assert.Equal(key, TokenCodes.KeyOf(TokenCodes.Of(key, "FUN")));
        Assert.Equal(new TokenKey("7", ""), TokenCodes.KeyOf(TokenCodes.Of(new TokenKey("7", ""), "COIN")));
        Assert.All(new[] { "USDT", "BTC", "@1:0x1", "A@:0x1", "A@x:0x1", "A@1:", "A@1:#abc", "A@1" }, code => Assert.Null(TokenCodes.KeyOf(Asset.Parse(code))));
    }

    [Fact]
    public void Verified_contracts_are_addresses_in_the_one_spelling_and_each_is_there_once()
    {
        Assert.All(VerifiedTokens.All.Where(token => !token.Key.IsNative), token =>
        {
            Assert.True(ChainAddress.TryParse(token.Key.Contract, out var address), token.Asset.Code);
            Assert.Equal(address, token.Key.Contract);
        });
        Assert.Equal(VerifiedTokens.All.Length, VerifiedTokens.All.DistinctBy(token => token.Key).Count());
    }

    [Theory]
    [InlineData("0xD8dA6BF26964aF9D7eEd9e03E53415D37aA96045", "0xd8da6bf26964af9d7eed9e03e53415d37aa96045")]
    [InlineData("EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v", "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v")]
    [InlineData("11111111111111111111111111111111", "11111111111111111111111111111111")]
    public void An_address_has_one_spelling(string text, string address)
    {
        Assert.True(ChainAddress.TryParse(text, out var kept));
        Assert.Equal(address, kept);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0x1234")]
    [InlineData("0xZZdA6BF26964aF9D7eEd9e03E53415D37aA96045")]
    [InlineData("d8dA6BF26964aF9D7eEd9e03E53415D37aA96045")]
    [InlineData("0OIlFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1")]
    [InlineData("zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz")]
    public void What_is_no_address_is_none(string? text) => Assert.False(ChainAddress.TryParse(text, out _));
}
