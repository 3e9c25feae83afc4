using System.Net;

namespace Orleans.Configuration;

/// <summary>Which system this silo belongs to.</summary>
public class ClusterOptions
{
    public const string DefaultClusterId = "default";
    public const string DefaultServiceId = "default";

    public string ClusterId { get; set; } = DefaultClusterId;

    /// <summary>Unlike the cluster id, the same for ever: stores may key rows by it.</summary>
    public string ServiceId { get; set; } = DefaultServiceId;
}

/// <summary>Where a silo would listen. This one never does; the values are part of its address and nothing else.</summary>
public class EndpointOptions
{
    public const int DEFAULT_SILO_PORT = 11111;
    public const int DEFAULT_GATEWAY_PORT = 30000;

    public IPAddress? AdvertisedIPAddress { get; set; }

    public int SiloPort { get; set; } = DEFAULT_SILO_PORT;

    public int GatewayPort { get; set; } = DEFAULT_GATEWAY_PORT;
}

/// <summary>How long callers wait.</summary>
public abstract class MessagingOptions
{
    /// <summary>
    /// How long a caller waits for an answer before it gets a <see cref="TimeoutException"/>, unless the method says
    /// otherwise with <see cref="ResponseTimeoutAttribute"/>. The call may still be carried out. Default: 30 seconds.
    /// </summary>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(30);
}

/// <summary>How long callers inside the silo wait, the co-hosted client included.</summary>
public class SiloMessagingOptions : MessagingOptions;

/// <summary>When idle grains are deactivated.</summary>
public class GrainCollectionOptions
{
    public static readonly TimeSpan DEFAULT_COLLECTION_QUANTUM = TimeSpan.FromMinutes(1);
    public static readonly TimeSpan DEFAULT_ACTIVATION_TIMEOUT = TimeSpan.FromSeconds(30);
    public static readonly TimeSpan DEFAULT_DEACTIVATION_TIMEOUT = TimeSpan.FromSeconds(30);

    /// <summary>How often idle grains are looked for. Default: 1 minute.</summary>
    public TimeSpan CollectionQuantum { get; set; } = DEFAULT_COLLECTION_QUANTUM;

    /// <summary>How long a grain is idle before it is deactivated. Must be longer than the quantum. Default: 15 minutes.</summary>
    public TimeSpan CollectionAge { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>The same for single classes, by full name.</summary>
    public Dictionary<string, TimeSpan> ClassSpecificCollectionAge { get; set; } = [];

    /// <summary>How long constructing a grain, reading its states and OnActivateAsync may take together. Default: 30 seconds.</summary>
    public TimeSpan ActivationTimeout { get; set; } = DEFAULT_ACTIVATION_TIMEOUT;

    /// <summary>How long OnDeactivateAsync may take before the engine goes on without it. Default: 30 seconds.</summary>
    public TimeSpan DeactivationTimeout { get; set; } = DEFAULT_DEACTIVATION_TIMEOUT;
}
