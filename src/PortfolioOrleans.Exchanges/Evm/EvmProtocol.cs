using System.Net;
using System.Net.Http.Headers;
using System.Text;
using PortfolioOrleans.Exchanges.Gate;
using PortfolioOrleans.Exchanges.Http;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Evm;

/// <summary>JSON-RPC over HTTP. Nothing is signed; a provider's key, where there is one, is a part of the node's address.</summary>
internal sealed class EvmProtocol(string venue, EvmOptions options) : IVenueProtocol
{
    private const int ShortestKey = 8;

    private readonly Uri _host = new(options.RpcUrl.GetLeftPart(UriPartial.Authority));

    public string Venue => venue;

    public string? Reject(ExchangeCredentials credentials) => null;

    /// <summary>What metrics and traces see: the host and the method, nothing of the path the key may be in.</summary>
    public VenueCall CallOf(IReadOnlyList<RpcCall> calls, RequestPriority priority) => new(new VenueEndpoint(
        HttpMethod.Post,
        _host,
        calls.Count == 1 ? $"/{calls[0].Method}" : "/batch",
        new RequestLimit("rpc", options.CallsPerSecond, TimeSpan.FromSeconds(1)),
        calls.Count,
        priority))
    {
        Body = JsonRpc.Body(calls),
    };

    public ComposedRequest Compose(VenueCall call, DateTimeOffset venueTime)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, options.RpcUrl);
        message.Headers.UserAgent.Add(new ProductInfoHeaderValue("PortfolioOrleans", null));
        message.Content = new StringContent(call.Body!, Encoding.UTF8, "application/json");
        var path = options.RpcUrl.AbsolutePath.Trim('/');
        return new ComposedRequest(message, path.Length >= ShortestKey ? path : null); // Kept out of every message like a signature.
    }

    public int? UsedWeight(VenueCall call, HttpResponseHeaders headers) => null;

    public ExchangeFault? Judge(HttpStatusCode status, HttpResponseHeaders headers, WireNode? root, DateTimeOffset venueTime) =>
        EvmFaults.Judge(status, headers, root, venueTime);

    public VenueCall ClockOf(string host) => CallOf([EvmBlock.Ask("latest")], RequestPriority.Live);

    public DateTimeOffset ReadClock(WireNode root) => EvmBlock.Read(JsonRpc.Read(root, 1)[0]).Time;
}
