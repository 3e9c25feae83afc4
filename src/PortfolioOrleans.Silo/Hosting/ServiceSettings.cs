using System.CommandLine;
using Microsoft.Extensions.Configuration;
using PortfolioOrleans.Silo.Commands;
using PortfolioOrleans.Storage;
using PortfolioOrleans.Storage.Credentials;

namespace PortfolioOrleans.Silo.Hosting;

/// <summary>Which part of the service a process is.</summary>
internal enum ServiceRole
{
    /// <summary>Grains and gateway in one process.</summary>
    All,

    /// <summary>Grains alone, with health on HTTP.</summary>
    Silo,

    /// <summary>The gateway alone, as a client of the silos.</summary>
    Gateway,
}

/// <summary>What a process is told from outside: appsettings.json, a settings file, environment variables, the command line, later ones winning.</summary>
internal sealed class ServiceSettings
{
    private ServiceSettings(IConfigurationRoot configuration, string dataFolder)
    {
        Configuration = configuration;
        DataFolder = dataFolder;
    }

    public IConfigurationRoot Configuration { get; }

    /// <summary>Absolute.</summary>
    public string DataFolder { get; }

    public bool KeepsNothing => Configuration["Storage"] == "memory";

    public string Urls => Configuration["Urls"] ?? "http://127.0.0.1:8000";

    public ClusterSettings Cluster => Configuration.GetSection("Cluster").Get<ClusterSettings>() ?? new ClusterSettings();

    /// <exception cref="UsageException">A setting is not one of those it may be.</exception>
    /// <exception cref="InvalidDataException">A settings file cannot be read.</exception>
    public static ServiceSettings Read(ParseResult parsed, IEnumerable<KeyValuePair<string, string?>>? more = null)
    {
        var environment = Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT") ?? Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT");
        var builder = new ConfigurationBuilder()
            .SetBasePath(AppContext.BaseDirectory)
            .AddJsonFile("appsettings.json", optional: false);
        if (environment is not null)
        {
            builder.AddJsonFile($"appsettings.{environment}.json", optional: true);
        }

        if (parsed.GetValue(CommonOptions.Settings) is { } file)
        {
            builder.AddJsonFile(file.FullName, optional: false);
        }

        builder.AddEnvironmentVariables();
        builder.AddInMemoryCollection(FromCommandLine(parsed).Concat(more ?? []));
        var settings = new ServiceSettings(builder.Build(), Path.GetFullPath(parsed.GetValue(CommonOptions.DataFolder) ?? ".data"));
        return settings.Configuration["Storage"] is "postgres" or "memory"
            ? settings
            : throw new UsageException($"Storage is \"{settings.Configuration["Storage"]}\"; it must be postgres or memory.");
    }

    /// <param name="join">True for a command that may run beside a service and use its private server.</param>
    public PostgresStorageOptions ToStorageOptions(bool join) => new()
    {
        DataFolder = DataFolder,
        Connection = Configuration.GetConnectionString("Portfolio"),
        MigrationsConnection = Configuration.GetConnectionString("PortfolioMigrations"),
        MasterKey = Configuration[MasterKeys.Variable],
        Programs = Configuration["PORTFOLIO_POSTGRES_BIN"],
        JoinRunning = join,
        Report = Output.Progress,
    };

    private static IEnumerable<KeyValuePair<string, string?>> FromCommandLine(ParseResult parsed)
    {
        if (parsed.GetValue(CommonOptions.Storage) is { } storage)
        {
            yield return new("Storage", storage);
        }

        if (parsed.GetValue(CommonOptions.Urls) is { } urls)
        {
            yield return new("Urls", urls);
        }
    }
}

/// <summary>How silos find each other. Section "Cluster".</summary>
internal sealed class ClusterSettings
{
    /// <summary>True for many silos on one database; false for one silo on this machine. Default: false.</summary>
    public bool Enabled { get; set; }

    /// <summary>Silos and clients of one cluster share it. Default: portfolio.</summary>
    public string ClusterId { get; set; } = "portfolio";

    /// <summary>What reminders and state belong to; changing it loses sight of them. Default: portfolio.</summary>
    public string ServiceId { get; set; } = "portfolio";

    /// <summary>Silo to silo, where there are many. Default: 11111. A silo that is alone takes any free port of this machine's own.</summary>
    public int SiloPort { get; set; } = 11111;

    /// <summary>Clients to silo, where there are many. Default: 30000.</summary>
    public int GatewayPort { get; set; } = 30000;

    /// <summary>The address other silos reach this one at. Default: this machine's own.</summary>
    public string? AdvertisedAddress { get; set; }
}
