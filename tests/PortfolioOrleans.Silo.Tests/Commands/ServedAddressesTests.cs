using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using PortfolioOrleans.Silo.Commands;
using PortfolioOrleans.Silo.Hosting;
using PortfolioOrleans.Silo.Tests.Running;

namespace PortfolioOrleans.Silo.Tests.Commands;

public sealed class ServedAddressesTests
{
    [Theory]
    [InlineData("ftp://127.0.0.1:8000")]
    [InlineData("http://127.0.0.1:99999")]
    [InlineData("127.0.0.1:8000")]
    [InlineData("here")]
    public void What_is_no_address_is_repeated_with_one_that_is(string url) =>
        Assert.Contains($"\"{url}\"", Assert.Throws<UsageException>(() => ServedAddresses.Check($"http://127.0.0.1:0;{url}")).Message);

    [Fact]
    public void Nothing_is_served_over_TLS_and_the_refusal_says_what_does_that() =>
        Assert.Contains("TLS proxy", Assert.Throws<UsageException>(() => ServedAddresses.Check("https://127.0.0.1:8443")).Message);

    [Fact]
    public void An_address_this_machine_has_not_is_named_with_the_option()
    {
        var refusal = Assert.Throws<IOException>(() => ServedAddresses.Check("http://192.0.2.1:8000")).Message;

        Assert.Contains("192.0.2.1:8000", refusal);
        Assert.Contains("--urls", refusal);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]")]
    public void A_port_that_is_taken_is_found_before_anything_is_started(string host)
    {
        using var other = new TcpListener(IPAddress.Parse(host), 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        Assert.IsType<AddressInUseException>(Assert.Throws<IOException>(() => ServedAddresses.Check($"http://{host}:{port}")).InnerException);
    }

    [Theory]
    [InlineData("http://127.0.0.1:{0}")]
    [InlineData("http://0.0.0.0:{0};http://[::1]:0")]
    [InlineData("http://localhost:{0}")]
    [InlineData("http://*:{0}")]
    public void What_can_be_served_on_is_let_be(string urls) => ServedAddresses.Check(urls.Replace("{0}", $"{Ports.Free()}", StringComparison.Ordinal));
}
