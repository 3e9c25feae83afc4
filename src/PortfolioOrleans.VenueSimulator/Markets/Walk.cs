using System.Text;

namespace PortfolioOrleans.VenueSimulator.Markets;

/// <summary>
/// Seeded randomness with random access: what happens at a step depends on the seed and the step alone, not on how often or in which order it is
/// asked. Integer and decimal arithmetic only, so every machine computes the same.
/// </summary>
internal static class Walk
{
    /// <summary>Slowest wave: 2^20 seconds, twelve days; slower ones would let a demo drift off believable prices.</summary>
    private const int Octaves = 21;

    private const long Unit = 1L << 20;
    private const long RootScale = 1_000_000L;

    /// <summary>
    /// What a price is multiplied with at <paramref name="step"/>: a sum of waves, each twice as slow and the square root of two as high as the one
    /// before, which is how a random walk looks at every scale. Always above zero.
    /// </summary>
    /// <param name="line">From <see cref="Line"/>.</param>
    /// <param name="volatility">Height of the one-second wave, as a fraction of the price.</param>
    public static decimal Factor(ulong line, decimal volatility, long step)
    {
        var sum = 0L;
        for (var octave = 0; octave < Octaves; octave++)
        {
            var root = (octave % 2 == 0 ? RootScale : 1_414_214L) << (octave / 2);
            sum += Smooth(line + (ulong)octave, step, 1L << octave) * root;
        }

        var drift = volatility * sum / (Unit * RootScale);
        return drift >= 0m ? 1m + drift : 1m / (1m - drift);
    }

    /// <summary>A single smooth wave between -1 and 1 that turns about once in <paramref name="period"/> steps.</summary>
    public static decimal Wave(ulong line, long step, long period) => Smooth(line, step, period) / (decimal)Unit;

    /// <summary>A number of all 64 bits.</summary>
    public static ulong Number(ulong line, long step) => Mix(line, step);

    /// <summary>So many letters and digits, for keys and ids.</summary>
    public static string Letters(int seed, string line, int count) => Text(seed, line, count, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");

    /// <summary>So many digits of a hexadecimal number.</summary>
    public static string Hex(int seed, string line, int count) => Text(seed, line, count, "0123456789abcdef");

    private static string Text(int seed, string line, int count, string alphabet)
    {
        var text = new StringBuilder(count);
        var hash = Line(seed, line);
        for (var i = 0; i < count; i++)
        {
            text.Append(alphabet[(int)(Mix(hash, i) % (ulong)alphabet.Length)]);
        }

        return text.ToString();
    }

    private static long Smooth(ulong line, long step, long period)
    {
        var (knot, rest) = Math.DivRem(step, period);
        if (rest < 0)
        {
            (knot, rest) = (knot - 1, rest + period);
        }

        var from = Signed(line, knot);
        return from + (Signed(line, knot + 1) - from) * rest / period;
    }

    private static long Signed(ulong line, long knot) => (long)(Mix(line, knot) % (2 * Unit + 1)) - Unit;

    /// <summary>Where one kind of randomness has its own numbers: FNV-1a over its name, started from the seed.</summary>
    public static ulong Line(int seed, string name)
    {
        unchecked
        {
            var hash = 14695981039346656037UL ^ ((ulong)(uint)seed * 0x9E3779B97F4A7C15UL);
            foreach (var letter in name)
            {
                hash = (hash ^ letter) * 1099511628211UL;
            }

            return hash << 8; // Leaves room to add an octave without meeting a neighbour.
        }
    }

    /// <summary>The finalizer of SplitMix64: neighbouring inputs give unrelated outputs.</summary>
    private static ulong Mix(ulong line, long knot)
    {
        unchecked
        {
            var z = line + (ulong)knot * 0x9E3779B97F4A7C15UL;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return z ^ (z >> 31);
        }
    }
}
