using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using PortfolioOrleans.Silo.Commands;

namespace PortfolioOrleans.Silo.Hosting;

/// <summary>Looks at the addresses to serve on before anything is started for them.</summary>
internal static class ServedAddresses
{
    /// <exception cref="UsageException">One of them is no address that can be served on.</exception>
    /// <exception cref="IOException">Somebody listens there, or this machine or this user may not.</exception>
    public static void Check(string urls)
    {
        foreach (var url in urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var address = Parse(url);
            if (!address.IsUnixPipe && IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && address.Port != 0)
            {
                Try(address, ip); // Of a name or of any port the web server finds out.
            }
        }
    }

    private static BindingAddress Parse(string url)
    {
        BindingAddress address;
        try
        {
            address = BindingAddress.Parse(url);
        }
        catch (FormatException)
        {
            throw Wrong(url);
        }

        return address.Scheme switch
        {
            "http" when address.Port is >= 0 and <= IPEndPoint.MaxPort => address,
            "https" => throw new UsageException($"\"{url}\" cannot be served: this service speaks plain HTTP. Put a TLS proxy in front and give --urls an http:// address."),
            _ => throw Wrong(url),
        };
    }

    private static void Try(BindingAddress address, IPAddress ip)
    {
        try
        {
            using var listener = new TcpListener(ip, address.Port);
            listener.Start();
        }
        catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw new IOException($"Failed to bind to address {address}: address already in use.", new AddressInUseException(taken.Message, taken));
        }
        catch (SocketException refused)
        {
            throw new IOException($"Failed to bind to address {address}: {refused.Message}. Choose another address with --urls.", refused);
        }
    }

    private static UsageException Wrong(string url) => new($"\"{url}\" is no address to serve on; write it as http://127.0.0.1:8000.");
}
