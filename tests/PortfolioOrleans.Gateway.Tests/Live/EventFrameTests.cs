using System.Text;
using PortfolioOrleans.Contracts.Portfolios;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Gateway.Json;
using PortfolioOrleans.Gateway.Live;

namespace PortfolioOrleans.Gateway.Tests.Live;

public sealed class EventFrameTests
{
    [Fact]
    public void A_frame_is_an_event_by_the_letter_of_the_protocol()
    {
        var frame = EventFrame.Of(PortfolioEvent.Of(Given.Portfolio("alice"))[1], ApiJson.Full);

        Assert.Equal(
            "id: 2\nevent: portfolio.pnl_updated\ndata: {\"type\":\"portfolio.pnl_updated\",\"seq\":2,\"portfolio_id\":\"alice\",\"time\":\"2026-03-04T12:00:01Z\","
            + "\"data\":{\"realized_pnl_today\":\"333.33\",\"realized_pnl_as_of\":\"2026-03-04T11:59:00Z\",\"unrealized_pnl\":\"1234.5\",\"daily_pnl\":\"-765.25\",\"daily_pnl_pct\":-0.75,"
            + "\"timestamp\":\"2026-03-04T12:00:01Z\",\"complete\":false}}\n\n",
            Encoding.UTF8.GetString(frame));
    }

    [Fact]
    public void No_text_breaks_a_frame_into_lines()
    {
        var nasty = Given.Portfolio("p") with { Balances = [Given.Balance("a\r\nb\n\ndata: x", "binance", WalletKind.Spot, "💩\u2028", 1m, 1m)] };

        var text = Encoding.UTF8.GetString(EventFrame.Of(PortfolioEvent.Of(nasty)[0], ApiJson.Full));

        Assert.Equal(["id", "event", "data"], text.TrimEnd('\n').Split('\n').Select(line => line.Split(':')[0]));
        Assert.DoesNotContain('\r', text);
    }

    [Fact]
    public void A_reset_has_no_id_and_tells_what_is_left_out()
    {
        var text = Encoding.UTF8.GetString(EventFrame.OfReset(new StreamReset(7, 12, ResetReason.TooSlow), "alice", Given.Noon, ApiJson.Full));

        Assert.Equal(
            "event: stream.reset\ndata: {\"type\":\"stream.reset\",\"seq\":12,\"portfolio_id\":\"alice\",\"time\":\"2026-03-04T12:00:00Z\","
            + "\"data\":{\"from\":7,\"to\":12,\"reason\":\"too_slow\"}}\n\n",
            text);
    }
}
