using Orleans.Streams;

namespace Orleans
{
    public static class GrainStreamingExtensions
    {
        /// <exception cref="KeyNotFoundException">No provider of that name is registered.</exception>
        public static IStreamProvider GetStreamProvider(this Grain grain, string name) => ((IGrainBase)grain).GetStreamProvider(name);

        /// <inheritdoc cref="GetStreamProvider(Grain, string)"/>
        public static IStreamProvider GetStreamProvider(this IGrainBase grain, string name) =>
            Embedded.Streams.StreamProvider.Find(grain.GrainContext.SiloServices(), name);
    }

    public static class ClientStreamingExtensions
    {
        /// <exception cref="KeyNotFoundException">No provider of that name is registered.</exception>
        public static IStreamProvider GetStreamProvider(this IClusterClient client, string name) =>
            Embedded.Streams.StreamProvider.Find(client.ServiceProvider, name);
    }
}

namespace Orleans.Streams
{
    public static class StreamProviderExtensions
    {
        public static IAsyncStream<T> GetStream<T>(this IStreamProvider streamProvider, Guid id) =>
            streamProvider.GetStream<T>(StreamId.Create(null, id));

        public static IAsyncStream<T> GetStream<T>(this IStreamProvider streamProvider, string ns, Guid id) =>
            streamProvider.GetStream<T>(StreamId.Create(ns, id));

        public static IAsyncStream<T> GetStream<T>(this IStreamProvider streamProvider, string id) =>
            streamProvider.GetStream<T>(StreamId.Create(null, id));

        public static IAsyncStream<T> GetStream<T>(this IStreamProvider streamProvider, string ns, string id) =>
            streamProvider.GetStream<T>(StreamId.Create(ns, id));

        public static IAsyncStream<T> GetStream<T>(this IStreamProvider streamProvider, long id) =>
            streamProvider.GetStream<T>(StreamId.Create(null, id));

        public static IAsyncStream<T> GetStream<T>(this IStreamProvider streamProvider, string ns, long id) =>
            streamProvider.GetStream<T>(StreamId.Create(ns, id));
    }
}

namespace Orleans.Hosting
{
    /// <summary>What there is to set on memory streams: nothing, here.</summary>
    public interface ISiloMemoryStreamConfigurator;

    public static class SiloBuilderMemoryStreamExtensions
    {
        /// <summary>Streams within the process. Subscriptions are kept in the grain store <c>PubSubStore</c>, items are not.</summary>
        public static ISiloBuilder AddMemoryStreams(
            this ISiloBuilder builder, string name, Action<ISiloMemoryStreamConfigurator>? configure = null)
        {
            Embedded.Streams.StreamProvider.Register(builder.Services, name);
            return builder;
        }
    }

    public static class ClientBuilderStreamingExtensions
    {
        /// <inheritdoc cref="SiloBuilderMemoryStreamExtensions.AddMemoryStreams"/>
        public static IClientBuilder AddMemoryStreams(this IClientBuilder builder, string name)
        {
            Embedded.Streams.StreamProvider.Register(builder.Services, name);
            return builder;
        }
    }
}
