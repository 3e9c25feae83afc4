using System.Text.Json;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.OkxWeb3;
using PortfolioOrleans.Exchanges.Tests.Support;
using PortfolioOrleans.Exchanges.Wire;
using PortfolioOrleans.VenueSimulator;

namespace PortfolioOrleans.Exchanges.Tests.OkxWeb3;

public sealed class OkxWeb3WalletTests
{
    private static readonly OkxWeb3Bench Bench = new();

    [Fact]
    public void A_scam_is_listed_apart_and_never_priced()
    {
        var bench = new OkxWeb3Bench();
        var scam = Asset.Parse($"USDT@56:{OkxWeb3Bench.FakeUsdt}");

        var counted = bench.Ask(() => bench.Web3.GetBalancesAsync(bench.Credentials, WalletKind.Chain, default)).Value();
        var setAside = bench.Ask(() => bench.Web3.GetSetAsideAsync(bench.Credentials, default)).Value();
        bench.Web3.Want([scam]);
        var prices = bench.Ask(() => bench.Web3.GetPricesAsync(default)).Value().Prices;

        Assert.DoesNotContain(counted, balance => balance.Asset == scam);
        Assert.Equal([(scam, 1_000_000m)], setAside.Select(balance => (balance.Asset, balance.Total)));
        Assert.DoesNotContain(prices, price => price.Symbol.Base == scam || price.Symbol.Base == Asset.Usdt);
    }

    [Fact]
    public void A_coin_on_two_chains_is_one_holding() => Assert.Equal(
        150m, Bench.Ask(() => Bench.Web3.GetBalancesAsync(Bench.Credentials, WalletKind.Chain, default)).Value().Single(row => row.Asset == Asset.Usdc).Total);

    [Fact]
    public void A_coin_on_two_chains_has_the_price_of_the_first() => Assert.Equal(
        0.9998m, Bench.Ask(() => Bench.Web3.GetPricesAsync(default)).Value().Prices.Single(price => price.Symbol.Base == Asset.Usdc).Amount);

    [Fact]
    public void Anyones_token_may_claim_any_amount_and_breaks_nothing()
    {
        var rows = Read("""
            {"chainIndex":"56","tokenContractAddress":"0x00000000000000000000000000000000000bad02","symbol":"MOON","balance":"1e70","tokenPrice":"1","isRiskToken":false},
            {"chainIndex":"1","tokenContractAddress":"","symbol":"ETH","balance":"1.5","tokenPrice":"2000","isRiskToken":false}
            """);

        Assert.Equal([(Asset.Parse("ETH"), 1.5m)], OkxWeb3Wallet.ToBalances(rows).Select(row => (row.Asset, row.Total)));
        Assert.Equal("MOON@56:0x00000000000000000000000000000000000bad02", Assert.Single(OkxWeb3Wallet.ToSetAside(rows)).Asset.Code);
    }

    [Theory]
    [InlineData("""{"chainIndex":"1","tokenContractAddress":"","symbol":"ETH","balance":"1e70"}""", "balance")]
    [InlineData("""{"chainIndex":"1","tokenContractAddress":"","symbol":"ETH","balance":"-1"}""", "balance")]
    [InlineData("""{"chainIndex":"1","tokenContractAddress":"0x01","symbol":"X","balance":"NaN"}""", "balance")]
    [InlineData("""{"chainIndex":"1","tokenContractAddress":"0x01","symbol":"X"}""", "balance")]
    [InlineData("""{"chainIndex":"one","tokenContractAddress":"0x01","symbol":"X","balance":"1"}""", "chainIndex")]
    [InlineData("""{"chainIndex":"1e40","tokenContractAddress":"0x01","symbol":"X","balance":"1"}""", "chainIndex")]
    public void What_cannot_be_read_is_named(string row, string member) =>
        Assert.Contains(member, Assert.Throws<WireException>(() => Read(row)).Message, StringComparison.Ordinal);

    [Fact]
    public void The_amount_counts_and_not_the_raw_one_that_contradicts_it() => Assert.Equal(10.5m, Assert.Single(Read("""
        {"chainIndex":"196","tokenContractAddress":"","symbol":"OKB","balance":"10.5","rawBalance":"1500000000000000000","tokenPrice":"48.50","isRiskToken":false}
        """)).Amount);

    [Theory]
    [InlineData("0x1234")]
    [InlineData(null)]
    [InlineData("my seed phrase is secret")]
    public void What_is_no_address_is_refused_without_being_repeated_or_sent(string? address)
    {
        var bench = new OkxWeb3Bench();

        var fault = bench.Ask(() => bench.Web3.GetKeyRightsAsync(new ExchangeCredentials("", "", address: address), default)).Fault();

        Assert.Equal(FaultKind.CredentialsRejected, fault.Kind);
        Assert.DoesNotContain("secret", fault.Detail, StringComparison.Ordinal);
        Assert.Empty(bench.World.Statistics(SimulatedVenue.OkxWeb3).Paths);
    }

    [Fact]
    public void An_address_may_only_be_read()
    {
        var rights = Bench.Ask(() => Bench.Web3.GetKeyRightsAsync(Bench.Credentials, default)).Value();

        Assert.True(rights is { CanRead: true, CanTrade: false, CanWithdraw: false });
        Assert.Equal(OkxWeb3Bench.Address, rights.AccountUid);
    }

    [Fact]
    public void Information_says_what_is_recognized_and_what_is_a_scam()
    {
        var infos = Bench.Ask(() => Bench.Web3.GetAssetInfoAsync(Bench.Credentials, default)).Value().ToDictionary(info => info.Asset.Code);

        Assert.Equal("Stablecoin", infos["USDC"].Sector);
        Assert.Equal("Layer 1", infos["ETH"].Sector);
        Assert.Null(infos[$"FUN@8453:{OkxWeb3Bench.Fun}"].Sector);
        Assert.True(infos[$"USDT@56:{OkxWeb3Bench.FakeUsdt}"] is { IsRisky: true, Sector: null, Name: "Tether USD" });
    }

    [Fact]
    public void A_recognized_token_belongs_where_the_coin_it_is_belongs()
    {
        var row = Read("""{"chainIndex":"8453","tokenContractAddress":"0x0b","symbol":"PEPE","balance":"1","isRiskToken":false}""")[0];

        Assert.Equal("Meme", OkxWeb3Tokens.ToInfo(row, new OkxWeb3TokenInfoRow(row.Key, "Pepe", "PEPE", 18, IsRecognized: true)).Sector);
        Assert.Null(OkxWeb3Tokens.ToInfo(row, new OkxWeb3TokenInfoRow(row.Key, "Pepe", "PEPE", 18, IsRecognized: false)).Sector);
        Assert.Null(OkxWeb3Tokens.ToInfo(row with { IsRisk = true }, new OkxWeb3TokenInfoRow(row.Key, "Pepe", "PEPE", 18, IsRecognized: true)).Sector);
    }

    private static System.Collections.Immutable.ImmutableArray<OkxWeb3TokenRow> Read(string rows) =>
        OkxWeb3Wallet.ReadTokens(new WireNode(JsonDocument.Parse($$"""{"code":"0","data":[{"tokenAssets":[{{rows}}]}]}""").RootElement));
}
