namespace Orleans
{
    /// <summary>What passes between a grain and a store: the state, its version, and whether there is any.</summary>
    public interface IGrainState<T>
    {
        T State { get; set; }

        string? ETag { get; set; }

        bool RecordExists { get; set; }
    }

    public sealed class GrainState<T> : IGrainState<T>
    {
        public GrainState() : this(default!, null)
        {
        }

        public GrainState(T state) : this(state, null)
        {
        }

        public GrainState(T state, string? eTag) => (State, ETag) = (state, eTag);

        public T State { get; set; }

        public string? ETag { get; set; }

        public bool RecordExists { get; set; }
    }
}

namespace Orleans.Storage
{
    /// <summary>A store of grain states, registered by name. It fills in the ETag it gave, and refuses a write that carries another.</summary>
    public interface IGrainStorage
    {
        Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);

        Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken) =>
            ClearStateAsync(stateName, grainId, grainState);

        Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);

        Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken) =>
            ReadStateAsync(stateName, grainId, grainState);

        /// <exception cref="InconsistentStateException">The stored version is not the one the state carries.</exception>
        Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);

        Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken) =>
            WriteStateAsync(stateName, grainId, grainState);
    }

    /// <summary>How a store turns states into bytes.</summary>
    public interface IGrainStorageSerializer
    {
        T Deserialize<T>(BinaryData input);

        BinaryData Serialize<T>(T? input);
    }

    /// <summary>A state was to be written that somebody else has written since it was read.</summary>
    public class InconsistentStateException : OrleansException
    {
        public InconsistentStateException()
        {
        }

        public InconsistentStateException(string message) : base(message)
        {
        }

        public InconsistentStateException(string message, Exception? innerException) : base(message, innerException)
        {
        }

        public InconsistentStateException(string errorMsg, string? storedEtag, string? currentEtag, Exception? storageException)
            : base(errorMsg, storageException) => (StoredEtag, CurrentEtag) = (storedEtag, currentEtag);

        public InconsistentStateException(string errorMsg, string? storedEtag, string? currentEtag)
            : this(errorMsg, storedEtag, currentEtag, null)
        {
        }

        public InconsistentStateException(string? storedEtag, string? currentEtag, Exception? storageException)
            : this(storageException?.Message ?? "The stored state is another version.", storedEtag, currentEtag, storageException)
        {
        }

        /// <summary>What the store has, if it said.</summary>
        public string? StoredEtag { get; }

        /// <summary>What the grain had.</summary>
        public string? CurrentEtag { get; }

        /// <summary>It has not left the activation it happened in, which is the one to end.</summary>
        internal bool IsSourceActivation { get; set; } = true;

        public override string ToString() => $"{base.ToString()} Expected ETag {CurrentEtag ?? "none"}, stored {StoredEtag ?? "none"}.";
    }
}
