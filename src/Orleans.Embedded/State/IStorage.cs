namespace Orleans.Core
{
    /// <summary>One stored record of a grain, whatever its type.</summary>
    public interface IStorage
    {
        /// <summary>The stored version this grain knows; null before the first write.</summary>
        string? Etag { get; }

        bool RecordExists { get; }

        Task ClearStateAsync();

        Task ClearStateAsync(CancellationToken cancellationToken) => ClearStateAsync();

        Task ReadStateAsync();

        Task ReadStateAsync(CancellationToken cancellationToken) => ReadStateAsync();

        /// <exception cref="Storage.InconsistentStateException">Somebody else has written since. Let it escape: the next activation reads anew.</exception>
        /// <exception cref="OrleansException">The store failed; the inner exception is the store's.</exception>
        Task WriteStateAsync();

        Task WriteStateAsync(CancellationToken cancellationToken) => WriteStateAsync();
    }

    public interface IStorage<TState> : IStorage
    {
        TState State { get; set; }
    }
}

namespace Orleans.Runtime
{
    /// <summary>A grain's stored state, read before it is activated. Asked for in the constructor with <see cref="PersistentStateAttribute"/>.</summary>
    public interface IPersistentState<TState> : Core.IStorage<TState>;

    /// <summary>Names a grain's state and the store it is in; the default store when none is named.</summary>
    [AttributeUsage(AttributeTargets.Parameter)]
    public class PersistentStateAttribute(string stateName, string? storageName = null) : Attribute
    {
        public string StateName { get; } = stateName;

        public string? StorageName { get; } = storageName;
    }
}
