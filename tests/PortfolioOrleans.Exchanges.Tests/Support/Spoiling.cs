using System.Text;

namespace PortfolioOrleans.Exchanges.Tests.Support;

/// <summary>A venue whose first answers are good and whose others are spoiled by a seed: as a line spoils it, or in a hexadecimal number it holds.</summary>
internal sealed class SpoilingHandler(HttpMessageHandler inner, int seed, int which) : DelegatingHandler(inner)
{
    private int _answers;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (_answers++ >= which)
        {
            var body = await response.Content.ReadAsStringAsync(cancellationToken);
            response.Content = new ByteArrayContent(seed % 3 == 0 ? Digits(body) : new Mutator(seed).Spoil(body));
        }

        return response;
    }

    /// <summary>Other digits in hexadecimal numbers: what comes still reads, and says something else.</summary>
    private byte[] Digits(string body)
    {
        var chance = new Random(seed);
        var bytes = Encoding.UTF8.GetBytes(body);
        for (var times = chance.Next(1, 12); times > 0; times--)
        {
            var at = chance.Next(bytes.Length);
            if (char.IsAsciiHexDigitLower((char)bytes[at]))
            {
                bytes[at] = (byte)"0123456789abcdef"[chance.Next(16)];
            }
        }

        return bytes;
    }
}
