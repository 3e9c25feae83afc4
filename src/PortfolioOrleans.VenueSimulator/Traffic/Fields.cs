namespace PortfolioOrleans.VenueSimulator.Traffic;

/// <summary>
/// A JSON object in the order written. For messages with fields that come and go, and for those whose
/// field names differ by case only, which an anonymous type cannot carry to JSON.
/// </summary>
internal sealed class Fields : Dictionary<string, object?>;
