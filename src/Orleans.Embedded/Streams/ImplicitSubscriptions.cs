namespace Orleans
{
    /// <summary>
    /// Every stream of the namespace has a subscriber of this class: the grain whose key is the stream's. To be handed the
    /// items, the grain is an <see cref="Streams.Core.IStreamSubscriptionObserver"/>, or resumes its handles when activated.
    /// </summary>
    /// <param name="streamIdMapper">Not there: the grain's key is the stream's.</param>
    [AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
    public class ImplicitStreamSubscriptionAttribute(string streamNamespace, string? streamIdMapper = null) : Attribute
    {
        internal string StreamNamespace => streamIdMapper is null
            ? streamNamespace
            : throw new NotSupportedException($"Stream id mapper {streamIdMapper}: here a stream's key is its subscriber's.");
    }
}

namespace Orleans.Streams.Core
{
    /// <summary>A grain that is told of a subscription of its own when the first item for it arrives.</summary>
    public interface IStreamSubscriptionObserver
    {
        /// <summary>Makes a handle with <paramref name="handleFactory"/> and resumes it; else the item is dropped.</summary>
        Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory);
    }

    public interface IStreamSubscriptionHandleFactory
    {
        StreamId StreamId { get; }

        string ProviderName { get; }

        GuidId SubscriptionId { get; }

        StreamSubscriptionHandle<T> Create<T>();
    }
}
