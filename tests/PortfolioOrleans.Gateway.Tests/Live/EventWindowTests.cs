using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using PortfolioOrleans.Contracts.Portfolios;
using PortfolioOrleans.Gateway.Json;
using PortfolioOrleans.Gateway.Live;

namespace PortfolioOrleans.Gateway.Tests.Live;

public sealed class EventWindowTests
{
    [Fact]
    public void Events_join_on_and_repeated_ones_are_known()
    {
        var window = Window(1);
        var next = PortfolioEvent.Of(Given.Portfolio("p", 2));

        Assert.Equal(Placement.Next, window.Place(next[0].Sequence, next[0].Time));
        Assert.Equal(Placement.Elsewhere, window.Place(next[1].Sequence, next[1].Time));
        Assert.Equal(Placement.Known, window.Place(4, Given.Noon.AddSeconds(1)));
        Assert.Equal(Placement.Known, window.Place(1, Given.Noon.AddSeconds(1)));
    }

    [Fact]
    public void An_old_number_at_a_later_time_belongs_elsewhere()
    {
        Assert.Equal(Placement.Elsewhere, Window(1, 2).Place(4, Given.Noon.AddSeconds(3)));
    }

    [Fact]
    public void The_oldest_are_dropped_by_number_and_by_size()
    {
        var byNumber = Window(1, 2, 3);
        byNumber.Trim(mostEvents: 6, mostBytes: long.MaxValue);
        Assert.Equal((7, 12), (byNumber.First, byNumber.Last));

        var bySize = Window(1, 2, 3);
        bySize.Trim(mostEvents: 100, mostBytes: Events(3).Sum(LengthOf) + LengthOf(Events(2)[^1]));
        Assert.Equal((8, 12), (bySize.First, bySize.Last));
    }

    [Fact]
    public void The_newest_snapshot_and_what_follows_it_are_never_dropped()
    {
        var window = Window(1, 2, 3);

        window.Trim(mostEvents: 1, mostBytes: 1);

        Assert.Equal((9, 12, 9), (window.First, window.Last, window.NewestSnapshot));
        Assert.Equal([9], Seqs(window, after: 8, most: 1));
    }

    [Fact]
    public void A_window_that_begins_again_behind_a_gap_counts_on_and_one_with_old_numbers_counts_anew()
    {
        var window = Window(1);

        window.Restart(Events(9));
        Assert.Equal((33, 36, 0), (window.First, window.Last, window.Numbering));

        window.Restart(Events(2));
        Assert.Equal((5, 8, 1), (window.First, window.Last, window.Numbering));
    }

    [Fact]
    public void A_new_client_starts_with_the_newest_snapshot()
    {
        var client = new Client(Window(1, 2), after: null, mostBehind: 8);

        Assert.Equal([5, 6, 7, 8], client.Read());
        Assert.Empty(client.Read());
        Assert.Empty(client.Resets);
    }

    [Theory]
    [InlineData(0, new long[] { 1, 2, 3, 4, 5, 6, 7, 8 })]
    [InlineData(3, new long[] { 4, 5, 6, 7, 8 })]
    [InlineData(7, new long[] { 8 })]
    [InlineData(8, new long[] { })]
    public void A_client_that_comes_back_gets_what_it_missed(long after, long[] missed)
    {
        var client = new Client(Window(1, 2), after, mostBehind: 4);

        Assert.Equal(missed, client.Read());
        Assert.Empty(client.Resets);
    }

    [Fact]
    public void A_client_that_comes_back_too_late_is_told_what_it_will_not_get_before_it_gets_the_rest()
    {
        var client = new Client(Window(5, 6, 7), after: 11, mostBehind: 8);

        Assert.Empty(client.Read());
        Assert.Equal([new StreamReset(12, 24, ResetReason.NotKept)], client.Resets);
        Assert.Equal([25, 26, 27, 28], client.Read());
    }

    [Fact]
    public void A_number_that_is_not_there_yet_is_from_another_numbering()
    {
        var client = new Client(Window(1, 2), after: 9, mostBehind: 8);

        Assert.Equal([5, 6, 7, 8], client.ReadAll());
        Assert.Equal([new StreamReset(1, 4, ResetReason.Renumbered)], client.Resets);
    }

    [Fact]
    public void A_client_that_was_up_to_date_may_fall_behind_only_so_far()
    {
        var window = Window(1);
        var (slow, prompt) = (new Client(window, null, mostBehind: 8), new Client(window, null, mostBehind: 8));
        slow.Read();

        foreach (var version in (long[])[2, 3, 4])
        {
            Append(window, version);
            prompt.ReadAll();
        }

        Assert.Empty(prompt.Resets);
        Assert.Equal([13, 14, 15, 16], slow.ReadAll());
        Assert.Equal([new StreamReset(5, 12, ResetReason.TooSlow)], slow.Resets);
    }

    [Fact]
    public void A_client_that_was_reset_goes_on_without_a_gap()
    {
        var window = Window(5, 6);
        var client = new Client(window, after: 1, mostBehind: 8);
        client.ReadAll();

        Append(window, 7);

        Assert.Equal([25, 26, 27, 28], client.ReadAll());
        Assert.Single(client.Resets);
    }

