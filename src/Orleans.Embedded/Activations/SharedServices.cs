using System.Collections.Concurrent;
using System.Reflection;

namespace Orleans.Embedded.Activations;

/// <summary>Which services are the same for all grains of a silo. A grain that is given no others is made without a scope of its own, until it asks for one.</summary>
internal sealed class SharedServices(IServiceCollection services)
{
    private readonly ConcurrentDictionary<GrainClass, bool> _known = new();

    /// <summary>They are all that the class is constructed with.</summary>
    public bool Suffice(GrainClass grainClass) => _known.GetOrAdd(
        grainClass, one => one.Services.All(wanted => !wanted.IsDefined(typeof(FromKeyedServicesAttribute)) && IsShared(wanted.ParameterType)));

    private bool IsShared(Type type) => services.LastOrDefault(service => !service.IsKeyedService
        && (service.ServiceType == type || (type.IsGenericType && service.ServiceType == type.GetGenericTypeDefinition())))?.Lifetime == ServiceLifetime.Singleton;
}

internal static class SharedServicesOfGrains
{
    /// <summary>The silo's own, for what is the same for all of its grains: the activation's would make it a scope.</summary>
    public static IServiceProvider SiloServices(this IGrainContext context) => context is Activation activation ? activation.Silo.Services : context.ActivationServices;
}
