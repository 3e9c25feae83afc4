using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.Okx.Feed;

/// <summary>What every message of the live feed has around it.</summary>
/// <param name="Event">login, subscribe, error, notice ...; null where it brings data.</param>
/// <param name="Channel">What it is about, where it says it.</param>
/// <param name="IsSnapshot">True for a part of everything there is, false for what changed.</param>
/// <param name="IsLastPage">False while a snapshot's other parts are still to come.</param>
internal readonly record struct OkxFrame(string? Event, string? Code, string? Channel, bool IsSnapshot, bool IsLastPage)
{
    public static OkxFrame Read(WireNode root)
    {
        var message = root.Object();
        return new OkxFrame(
            message.Text("event"),
            message.Text("code"),
            message.Inner("arg")?.Text("channel") ?? message.Text("channel"),
            message.Text("eventType") == "snapshot",
            message.Flag("lastPage") ?? true);
    }
}
