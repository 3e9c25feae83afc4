namespace PortfolioOrleans.Grains;

/// <summary>What reminders are called in the reminder table; a name is for ever.</summary>
internal static class ReminderNames
{
    public const string Wake = "wake";
}
