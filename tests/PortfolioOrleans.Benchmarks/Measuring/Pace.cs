using System.Diagnostics;
using System.Runtime.InteropServices;

namespace PortfolioOrleans.Benchmarks.Measuring;

/// <summary>Begins things at an even rate, whether or not earlier ones have ended.</summary>
internal static partial class Pace
{
    /// <summary>Begins so many, and ends when the last has begun.</summary>
    /// <param name="begin">Given a number and a clock that counts from when this one was due; must not block.</param>
    public static async Task<IReadOnlyList<Task>> KeepAsync(int eachSecond, int count, Func<int, Func<TimeSpan>, Task> begin)
    {
        var begun = new List<Task>(count);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        // A thread of its own: timers of the runtime keep to milliseconds, and the thread pool is busy with what is measured.
        var thread = new Thread(() =>
        {
            var clock = Stopwatch.StartNew();
            for (var number = 0; number < count; number++)
            {
                var due = TimeSpan.FromSeconds((double)number / eachSecond);
                for (var wait = due - clock.Elapsed; wait > TimeSpan.Zero; wait = due - clock.Elapsed)
                {
                    _ = SleepMicroseconds((uint)wait.TotalMicroseconds + 1);
                }

                begun.Add(begin(number, () => clock.Elapsed - due));
            }

            done.SetResult();
        });
        thread.IsBackground = true;
        thread.Start();
        await done.Task;
        return begun;
    }

    [LibraryImport("libc", EntryPoint = "usleep")]
    private static partial int SleepMicroseconds(uint microseconds);
}
