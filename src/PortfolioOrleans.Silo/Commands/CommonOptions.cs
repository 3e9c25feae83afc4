using System.CommandLine;

namespace PortfolioOrleans.Silo.Commands;

/// <summary>Options that several commands share.</summary>
internal static class CommonOptions
{
    public static Option<string> DataFolder { get; } = new("--data-dir")
    {
        Description = "Folder for the private database, the master key and the demo's venues. Default: .data",
        DefaultValueFactory = _ => ".data",
    };

    public static Option<string?> Storage { get; } = Limited(
        new Option<string?>("--storage") { Description = "postgres (ConnectionStrings__Portfolio, else a private server in the data folder) or memory (keeps nothing)." },
        "postgres", "memory");

    public static Option<FileInfo> Settings { get; } = new Option<FileInfo>("--config")
    {
        Description = "A JSON file of settings, over appsettings.json and under environment variables.",
    }.AcceptExistingOnly();

    public static Option<string?> Urls { get; } = new("--urls") { Description = "Where to listen, e.g. http://127.0.0.1:8000; several with semicolons." };

    public static Option<bool> Json { get; } = new("--json") { Description = "Print JSON, for machines." };

    private static Option<string?> Limited(Option<string?> option, params string[] values) => option.AcceptOnlyFromAmong(values);
}
