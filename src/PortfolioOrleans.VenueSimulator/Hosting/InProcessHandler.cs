using System.Net;
using System.Net.Http.Headers;
using System.Text;
using PortfolioOrleans.VenueSimulator.Traffic;

namespace PortfolioOrleans.VenueSimulator.Hosting;

/// <summary>A venue as an HttpMessageHandler: no socket, no other thread, the same bytes.</summary>
internal sealed class InProcessHandler(SimulatedWorld world, SimulatedVenue venue, string ip) : HttpMessageHandler
{
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        Deliver(Ask(request, cancellationToken), request);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            var response = Ask(request, cancellationToken);
            return response.Delay > TimeSpan.Zero ? DeliverLateAsync(response, request, cancellationToken) : Task.FromResult(Deliver(response, request));
        }
        catch (HttpRequestException e)
        {
            return Task.FromException<HttpResponseMessage>(e);
        }
        catch (OperationCanceledException e)
        {
            return Task.FromCanceled<HttpResponseMessage>(e.CancellationToken);
        }
    }

    private VenueResponse Ask(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var body = "";
        if (request.Content is { } content)
        {
            using var reader = new StreamReader(content.ReadAsStream(cancellationToken), Encoding.UTF8);
            body = reader.ReadToEnd();
        }

        return world.Answer(venue, new VenueRequest(request.Method.Method, request.RequestUri!.PathAndQuery, body, name => Header(request, name), ip));
    }

    private async Task<HttpResponseMessage> DeliverLateAsync(VenueResponse response, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await Task.Delay(response.Delay, world.Clock, cancellationToken);
        return Deliver(response, request);
    }

    /// <exception cref="HttpRequestException">The connection was cut.</exception>
    private static HttpResponseMessage Deliver(VenueResponse response, HttpRequestMessage request)
    {
        if (response.Cut != Cut.None)
        {
            throw new HttpRequestException(
                response.Cut == Cut.InBody ? HttpRequestError.ResponseEnded : HttpRequestError.ConnectionError, "The simulated venue cut the connection.");
        }

        var message = new HttpResponseMessage((HttpStatusCode)response.Status) { RequestMessage = request, Content = new ByteArrayContent(response.Body) };
        message.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(response.ContentType);
        foreach (var (name, value) in response.Headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        return message;
    }

    private static string? Header(HttpRequestMessage request, string name) =>
        request.Headers.TryGetValues(name, out var values) || request.Content?.Headers.TryGetValues(name, out values) == true ? values.FirstOrDefault() : null;
}
