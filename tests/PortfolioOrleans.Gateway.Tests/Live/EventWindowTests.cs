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
        bySize.Trim(mostEvents: 100, mostBytes: Frames(3).Sum(frame => frame.Bytes.Length) + Frames(2)[^1].Bytes.Length);
        Assert.Equal((8, 12), (bySize.First, bySize.Last));
    }

    [Fact]
    public void The_newest_snapshot_and_what_follows_it_are_never_dropped()
    {
        var window = Window(1, 2, 3);

        window.Trim(mostEvents: 1, mostBytes: 1);

        Assert.Equal((9, 12, 9), (window.First, window.Last, window.NewestSnapshot));
        Assert.True(window.After(8, 1)[0].IsSnapshot);
    }

    [Fact]
    public void A_window_that_begins_again_behind_a_gap_counts_on_and_one_with_old_numbers_counts_anew()
    {
        var window = Window(1);

        window.Restart(Frames(9));
        Assert.Equal((33, 36, 0), (window.First, window.Last, window.Numbering));

        window.Restart(Frames(2));
        Assert.Equal((5, 8, 1), (window.First, window.Last, window.Numbering));
    }

    [Fact]
    public void A_new_client_starts_with_the_newest_snapshot()
    {
        var cursor = new EventCursor(Window(1, 2), after: null, mostBehind: 8);

        var batch = cursor.Read();

        Assert.Null(batch.Reset);
        Assert.Equal([5, 6, 7, 8], batch.Frames.Select(frame => frame.Seq));
        Assert.True(cursor.Read().IsEmpty);
    }

    [Theory]
    [InlineData(0, new long[] { 1, 2, 3, 4, 5, 6, 7, 8 })]
    [InlineData(3, new long[] { 4, 5, 6, 7, 8 })]
    [InlineData(7, new long[] { 8 })]
    [InlineData(8, new long[] { })]
    public void A_client_that_comes_back_gets_what_it_missed(long after, long[] missed)
    {
        var batch = new EventCursor(Window(1, 2), after, mostBehind: 4).Read();

        Assert.Null(batch.Reset);
        Assert.Equal(missed, batch.Frames.Select(frame => frame.Seq));
    }

    [Fact]
    public void A_client_that_comes_back_too_late_is_told_what_it_will_not_get()
    {
        var window = Window(5, 6, 7);

        var batch = new EventCursor(window, after: 11, mostBehind: 8).Read();

        Assert.Equal(new StreamReset(12, 24, ResetReason.NotKept), batch.Reset);
        Assert.Equal([25, 26, 27, 28], batch.Frames.Select(frame => frame.Seq));
    }

    [Fact]
    public void A_number_that_is_not_there_yet_is_from_another_numbering()
    {
        var batch = new EventCursor(Window(1, 2), after: 9, mostBehind: 8).Read();

        Assert.Equal(new StreamReset(1, 4, ResetReason.Renumbered), batch.Reset);
        Assert.Equal([5, 6, 7, 8], batch.Frames.Select(frame => frame.Seq));
    }

    [Fact]
    public void A_client_that_was_up_to_date_may_fall_behind_only_so_far()
    {
        var window = Window(1);
        var (slow, prompt) = (new EventCursor(window, null, mostBehind: 8), new EventCursor(window, null, mostBehind: 8));
        slow.Read();

        foreach (var version in (long[])[2, 3, 4])
        {
            Append(window, version);
            Assert.Null(prompt.Read().Reset);
        }

        Assert.Equal(new StreamReset(5, 12, ResetReason.TooSlow), slow.Read().Reset);
    }

    [Fact]
    public void A_client_that_was_reset_goes_on_without_a_gap()
    {
        var window = Window(5, 6);
        var cursor = new EventCursor(window, after: 1, mostBehind: 8);
        cursor.Read();

        Append(window, 7);

        var batch = cursor.Read();
        Assert.Null(batch.Reset);
        Assert.Equal([25, 26, 27, 28], batch.Frames.Select(frame => frame.Seq));
    }

    [Fact]
    public void A_new_numbering_resets_even_a_client_whose_number_is_in_it()
    {
        var window = Window(3);
        var cursor = new EventCursor(window, null, mostBehind: 8);
        cursor.Read();

        window.Restart([.. Frames(2), .. Frames(3)]);

        Assert.Equal(ResetReason.Renumbered, cursor.Read().Reset?.Reason);
    }

    [Fact]
    public void Whatever_is_appended_trimmed_and_restarted_a_reader_sees_no_gap_it_is_not_told_of()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var rng = new Random(seed);
            var window = new EventWindow();
            var readers = Enumerable.Range(0, 4).Select(_ => (Cursor: new EventCursor(window, null, rng.Next(4, 20)), Seen: new List<long>())).ToList();
            var version = 1L;
            for (var step = 0; step < 60; step++)
            {
                var kind = rng.Next(10);
                if (kind == 0 && version > 1)
                {
                    version += rng.Next(1, 4); // Valuations that nobody heard of.
                    window.Restart(Frames(version++));
                }
                else
                {
                    Append(window, version++);
                    window.Trim(rng.Next(4, 30), long.MaxValue);
                }

                foreach (var (cursor, seen) in readers.Where(_ => rng.Next(3) == 0))
                {
                    var batch = cursor.Read();
                    if (batch.Reset is { } reset)
                    {
                        Assert.Equal((seen[^1] + 1, batch.Frames[0].Seq - 1), (reset.From, reset.To));
                        Assert.True(batch.Frames[0].IsSnapshot);
                    }
                    else if (seen.Count > 0 && !batch.IsEmpty)
                    {
                        Assert.Equal(seen[^1] + 1, batch.Frames[0].Seq);
                    }

                    seen.AddRange(batch.Frames.Select(frame => frame.Seq));
                }
            }

            Assert.All(readers, reader => Assert.Equal(reader.Seen.Order().Distinct(), reader.Seen));
        }
    }

    private static EventWindow Window(params long[] versions)
    {
        var window = new EventWindow();
        foreach (var version in versions)
        {
            if (window.IsEmpty)
            {
                window.Restart(Frames(version));
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
        foreach (var frame in Frames(version))
        {
            window.Append(frame);
        }
    }

    private static List<EventFrame> Frames(long version) =>
        [.. PortfolioEvent.Of(Given.Unvalued("p") with { Version = version, Sequence = version * 4, AsOf = Given.Noon.AddSeconds(version) })
            .Select(happened => EventFrame.Of(happened, ApiJson.Full))];
}
