using System.Net;
using System.Net.Http.Headers;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Http;

/// <summary>What makes a venue's HTTP its own: how a request is signed, what a refusal means, where the clock and the counters are.</summary>
internal interface IVenueProtocol
{
    /// <summary>The venue's id, for metrics.</summary>
    string Venue { get; }

    /// <summary>Why these credentials need not even be sent, such as a missing passphrase; null when they may be good.</summary>
    string? Reject(ExchangeCredentials credentials);

    /// <summary>The request as it goes out, signed where the call has credentials.</summary>
    ComposedRequest Compose(VenueCall call, DateTimeOffset venueTime);

    /// <summary>What the venue's headers say is used of the call's limit; null where they do not say.</summary>
    int? UsedWeight(VenueCall call, HttpResponseHeaders headers);

    /// <summary>What is wrong with an answer; null when it is what was asked for.</summary>
    /// <param name="root">The answer as JSON; null when it is none.</param>
    ExchangeFault? Judge(HttpStatusCode status, HttpResponseHeaders headers, WireNode? root, DateTimeOffset venueTime);

    /// <summary>Asks a host for its time.</summary>
    VenueCall ClockOf(string host);

    /// <exception cref="WireException">There is no time in it.</exception>
    DateTimeOffset ReadClock(WireNode root);
}

/// <param name="Signature">What was computed from the secret, so that it can be kept out of every message; null where nothing was signed.</param>
internal readonly record struct ComposedRequest(HttpRequestMessage Message, string? Signature);
