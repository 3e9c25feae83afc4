namespace Orleans
{
    /// <summary>A grain that reminders wake. A tick may come late, twice or not at all, so what it does must bear repeating.</summary>
    public interface IRemindable : IGrain
    {
        Task ReceiveReminder(string reminderName, TickStatus status);
    }
}

namespace Orleans.Runtime
{
    /// <summary>A registered reminder, for unregistering it.</summary>
    public interface IGrainReminder
    {
        string ReminderName { get; }
    }

    /// <summary>Which tick of a reminder this is.</summary>
    [GenerateSerializer, Immutable]
    public readonly struct TickStatus(DateTime firstTickTime, TimeSpan period, DateTime timeStamp)
    {
        /// <summary>When the first tick was due, UTC; the others are due whole periods later.</summary>
        [Id(0)]
        public DateTime FirstTickTime { get; } = firstTickTime;

        [Id(1)]
        public TimeSpan Period { get; } = period;

        /// <summary>When this tick was sent, UTC.</summary>
        [Id(2)]
        public DateTime CurrentTickTime { get; } = timeStamp;

        public override string ToString() => $"<{FirstTickTime:O}, {Period}, {CurrentTickTime:O}>";
    }

    /// <summary>A reminder could not be registered or unregistered: somebody changed it in the same moment. Trying again may help.</summary>
    public sealed class ReminderException(string message) : OrleansException(message);
}
