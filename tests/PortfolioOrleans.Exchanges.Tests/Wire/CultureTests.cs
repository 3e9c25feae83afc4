using System.Globalization;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Exchanges.Binance;
using PortfolioOrleans.Exchanges.Http;
using PortfolioOrleans.Exchanges.Okx;
using PortfolioOrleans.Exchanges.Tests.Support;

namespace PortfolioOrleans.Exchanges.Tests.Wire;

/// <summary>
/// The builds carry no culture data, so the German and Turkish ones are made by hand: decimal commas, grouped thousands, dotted dates, other digits and signs.
/// </summary>
public sealed class CultureTests
{
    [Fact]
    public void No_culture_changes_what_is_read() => Abroad(() =>
    {
        var given = new Given();
        given.Venue
            .On("/sapi/v1/asset/get-funding-asset", """[{"asset":"USDT","free":"1234567.89","locked":"1E-8"}]""")
            .On("/sapi/v1/capital/deposit/hisrec", "[]")
            .On("/sapi/v1/capital/withdraw/history", """[{"id":"1","amount":"1.5","transactionFee":"0.5","coin":"I","status":6,"applyTime":"2026-03-01 11:12:02"}]""");

        var balance = Assert.Single(given.Ask(() => given.Binance.GetBalancesAsync(Given.Credentials, WalletKind.Funding, CancellationToken.None)).Value());
        var flow = Assert.Single(given.Ask(() => given.Binance.GetFlowsAsync(Given.Credentials, ManualClock.Noon.AddDays(-3), CancellationToken.None)).Value());

        Assert.Equal((1234567.89m, 0.00000001m), (balance.Free, balance.Locked));
        Assert.Equal((-2.0m, new DateTimeOffset(2026, 3, 1, 11, 12, 2, TimeSpan.Zero)), (flow.Change.Amount, flow.At));
    });

    [Fact]
    public void No_culture_changes_what_is_signed() => Abroad(() =>
    {
        var binance = new BinanceOptions { RecvWindow = TimeSpan.FromMilliseconds(1500) };
        var call = new VenueCall(new BinanceEndpoints(binance).KeyRestrictions, "", Given.Credentials);
        using var message = new BinanceProtocol(binance, new BinanceEndpoints(binance)).Compose(call, ManualClock.Noon).Message;

        Assert.StartsWith("?recvWindow=1500&timestamp=1772452800000&signature=", message.RequestUri!.Query, StringComparison.Ordinal);
        Assert.Equal("2026-03-02T12:00:00.000Z", OkxSignature.Stamp(ManualClock.Noon));
    });

    private static void Abroad(Action act)
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = ",";
        culture.NumberFormat.NumberGroupSeparator = ".";
        culture.NumberFormat.NegativeSign = "−";
        culture.DateTimeFormat.DateSeparator = ".";
        culture.DateTimeFormat.TimeSeparator = ".";

        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = culture;
        try
        {
            Assert.Equal("1,5", 1.5m.ToString(CultureInfo.CurrentCulture));
            act();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
