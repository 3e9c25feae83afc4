namespace Orleans.Embedded.Tests;

/// <summary>What happened, in order, for grains to write down and tests to read.</summary>
internal sealed class Diary
{
    private readonly List<string> _entries = [];

    public IReadOnlyList<string> Entries
    {
        get
        {
            lock (_entries)
            {
                return [.. _entries];
            }
        }
    }

    public void Add(string entry)
    {
        lock (_entries)
        {
            _entries.Add(entry);
        }
    }
}