    [Fact]
    public void A_new_numbering_resets_even_a_client_whose_number_is_in_it()
    {
        var window = Window(3);
        var client = new Client(window, null, mostBehind: 8);
        client.Read();

        window.Restart([.. Events(2), .. Events(3)]);
        client.Read();

        Assert.Equal(ResetReason.Renumbered, Assert.Single(client.Resets).Reason);
    }

    [Fact]
    public void A_client_that_is_far_behind_is_given_what_it_missed_in_pieces()
    {
        var window = Window([.. Enumerable.Range(1, 40).Select(version => (long)version)]);
        var client = new Client(window, after: 0, mostBehind: 1_000);

        Assert.Equal(16, client.Read().Count);
        Assert.Equal(Enumerable.Range(17, 144).Select(seq => (long)seq), client.ReadAll());
    }

    [Fact]
    public void Whatever_is_appended_trimmed_and_restarted_a_reader_sees_no_gap_it_is_not_told_of_and_every_event_as_it_was_written()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var rng = new Random(seed);
            var window = new EventWindow(ApiJson.Full);
            var readers = Enumerable.Range(0, 4).Select(_ => (Client: new Client(window, null, rng.Next(4, 20)), Seen: new List<long>())).ToList();
            var version = 1L;
            for (var step = 0; step < 60; step++)
            {
                var kind = rng.Next(10);
                if (kind == 0 && version > 1)
                {
                    version += rng.Next(1, 4); // Valuations that nobody heard of.
                    window.Restart(Events(version++));
                }
                else
                {
                    Append(window, version++);
                    window.Trim(rng.Next(4, 30), rng.Next(2) == 0 ? long.MaxValue : rng.Next(1_000, 20_000));
                }

                foreach (var (client, seen) in readers.Where(_ => rng.Next(3) == 0))
                {
                    var resets = client.Resets.Count;
                    var news = client.ReadAll();
                    if (client.Resets.Skip(resets).ToList() is [var reset])
                    {
                        Assert.Equal((seen[^1] + 1, news[0] - 1), (reset.From, reset.To));
                        Assert.Equal(1, news[0] % PortfolioEvent.EachValuation); // A snapshot.
                    }
                    else if (seen.Count > 0 && news.Count > 0)
                    {
                        Assert.Equal(seen[^1] + 1, news[0]);
                    }

                    seen.AddRange(news);
                }
            }

            Assert.All(readers, reader => Assert.Equal(reader.Seen.Order().Distinct(), reader.Seen));
        }
    }

    private static EventWindow Window(params long[] versions)
    {
        var window = new EventWindow(ApiJson.Full);
        foreach (var version in versions)
        {
            if (window.IsEmpty)
            {
                window.Restart(Events(version));
            }
            else
            {
                Append(window, version);
            }
        }

        return window;
    }

    private static void Append(EventWindow window, long version)
    {
        foreach (var happened in Events(version))
        {
            window.Append(happened);
        }
    }

    private static ImmutableArray<PortfolioEvent> Events(long version) =>
        PortfolioEvent.Of(Given.Unvalued("p") with { Version = version, Sequence = version * 4, AsOf = Given.Noon.AddSeconds(version) });

    private static int LengthOf(PortfolioEvent happened) => EventFrame.Of(happened, ApiJson.Full).Length;

    private static List<long> Seqs(EventWindow window, long after, int most)
    {
        var written = new ArrayBufferWriter<byte>();
        window.CopyAfter(after, most, int.MaxValue, written);
        return Seqs(written);
    }

    /// <summary>The numbers of what was written, each of which stands as it does when it is written alone.</summary>
    private static List<long> Seqs(ArrayBufferWriter<byte> written)
    {
        var seqs = new List<long>();
        var left = written.WrittenSpan;
        while (!left.IsEmpty)
        {
            var seq = long.Parse(left["id: ".Length..left.IndexOf((byte)'\n')], CultureInfo.InvariantCulture);
            var alone = EventFrame.Of(Events((seq + 3) / 4)[(int)((seq - 1) % 4)], ApiJson.Full);
            Assert.True(left.StartsWith(alone));
            left = left[alone.Length..];
            seqs.Add(seq);
        }

        return seqs;
    }

    /// <summary>Somebody who reads with a cursor and remembers what was left out.</summary>
    private sealed class Client(EventWindow window, long? after, int mostBehind)
    {
        private readonly EventCursor _cursor = new(window, after, mostBehind);

        public List<StreamReset> Resets { get; } = [];

        public List<long> Read() => ReadOnce().Seqs;

        public List<long> ReadAll()
        {
            var all = new List<long>();
            while (ReadOnce() is { IsEmpty: false } read)
            {
                all.AddRange(read.Seqs);
            }

            return all;
        }

        private (bool IsEmpty, List<long> Seqs) ReadOnce()
        {
            var written = new ArrayBufferWriter<byte>();
            var batch = _cursor.Read(written);
            if (batch.Reset is { } reset)
            {
                Resets.Add(reset);
            }

            var seqs = Seqs(written);
            Assert.Equal(batch.Count, seqs.Count);
            return (batch.IsEmpty, seqs);
        }
    }
}
