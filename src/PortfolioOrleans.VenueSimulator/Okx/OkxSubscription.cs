using System.Text.Json;

namespace PortfolioOrleans.VenueSimulator.Okx;

/// <summary>One channel that a connection listens to, and what it last heard there.</summary>
internal sealed class OkxSubscription(JsonElement arg)
{
    /// <summary>As the client wrote it; every push repeats it.</summary>
    public JsonElement Arg => arg;

    public string Channel => Text("channel");

    public string InstId => Text("instId");

    public string InstType => Text("instType");

    /// <summary>Only changes, no regular pushes in between.</summary>
    public bool EventsOnly => Text("extraParams").Replace(" ", "", StringComparison.Ordinal).Contains("\"updateInterval\":\"0\"", StringComparison.Ordinal);

    /// <summary>What was pushed last, to tell whether there is anything new; null: nothing yet.</summary>
    public string? Said { get; set; }

    public DateTimeOffset SpokeAt { get; set; }

    public bool Is(JsonElement other) => JsonElement.DeepEquals(arg, other);

    private string Text(string name) => arg.ValueKind == JsonValueKind.Object && arg.TryGetProperty(name, out var value) ? value.ToString() : "";
}
