using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using PortfolioOrleans.Gateway;
using PortfolioOrleans.Silo.Commands;

namespace PortfolioOrleans.Silo.Telemetry;

/// <summary>
/// Sends metrics and traces over OTLP where the environment's OTEL_EXPORTER_OTLP_ENDPOINT says where to; without it nothing is collected. The exporter reads
/// that, and its other settings, as headers and protocol, from the standard OTEL_ variables itself.
/// </summary>
internal sealed class TelemetryExport(IConfiguration configuration, ServiceIdentity identity) : IHostedService, IDisposable
{
    private MeterProvider? _metrics;
    private TracerProvider? _traces;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (!string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT")))
        {
            // The environment last: OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES tell several of these services apart.
            var resource = ResourceBuilder.CreateDefault().AddService(identity.Name, serviceVersion: identity.Version).AddEnvironmentVariableDetector();
            _metrics = Sdk.CreateMeterProviderBuilder()
                .SetResourceBuilder(resource)
                .AddMeter("PortfolioOrleans.*", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.Orleans", "Npgsql", "System.Runtime")
                .AddOtlpExporter()
                .Build();
            _traces = Sdk.CreateTracerProviderBuilder()
                .SetResourceBuilder(resource)
                .AddSource("PortfolioOrleans.*", "Microsoft.AspNetCore", "Microsoft.Orleans.Application", "Npgsql")
                .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(TraceRatio())))
                .AddOtlpExporter()
                .Build();
        }

        return Task.CompletedTask;
    }

    /// <summary>Which part of the requests is traced, 0 to 1. Default: 0.1.</summary>
    private double TraceRatio() => configuration.GetValue("Telemetry:TraceRatio", 0.1) switch
    {
        >= 0d and <= 1d and var ratio => ratio,
        var ratio => throw new UsageException($"Telemetry:TraceRatio is {ratio}; it must be from 0 to 1."),
    };

    /// <summary>What is still in hand is sent before the process ends.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _metrics?.Dispose();
        _traces?.Dispose();
        (_metrics, _traces) = (null, null);
    }
}
