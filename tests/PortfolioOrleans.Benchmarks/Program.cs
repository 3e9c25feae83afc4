using System.Globalization;
using PortfolioOrleans.Benchmarks;

return args switch
{
    [] => await Catalog.RunAllAsync(),
    ["--help" or "-h" or "help", ..] => Say(Catalog.Help, Console.Out, 0),
    [var name] when Catalog.Find(name) is { } one => await Catalog.RunAsync(one, one.Usual),
    [var name, var text] when Catalog.Find(name) is { } one && Seconds(text) is { } length => await Catalog.RunAsync(one, length),
    [var name, ..] when Catalog.Find(name) is null => Say($"There is no benchmark \"{name}\".\n{Catalog.Help}", Console.Error, 2),
    _ => Say(Catalog.Help, Console.Error, 2),
};

static TimeSpan? Seconds(string text) =>
    double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0d and <= 3600d
        ? TimeSpan.FromSeconds(seconds)
        : null;

static int Say(string text, TextWriter where, int exitCode)
{
    where.WriteLine(text);
    return exitCode;
}
