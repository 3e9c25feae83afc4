namespace Orleans.Runtime;

/// <summary>Values that travel with a call, and with the calls it causes; changes made below are not seen above.</summary>
public static class RequestContext
{
    private const string ReentrancyKey = "#reentrancy";

    // Replaced, never edited: every call on the way shares one dictionary.
    private static readonly AsyncLocal<Dictionary<string, object>?> Values = new();

    /// <summary>The call chain that may come back into grains it has passed; empty when it may not.</summary>
    public static Guid ReentrancyId
    {
        get => Get(ReentrancyKey) is Guid id ? id : Guid.Empty;
        set
        {
            if (value == Guid.Empty)
            {
                Remove(ReentrancyKey);
            }
            else
            {
                Set(ReentrancyKey, value);
            }
        }
    }

    public static IEnumerable<string> Keys => Values.Value?.Keys ?? Enumerable.Empty<string>();

    public static IEnumerable<KeyValuePair<string, object>> Entries => Values.Value ?? Enumerable.Empty<KeyValuePair<string, object>>();

    /// <summary>Until the section is disposed, calls that this call leads to may come back into this grain while it waits.</summary>
    public static ReentrancySection AllowCallChainReentrancy()
    {
        var original = ReentrancyId;
        return new ReentrancySection(original, original == Guid.Empty ? Guid.NewGuid() : original);
    }

    /// <summary>Until the section is disposed, calls made from here may not come back.</summary>
    public static ReentrancySection SuppressCallChainReentrancy() => new(ReentrancyId, Guid.Empty);

    public static object? Get(string key) => Values.Value?.GetValueOrDefault(key);

    public static void Set(string key, object value) =>
        Values.Value = new Dictionary<string, object>(Values.Value ?? []) { [key] = value };

    public static bool Remove(string key)
    {
        if (Values.Value is not { } values || !values.ContainsKey(key))
        {
            return false;
        }

        Values.Value = values.Count == 1 ? null : new Dictionary<string, object>(values.Where(entry => entry.Key != key));
        return true;
    }

    public static void Clear() => Import(null);

    internal static Dictionary<string, object>? Export() => Values.Value;

    /// <summary>What travels with what is published: not a way back into the publisher.</summary>
    internal static Dictionary<string, object>? ExportWithoutReentrancy() => Values.Value is { } values && values.ContainsKey(ReentrancyKey)
        ? new Dictionary<string, object>(values.Where(entry => entry.Key != ReentrancyKey))
        : Values.Value;

    internal static void Import(Dictionary<string, object>? values)
    {
        if (!ReferenceEquals(Values.Value, values))
        {
            Values.Value = values;
        }
    }

    internal static Guid ReentrancyIdIn(Dictionary<string, object>? values) =>
        values is not null && values.TryGetValue(ReentrancyKey, out var id) ? (Guid)id : Guid.Empty;

    /// <summary>A stretch of a method in which call-chain reentrancy is on or off.</summary>
    public readonly struct ReentrancySection : IDisposable
    {
        private readonly Guid _originalReentrancyId;
        private readonly Guid _newReentrancyId;

        public ReentrancySection(Guid originalReentrancyId, Guid newReentrancyId)
        {
            (_originalReentrancyId, _newReentrancyId) = (originalReentrancyId, newReentrancyId);
            ReentrancyId = newReentrancyId;
            if (newReentrancyId != Guid.Empty)
            {
                (RuntimeContext.Current as Activation)?.EnterReentrantSection(newReentrancyId);
            }
        }

        public void Dispose()
        {
            if (_newReentrancyId != Guid.Empty)
            {
                (RuntimeContext.Current as Activation)?.LeaveReentrantSection(_newReentrancyId);
            }

            ReentrancyId = _originalReentrancyId;
        }
    }
}
