using Orleans.Embedded.Reminders;

namespace Orleans.Embedded.Tests.Reminders;

public sealed class ReminderTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Diary _diary = new();
    private readonly InMemoryReminderTable _table = new();

    [Fact]
    public void A_reminder_wakes_its_grain_at_the_due_time_and_then_every_period()
    {
        using var world = NewWorld();
        var grain = world.Client.GetGrain<IRemindedGrain>("a");

        world.Run(async () =>
        {
            await grain.RemindAsync("r", Minute * 2, Minute * 30);
            await grain.LeaveAsync();
        });
        world.RunFor(TimeSpan.Zero);
        Assert.False(world.IsActive(grain));
        world.RunFor(Minute * 63);

        Assert.Equal(["a r at 2, first at 2", "a r at 32, first at 2", "a r at 62, first at 2"], _diary.Entries);
    }

    [Fact]
    public void Reminders_survive_a_crash_and_what_was_missed_is_not_made_up_for()
    {
        using var world = new SimulatedWorld(seed: 1);
        var first = world.StartSilo(Configure);
        world.Run(() => first.Client.GetGrain<IRemindedGrain>("a").RemindAsync("r", Minute, Minute * 10));
        world.RunFor(Minute * 5);

        world.Crash(first);
        world.RunFor(Minute * 20); // Due at 11 and 21.
        world.StartSilo(Configure);
        world.RunFor(Minute * 20);

        Assert.Equal(["a r at 1, first at 1", "a r at 31, first at 1", "a r at 41, first at 1"], _diary.Entries);
    }

    [Fact]
    public void Registering_again_moves_the_reminder_and_does_not_double_it()
    {
        using var world = NewWorld();
        var grain = world.Client.GetGrain<IRemindedGrain>("a");

        world.Run(async () =>
        {
            await grain.RemindAsync("r", Minute, Minute);
            await grain.RemindAsync("r", Minute * 3, Minute * 5);
            Assert.Equal("r", Assert.Single(await grain.NamesAsync()));
        });
        world.RunFor(Minute * 9);

        Assert.Equal(["a r at 3, first at 3", "a r at 8, first at 3"], _diary.Entries);
    }

    [Fact]
    public void An_unregistered_reminder_is_silent_and_gone()
    {
        using var world = NewWorld();
        var grain = world.Client.GetGrain<IRemindedGrain>("a");

        world.Run(async () =>
        {
            await grain.RemindAsync("r", Minute, Minute);
            await grain.ForgetAsync("r");
            Assert.Empty(await grain.NamesAsync());
            Assert.False(await grain.HasAsync("r"));
        });
        world.RunFor(Minute * 10);

        Assert.Empty(_diary.Entries);
    }

    [Fact]
    public void A_handle_from_before_a_new_registration_does_not_unregister_it()
    {
        using var world = NewWorld();

        world.Run(() => Assert.ThrowsAsync<ReminderException>(() => world.Client.GetGrain<IRemindedGrain>("a").ForgetStaleAsync("r")));
    }

    [Fact]
    public void A_period_below_a_minute_and_times_that_make_no_sense_are_refused()
    {
        using var world = NewWorld();
        var grain = world.Client.GetGrain<IRemindedGrain>("a");

        world.Run(async () =>
        {
            await Assert.ThrowsAsync<ArgumentException>(() => grain.RemindAsync("r", Minute, TimeSpan.FromSeconds(59)));
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => grain.RemindAsync("r", Timeout.InfiniteTimeSpan, Minute));
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => grain.RemindAsync("r", Minute, Timeout.InfiniteTimeSpan));
            await grain.RemindAsync("r", TimeSpan.Zero, Minute);
        });
    }

    [Fact]
    public void A_tick_that_fails_or_takes_long_does_not_stop_the_next_and_they_never_overlap()
    {
        using var world = NewWorld();

        world.Run(async () =>
        {
            await world.Client.GetGrain<IRemindedGrain>("failing").RemindAsync("r", Minute, Minute);
            await world.Client.GetGrain<IRemindedGrain>("slow").RemindAsync("r", Minute, Minute);
        });
        world.RunFor(Minute * 4);

        Assert.Equal(4, _diary.Entries.Count(entry => entry.StartsWith("failing r", StringComparison.Ordinal)));

        // A slow tick takes 80 s, and the engine waits for 30. The second waits for its turn; the third gives up waiting.
        Assert.Equal(
            ["slow r at 1, first at 1", "slow r at 2.33, first at 1", "slow r at 4, first at 1"],
            _diary.Entries.Where(entry => entry.StartsWith("slow", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_change_made_to_the_table_by_another_hand_is_noticed_within_five_minutes()
    {
        using var world = NewWorld();
        world.Run(() => _table.UpsertRow(new ReminderEntry
        {
            GrainId = GrainId.Create("reminded", "foreign"),
            ReminderName = "r",
            StartAt = world.Clock.GetUtcNow().UtcDateTime + (Minute * 6),
            Period = Minute * 10,
        }));

        world.RunFor(Minute * 7);

        Assert.Equal(["foreign r at 6, first at 6"], _diary.Entries);
    }

    [Fact]
    public void A_table_that_cannot_be_read_at_start_is_tried_again()
    {
        var table = new LateTable(_table);
        using var world = new World(silo => silo.AddReminders().Services.AddSingleton(_diary).AddSingleton<IReminderTable>(table));
        world.Run(() => world.Client.GetGrain<IRemindedGrain>("a").RemindAsync("own", Minute, Minute * 60));

        table.IsAway = false;
        world.RunFor(Minute * 2);

        Assert.Equal(["a own at 1, first at 1"], _diary.Entries);
    }

    [Fact]
    public void A_grain_must_be_remindable_and_a_table_registered()
    {
        using var world = new World();

        world.Run(async () =>
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => world.Client.GetGrain<IUnremindableGrain>("a").RemindAsync());
            await Assert.ThrowsAsync<InvalidOperationException>(() => world.Client.GetGrain<IRemindedGrain>("a").RemindAsync("r", Minute, Minute));
        });
    }

    [Fact]
    public async Task The_table_answers_by_grain_by_name_and_by_range_of_hashes()
    {
        var ids = Enumerable.Range(0, 20).Select(number => GrainId.Create("any", $"{number}")).ToArray();
        await Task.WhenAll(ids.Select(id => _table.UpsertRow(new ReminderEntry { GrainId = id, ReminderName = "r", Period = Minute })));
        var half = uint.MaxValue / 2;

        var low = (await _table.ReadRows(0, half)).Reminders;
        var high = (await _table.ReadRows(half, 0)).Reminders;

        Assert.All(low, row => Assert.InRange(row.GrainId.GetUniformHashCode(), 1u, half));
        Assert.Equal(20, low.Count + high.Count);
        Assert.Equal(20, (await _table.ReadRows(7, 7)).Reminders.Count);
        Assert.Single((await _table.ReadRows(ids[0])).Reminders);
        var row = await _table.ReadRow(ids[0], "r");
        Assert.False(await _table.RemoveRow(ids[0], "r", "another"));
        Assert.True(await _table.RemoveRow(ids[0], "r", row!.ETag!));
        Assert.Null(await _table.ReadRow(ids[0], "r"));
    }

    private World NewWorld() => new(Configure);

    private void Configure(ISiloBuilder silo) => silo.AddReminders().Services.AddSingleton(_diary).AddSingleton<IReminderTable>(_table);

    /// <summary>A table that is away at first.</summary>
    private sealed class LateTable(IReminderTable inner) : IReminderTable
    {
        public bool IsAway { get; set; } = true;

        public Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName) => inner.ReadRow(grainId, reminderName);

        public Task<ReminderTableData> ReadRows(GrainId grainId) => inner.ReadRows(grainId);

        public Task<ReminderTableData> ReadRows(uint begin, uint end) =>
            IsAway ? throw new TimeoutException("The table is away.") : inner.ReadRows(begin, end);

        public Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag) => inner.RemoveRow(grainId, reminderName, eTag);

        public Task TestOnlyClearTable() => inner.TestOnlyClearTable();

        public Task<string?> UpsertRow(ReminderEntry entry) => inner.UpsertRow(entry);
    }
}

