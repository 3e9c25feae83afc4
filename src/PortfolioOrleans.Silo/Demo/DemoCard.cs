using System.Text;

namespace PortfolioOrleans.Silo.Demo;

/// <summary>What someone needs to use a running demo; printed, and kept in the data folder as demo.json.</summary>
internal sealed record DemoCard(string Url, IReadOnlyList<DemoUser> Users, string AdminToken, DemoAddresses Venues)
{
    public const string FileName = "demo.json";

    public string ToText()
    {
        var text = new StringBuilder().AppendLine($"Ready on {Url}");
        foreach (var user in Users)
        {
            text.AppendLine($"  {user.Id,-6} token {user.Token}");
        }

        return text
            .AppendLine($"  {"admin",-6} token {AdminToken}")
            .AppendLine($"  venues binance {Venues.Binance.OriginalString}  okx {Venues.Okx.OriginalString}  control {Venues.Control.OriginalString}")
            .AppendLine($"         okx-web3 {Venues.OkxWeb3.OriginalString}  ethereum {new Uri(Venues.Evm, "rpc/1").OriginalString}")
            .AppendLine()
            .AppendLine($"  curl -H 'Authorization: Bearer {Users[0].Token}' {Url}/api/portfolio/snapshot")
            .AppendLine($"  curl -N -H 'Authorization: Bearer {Users[0].Token}' {Url}/api/portfolio/events")
            .Append("Ctrl-C stops it.")
            .ToString();
    }
}

internal sealed record DemoUser(string Id, string Token);

internal sealed record DemoAddresses(Uri Binance, Uri Okx, Uri OkxWeb3, Uri Evm, Uri Control);
