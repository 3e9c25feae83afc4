using System.Diagnostics;
using System.Globalization;
using PortfolioOrleans.Exchanges.Live;
using Xunit.Abstractions;

namespace PortfolioOrleans.Exchanges.Tests.Support;

/// <summary>
/// Counts the spoiled messages of one test and watches what reading them costs: no one of them takes much memory or long, and nothing of them stays. Each test takes
/// its part of the million that `./test soak fuzz` sends.
/// </summary>
internal sealed class Fuzzing
{
    /// <summary>Tests that spoil messages run one after another, so that what is kept can be told.</summary>
    public const string OneAtATime = "fuzzing";

    /// <summary>A question is several requests to an adapter just made; a message alone takes a thousandth of it.</summary>
    private const long MostForOne = 16 * 1024 * 1024;

    private const long MostKept = 32 * 1024 * 1024;

    /// <summary>Not a measurement: whatever takes so long on any machine does not end.</summary>
    private static readonly TimeSpan LongestForOne = TimeSpan.FromSeconds(30);

    private static readonly int? All =
        int.TryParse(Environment.GetEnvironmentVariable("PORTFOLIO_SOAK_FUZZ"), NumberStyles.None, CultureInfo.InvariantCulture, out var said) && said > 0 ? said : null;

    private readonly long _keptBefore = GC.GetTotalMemory(forceFullCollection: true);
    private long _most;
    private TimeSpan _longest;

    /// <param name="usual">How many messages there are in the suite.</param>
    /// <param name="percent">How many there are of a hundred that are sent to all parsers together.</param>
    public Fuzzing(int usual, int percent) => Messages = All is { } all ? (int)(((long)all * percent) + 99) / 100 : usual;

    /// <summary>How many are to be sent.</summary>
    public int Messages { get; }

    public int Sent { get; private set; }

    /// <summary>Reads one message.</summary>
    public T Read<T>(Func<T> read)
    {
        var (allocated, began) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
        var result = read();
        Sent++;
        _most = Math.Max(_most, GC.GetAllocatedBytesForCurrentThread() - allocated);
        _longest = Stopwatch.GetElapsedTime(began) is var took && took > _longest ? took : _longest;
        return result;
    }

    /// <summary>Lets connections hear words that are spoiled, and says how it went: words that mean something and words that cannot be read must both be frequent.</summary>
    /// <param name="talks">Makes one of each kind of connection, ready to hear.</param>
    public void Hear(Func<Func<byte[], HeardKind>[]> talks, string[] words, ITestOutputHelper output)
    {
        var kinds = new SortedDictionary<HeardKind, int>();
        var open = talks();
        for (var seed = 0; seed < Messages; seed++)
        {
            if (seed % 500 == 0)
            {
                open = talks(); // A connection that has been through a lot, and then a new one.
            }

            var message = new Mutator(seed).Spoil(words[seed % words.Length]);
            foreach (var kind in Read(() => open.Select(hear => hear(message)).ToArray()))
            {
                kinds[kind] = kinds.GetValueOrDefault(kind) + 1;
            }
        }

        Finish(output, $"each through {open.Length} connections, {string.Join(", ", kinds)}");
        Assert.True(
            kinds.GetValueOrDefault(HeardKind.Events) > Sent / 20 && kinds.GetValueOrDefault(HeardKind.Unreadable) > Sent / 20, string.Join(", ", kinds));
    }

    /// <summary>Says how it went; fails where it cost too much.</summary>
    public void Finish(ITestOutputHelper output, string how)
    {
        var kept = GC.GetTotalMemory(forceFullCollection: true) - _keptBefore;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"spoiled {Sent} messages: {how}; most for one {_most / 1024d:N0} KB and {_longest.TotalMilliseconds:N0} ms, kept {kept / 1024d:N0} KB"));
        Assert.True(_most <= MostForOne, $"One message took {_most} bytes.");
        Assert.True(_longest <= LongestForOne, $"One message took {_longest}.");
        if (All is not null)
        {
            Assert.True(kept <= MostKept, $"{kept} bytes were kept."); // In the suite others run beside it.
        }
    }
}
