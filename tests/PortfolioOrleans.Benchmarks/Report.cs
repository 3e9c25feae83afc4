using System.Globalization;

namespace PortfolioOrleans.Benchmarks;

/// <summary>What a run prints: for each figure what it is, what it came to, and the target where there is one.</summary>
internal static class Report
{
    private static readonly string Engine = typeof(Grain).Assembly.GetName().Name == "Orleans.Embedded" ? "Embedded" : "Orleans";

    public static void Title(string name, string what) =>
        Console.WriteLine($"\n{name}: {what} (engine {Engine}, {Environment.ProcessorCount} processors)");

    public static void Line(FormattableString text) => Console.WriteLine($"  {text.ToString(CultureInfo.InvariantCulture)}");

    /// <param name="target">An upper bound, in the same unit.</param>
    public static void Figure(string what, double value, string unit, double? target = null) => Line(target is { } most
        ? (FormattableString)$"{what,-58} {value,10:N2} {unit,-5} {(value <= most ? "within" : "ABOVE")} the target of {most:N0} {unit}, ratio {value / most:0.00}"
        : $"{what,-58} {value,10:N2} {unit}");
}
