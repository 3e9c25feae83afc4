using System.Text.RegularExpressions;

namespace PortfolioOrleans.Storage.PrivateServer;

/// <summary>The folder with PostgreSQL's server programs, and their major version.</summary>
internal sealed partial record PostgresPrograms(string Folder, int Major)
{
    public const string Variable = "PORTFOLIO_POSTGRES_BIN";

    private const int OldestMajor = 14;

    private static readonly string[] UsualRoots = ["/usr/lib/postgresql", "/usr/pgsql", "/usr/local/pgsql", "/opt/homebrew/opt", "/usr/local/opt"];

    public string Postgres => Path.Combine(Folder, "postgres");

    public string InitDb => Path.Combine(Folder, "initdb");

    /// <summary>Those in the named folder; else the first on PATH; else the newest where distributions put them.</summary>
    /// <param name="named">The value of <see cref="Variable"/>, or null.</param>
    /// <param name="major">The version that the data ask for; null for new data.</param>
    /// <exception cref="PrivateServerException">There are none, or none that fits.</exception>
    public static async Task<PostgresPrograms> FindAsync(string? named, int? major, CancellationToken cancellationToken)
    {
        var found = new List<PostgresPrograms>();
        foreach (var folder in string.IsNullOrWhiteSpace(named) ? UsualFolders() : [named])
        {
            if (await ReadAsync(folder, cancellationToken) is { } programs)
            {
                if (programs.Major == (major ?? programs.Major) && programs.Major >= OldestMajor)
                {
                    return programs;
                }

                found.Add(programs);
            }
        }

        var package = major is { } needed ? $"postgresql-{needed}" : "postgresql";
        var where = string.IsNullOrWhiteSpace(named) ? "on this machine" : $"in {named} ({Variable})";
        throw new PrivateServerException(
            (found.Count, major) switch
            {
                (0, _) => $"There is no PostgreSQL server {where}.",
                (_, { } wanted) => $"The data were made by PostgreSQL {wanted}; {where} is {string.Join(", ", found.Select(programs => programs.Major).Distinct())}.",
                _ => $"PostgreSQL {found[0].Major} {where} is too old; {OldestMajor} or newer is needed.",
            }
            + $" Install it: apt-get install -y {package}");
    }

    private static IEnumerable<string> UsualFolders()
    {
        var onPath = ProgramRun.SearchPath()
            .Select(folder => Path.Combine(folder, "postgres"))
            .Where(File.Exists)
            .Select(program => Path.GetDirectoryName(File.ResolveLinkTarget(program, returnFinalTarget: true)?.FullName ?? program)!);
        var installed = UsualRoots
            .Where(Directory.Exists)
            .SelectMany(root => Directory.EnumerateDirectories(root).Append(root))
            .Select(folder => Path.Combine(folder, "bin"))
            .OrderByDescending(folder => int.TryParse(Digits().Match(folder).Value, out var version) ? version : 0);
        return onPath.Concat(installed).Distinct();
    }

    private static async Task<PostgresPrograms?> ReadAsync(string folder, CancellationToken cancellationToken)
    {
        var programs = new PostgresPrograms(Path.GetFullPath(folder), 0);
        if (!File.Exists(programs.Postgres) || !File.Exists(programs.InitDb))
        {
            return null;
        }

        var version = await ProgramRun.OfAsync([programs.Postgres, "--version"], cancellationToken);
        return int.TryParse(Digits().Match(version.Output).Value, out var major) ? programs with { Major = major } : null;
    }

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Digits();
}
