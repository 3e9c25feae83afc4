using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using PortfolioOrleans.VenueSimulator.Traffic;

namespace PortfolioOrleans.VenueSimulator.Hosting;

/// <summary>Carries requests and sockets between Kestrel and a venue, byte for byte.</summary>
internal sealed class VenueFrontEnd(SimulatedWorld world, SimulatedVenue venue)
{
    public async Task HandleAsync(HttpContext http)
    {
        var request = await ReadAsync(http);
        if (!http.WebSockets.IsWebSocketRequest)
        {
            await SendAsync(http, world.Answer(venue, request));
            return;
        }

        var (session, refusal) = world.Connect(venue, request);
        if (session is null)
        {
            await SendAsync(http, refusal!);
            return;
        }

        try
        {
            var (every, patience) = session.Ping;
            using var socket = await http.WebSockets.AcceptWebSocketAsync(
                new WebSocketAcceptContext { KeepAliveInterval = every, KeepAliveTimeout = patience });
            await SocketPump.RunAsync(socket, session, text => world.Receive(session, text), http.RequestAborted);
        }
        finally
        {
            world.Disconnected(venue, session);
        }
    }

    private static async Task<VenueRequest> ReadAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync(http.RequestAborted);
        return new VenueRequest(
            http.Request.Method,
            http.Features.Get<IHttpRequestFeature>()!.RawTarget,
            body,
            name => http.Request.Headers.TryGetValue(name, out var values) ? values[0] : null,
            (http.Connection.RemoteIpAddress ?? IPAddress.Loopback).ToString());
    }

    private async Task SendAsync(HttpContext http, VenueResponse response)
    {
        if (response.Delay > TimeSpan.Zero)
        {
            await Task.Delay(response.Delay, world.Clock, http.RequestAborted);
        }

        if (response.Cut == Cut.BeforeAnswer)
        {
            http.Abort();
            return;
        }

        http.Response.StatusCode = response.Status;
        http.Response.ContentType = response.ContentType;
        http.Response.ContentLength = response.Body.Length;
        foreach (var (name, value) in response.Headers)
        {
            http.Response.Headers[name] = value;
        }

        if (response.Cut == Cut.InBody)
        {
            await http.Response.Body.WriteAsync(response.Body.AsMemory(0, response.Body.Length / 2), http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
            http.Abort();
            return;
        }

        await http.Response.Body.WriteAsync(response.Body, http.RequestAborted);
    }
}
