using System.Text;

namespace PortfolioOrleans.Exchanges.Tests.Support;

/// <summary>Spoils a message as lines, proxies and careless programmers do. The same seed spoils the same way.</summary>
internal sealed class Mutator(int seed)
{
    private static readonly string[] Oddities =
    [
        "null", "true", "[]", "{}", "\"\"", "\"NaN\"", "\"-1\"", "-1", "1e400", "\"1e40\"", "\"1E-8\"", "99999999999999999999999999999999", "\"\\ud800\"",
        "\"\\u0000\"", "0", "\"0\"", "1e23", "\"1e24\"", "\"1e-28\"", "253402300799999", "-9223372036854775808", "\"BTCUSDT\"", "[null]", "\"short\"",
    ];

    private readonly Random _chance = new(seed);

    public byte[] Spoil(string message)
    {
        var bytes = Encoding.UTF8.GetBytes(message).ToList();
        for (var times = _chance.Next(1, 4); times > 0 && bytes.Count > 2; times--)
        {
            var at = _chance.Next(bytes.Count);
            var length = Math.Min(_chance.Next(1, 40), bytes.Count - at);
            switch (_chance.Next(7))
            {
                case 0:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 1:
                    bytes[at] = (byte)_chance.Next(256);
                    break;
                case 2:
                    bytes.RemoveRange(at, length);
                    break;
                case 3:
                    bytes.InsertRange(_chance.Next(bytes.Count), bytes.GetRange(at, length));
                    break;
                default:
                    ReplaceValue(bytes, at);
                    break;
            }
        }

        return [.. bytes];
    }

    /// <summary>Puts an oddity where the next member's value is, so that the message stays JSON.</summary>
    private void ReplaceValue(List<byte> bytes, int from)
    {
        var colon = bytes.IndexOf((byte)':', from);
        if (colon < 0)
        {
            return;
        }

        var end = colon + 1;
        if (end < bytes.Count && bytes[end] == '"')
        {
            end = bytes.IndexOf((byte)'"', end + 1) + 1;
        }
        else
        {
            while (end < bytes.Count && bytes[end] is not ((byte)',' or (byte)'}' or (byte)']'))
            {
                end++;
            }
        }

        if (end > colon)
        {
            bytes.RemoveRange(colon + 1, end - colon - 1);
            bytes.InsertRange(colon + 1, Encoding.UTF8.GetBytes(Oddities[_chance.Next(Oddities.Length)]));
        }
    }
}
