using System.Buffers;
using PortfolioOrleans.Gateway.Live;

namespace PortfolioOrleans.Gateway.Tests.Live;

public sealed class ByteQueueTests
{
    [Fact]
    public void Whatever_comes_and_goes_what_is_kept_is_what_came()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var rng = new Random(seed);
            var (queue, model, dropped) = (new ByteQueue(), new List<byte>(), 0L);
            for (var step = 0; step < 100; step++)
            {
                if (rng.Next(3) > 0)
                {
                    var bytes = new byte[rng.Next(2) == 0 ? rng.Next(500) : rng.Next(20_000)]; // Nothing at all, and more than one piece, too.
                    rng.NextBytes(bytes);
                    queue.Append(bytes);
                    model.AddRange(bytes);
                }
                else
                {
                    var count = rng.Next(model.Count + 1);
                    queue.Drop(count);
                    model.RemoveRange(0, count);
                    dropped += count;
                }

                Assert.Equal((dropped, dropped + model.Count, model.Count), (queue.Start, queue.End, queue.Length));
                var (start, length) = (rng.Next(model.Count + 1), 0);
                length = rng.Next(model.Count - start + 1);
                var copy = new ArrayBufferWriter<byte>();
                queue.CopyTo(copy, dropped + start, length);
                Assert.True(copy.WrittenSpan.SequenceEqual(model.GetRange(start, length).ToArray()));
            }
        }
    }
}
