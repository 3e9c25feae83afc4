using Microsoft.Extensions.Configuration;

namespace Orleans.Hosting
{
    /// <summary>Composes a silo: its services are the host's.</summary>
    public interface ISiloBuilder
    {
        IServiceCollection Services { get; }

        IConfiguration Configuration { get; }
    }

    /// <summary>Composes a client. The co-hosted one needs nothing that the silo has not.</summary>
    public interface IClientBuilder
    {
        IServiceCollection Services { get; }

        IConfiguration Configuration { get; }
    }
}

namespace Orleans.Runtime
{
    /// <summary>What this silo is called.</summary>
    public interface ILocalSiloDetails
    {
        string Name { get; }

        string ClusterId { get; }

        string DnsHostName { get; }

        SiloAddress SiloAddress { get; }

        SiloAddress GatewayAddress { get; }
    }
}

namespace Orleans.Embedded.Hosting
{
    internal sealed class SiloBuilder(IServiceCollection services, IConfiguration configuration) : Orleans.Hosting.ISiloBuilder, Orleans.Hosting.IClientBuilder
    {
        public IServiceCollection Services => services;

        public IConfiguration Configuration => configuration;
    }
}
