using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Embedded.Reminders;

namespace Orleans.Hosting
{
    /// <summary>How reminders are kept and sent.</summary>
    public sealed class ReminderOptions
    {
        /// <summary>The shortest period a reminder may have. Default: 1 minute.</summary>
        public TimeSpan MinimumReminderPeriod { get; set; } = TimeSpan.FromMinutes(1);

        /// <summary>How often the table is read again, for changes by another hand. Default: 5 minutes.</summary>
        public TimeSpan RefreshReminderListPeriod { get; set; } = TimeSpan.FromMinutes(5);
    }

    public static class SiloBuilderReminderExtensions
    {
        /// <summary>Sends reminders from whatever <see cref="IReminderTable"/> is registered.</summary>
        public static ISiloBuilder AddReminders(this ISiloBuilder builder)
        {
            builder.Services.AddReminders();
            return builder;
        }

        public static void AddReminders(this IServiceCollection services) => services.AddOptions<ReminderOptions>()
            .Validate(
                options => options.MinimumReminderPeriod > TimeSpan.Zero && options.RefreshReminderListPeriod > TimeSpan.Zero,
                "ReminderOptions: both periods must be longer than zero.")
            .ValidateOnStart();
    }

    public static class SiloBuilderReminderMemoryExtensions
    {
        /// <summary>Reminders that are kept in memory, and gone with the silo.</summary>
        public static ISiloBuilder UseInMemoryReminderService(this ISiloBuilder builder)
        {
            builder.Services.TryAddSingleton<IReminderTable, InMemoryReminderTable>();
            return builder.AddReminders();
        }
    }
}

namespace Orleans
{
    /// <summary>A grain's own reminders.</summary>
    public static class GrainReminderExtensions
    {
        /// <summary>Registers a reminder, or gives an existing one a new due time and period.</summary>
        /// <exception cref="InvalidOperationException">The grain is not <see cref="IRemindable"/>, or no reminder table is registered.</exception>
        public static Task<IGrainReminder> RegisterOrUpdateReminder(
            this Grain grain, string reminderName, TimeSpan dueTime, TimeSpan period) =>
            ((IGrainBase)grain).RegisterOrUpdateReminder(reminderName, dueTime, period);

        /// <inheritdoc cref="RegisterOrUpdateReminder(Grain, string, TimeSpan, TimeSpan)"/>
        public static Task<IGrainReminder> RegisterOrUpdateReminder(
            this IGrainBase grain, string reminderName, TimeSpan dueTime, TimeSpan period) =>
            Service(grain).RegisterAsync(grain.GrainContext.GrainId, reminderName, dueTime, period);

        public static Task UnregisterReminder(this Grain grain, IGrainReminder reminder) =>
            ((IGrainBase)grain).UnregisterReminder(reminder);

        public static Task UnregisterReminder(this IGrainBase grain, IGrainReminder reminder) => Service(grain).UnregisterAsync(reminder);

        /// <returns>Null when there is none of that name.</returns>
        public static Task<IGrainReminder?> GetReminder(this Grain grain, string reminderName) =>
            ((IGrainBase)grain).GetReminder(reminderName);

        public static Task<IGrainReminder?> GetReminder(this IGrainBase grain, string reminderName) =>
            Service(grain).GetAsync(grain.GrainContext.GrainId, reminderName);

        public static Task<List<IGrainReminder>> GetReminders(this Grain grain) => ((IGrainBase)grain).GetReminders();

        public static Task<List<IGrainReminder>> GetReminders(this IGrainBase grain) =>
            Service(grain).GetAllAsync(grain.GrainContext.GrainId);

        private static ReminderService Service(IGrainBase grain) => grain is IRemindable
            ? grain.GrainContext.SiloServices().GetRequiredService<ReminderService>()
            : throw new InvalidOperationException($"{grain.GetType()} must implement IRemindable to have reminders.");
    }
}