internal interface IRemindedGrain : IGrainWithStringKey
{
    Task RemindAsync(string name, TimeSpan dueTime, TimeSpan period);

    Task ForgetAsync(string name);

    Task ForgetStaleAsync(string name);

    Task<bool> HasAsync(string name);

    Task<System.Collections.Immutable.ImmutableArray<string>> NamesAsync();

    Task LeaveAsync();
}

internal sealed class RemindedGrain(TimeProvider clock, Diary? diary = null) : Grain, IRemindedGrain, IRemindable
{
    private static readonly DateTime Midnight = new(2025, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        diary!.Add($"{this.GetPrimaryKeyString()} {reminderName} at {(clock.GetUtcNow() - Midnight).TotalMinutes:0.##}, "
            + $"first at {(status.FirstTickTime - Midnight).TotalMinutes:0.##}");
        if (this.GetPrimaryKeyString() == "failing")
        {
            throw new InvalidOperationException("a bad tick");
        }

        if (this.GetPrimaryKeyString() == "slow")
        {
            await Task.Delay(TimeSpan.FromSeconds(80), clock);
        }
    }

    public Task RemindAsync(string name, TimeSpan dueTime, TimeSpan period) => this.RegisterOrUpdateReminder(name, dueTime, period);

    public async Task ForgetAsync(string name) => await this.UnregisterReminder((await this.GetReminder(name))!);

    public async Task ForgetStaleAsync(string name)
    {
        var stale = await this.RegisterOrUpdateReminder(name, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
        await this.RegisterOrUpdateReminder(name, TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(1));
        await this.UnregisterReminder(stale);
    }

    public async Task<bool> HasAsync(string name) => await this.GetReminder(name) is not null;

    public async Task<System.Collections.Immutable.ImmutableArray<string>> NamesAsync() =>
        [.. (await this.GetReminders()).Select(reminder => reminder.ReminderName)];

    public Task LeaveAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}

internal interface IUnremindableGrain : IGrainWithStringKey
{
    Task RemindAsync();
}

internal sealed class UnremindableGrain : Grain, IUnremindableGrain
{
    public Task RemindAsync() => this.RegisterOrUpdateReminder("r", TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
}
