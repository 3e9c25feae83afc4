using System.Security.Cryptography;
using System.Text;

namespace PortfolioOrleans.Storage.PrivateServer;

/// <summary>The server's files: where they are, who owns them, and which programs they are for.</summary>
internal sealed record ServerFolder(string Root, ServerUser User, PostgresPrograms Programs)
{
    public const string Owner = "portfolio_owner";
    public const string Service = "portfolio_service";
    public const string Administrator = "postgres";
    public const string Database = "portfolio";

    private const string Advice = "Start the service as another user than root, or choose a data folder that others may pass (chmod o+x on its parents).";

    // Roles and database, while nobody can connect yet. One statement a line, as single-user mode reads them.
    private const string FirstStatements = $"""
        CREATE ROLE {Owner} LOGIN CREATEROLE NOBYPASSRLS
        CREATE ROLE {Service} LOGIN NOINHERIT NOBYPASSRLS
        CREATE DATABASE {Database} OWNER {Owner}
        REVOKE ALL ON DATABASE {Database} FROM PUBLIC
        GRANT CONNECT ON DATABASE {Database} TO {Service}

        """;

    /// <summary>Finds the folder, or makes it: a first start. A making that was cut off leaves nothing that a later one would take for whole.</summary>
    /// <exception cref="PrivateServerException">It cannot be had; the message says why.</exception>
    public static async Task<ServerFolder> PrepareAsync(string dataFolder, PrivatePostgresOptions options, CancellationToken cancellationToken)
    {
        var path = Locate(dataFolder);
        var major = ReadMajor(path);
        var programs = await PostgresPrograms.FindAsync(options.Programs, major, cancellationToken);
        if (major is null)
        {
            return await MakeAsync(dataFolder, path, programs, options, cancellationToken);
        }

        var user = await ServerUser.ChooseAsync(path, options.Users, cancellationToken)
            ?? throw new PrivateServerException($"No user that PostgreSQL accepts can work in {path}. {Advice}");
        return new ServerFolder(path, user, programs);
    }

    /// <summary>Where the server of a data folder keeps its files.</summary>
    public static string Locate(string dataFolder)
    {
        var note = Note(dataFolder);
        return File.Exists(note) ? File.ReadAllText(note).Trim() : Path.Combine(dataFolder, "postgres");
    }

    public void WriteSettings(string socketFolder, bool durable)
    {
        foreach (var (name, text) in new[] { ("postgresql.conf", ServerSettings.Write(socketFolder, durable)), ("pg_hba.conf", ServerSettings.Access) })
        {
            var file = Path.Combine(Root, name);
            File.WriteAllText(file, text);
            User.Give(file);
        }
    }

    private static async Task<ServerFolder> MakeAsync(
        string dataFolder, string path, PostgresPrograms programs, PrivatePostgresOptions options, CancellationToken cancellationToken)
    {
        if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any())
        {
            throw new PrivateServerException($"{path} holds files, but no database of PostgreSQL. Move it away, or choose another data folder.");
        }

        options.Report?.Invoke($"Making a private PostgreSQL {programs.Major} database in {path}.");
        var draft = await MakeDraftAsync(path, programs, options, cancellationToken);
        if (draft is null)
        {
            path = Outside(dataFolder);
            options.Report?.Invoke($"No user that PostgreSQL accepts can pass {dataFolder}; the database goes to {path}.");
            draft = await MakeDraftAsync(path, programs, options, cancellationToken)
                ?? throw new PrivateServerException($"No user that PostgreSQL accepts can work in {dataFolder}, nor in {path}. {Advice}");
            await File.WriteAllTextAsync(Note(dataFolder), path, cancellationToken);
        }

        try
        {
            await draft.InitialiseAsync(options.Durable, cancellationToken);
        }
        catch
        {
            DeleteDrafts(path); // A disk that it filled has room again.
            throw;
        }

        if (Directory.Exists(path))
        {
            Directory.Delete(path); // Empty, as seen above.
        }

        Directory.Move(draft.Root, path); // From here on it counts.
        return draft with { Root = path };
    }

    /// <summary>An empty folder beside the place, for a user who can work there; null if there is no such user.</summary>
    private static async Task<ServerFolder?> MakeDraftAsync(
        string path, PostgresPrograms programs, PrivatePostgresOptions options, CancellationToken cancellationToken)
    {
        // A name of its own: the programs of a making that was cut off may still be at work in theirs, and clean up when they fail.
        DeleteDrafts(path);
        var draft = $"{path}.new-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
        Directory.CreateDirectory(Path.GetDirectoryName(draft)!);
        Posix.MakePrivateFolder(draft);
        if (await ServerUser.ChooseAsync(draft, options.Users, cancellationToken) is { } user)
        {
            return new ServerFolder(draft, user, programs);
        }

        Directory.Delete(draft);
        return null;
    }

    private static void DeleteDrafts(string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        foreach (var draft in Directory.Exists(folder) ? Directory.GetDirectories(folder, $"{Path.GetFileName(path)}.new-*") : [])
        {
            try
            {
                Directory.Delete(draft, recursive: true);
            }
            catch (IOException)
            {
                // Still being written; it goes at the next making.
            }
        }
    }

    private async Task InitialiseAsync(bool durable, CancellationToken cancellationToken)
    {
        await RunAsync(
            [
                Programs.InitDb, "--pgdata", Root, "--username", Administrator, "--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8",
                "--data-checksums", "--no-instructions", .. durable ? Array.Empty<string>() : ["--no-sync", "--wal-segsize=1"],
            ],
            input: null);
        WriteSettings(Root, durable);
        await RunAsync([Programs.Postgres, "--single", "-D", Root, "-c", "exit_on_error=on", "postgres"], FirstStatements);

        async Task RunAsync(string[] command, string? input)
        {
            var run = await ProgramRun.OfAsync([.. User.Prefix, .. command], cancellationToken, input);
            if (!run.Succeeded)
            {
                var hint = run.Output.Contains("effective user ID", StringComparison.Ordinal) ? " Give this user a line in /etc/passwd." : "";
                throw new PrivateServerException($"The private database cannot be made in {Root} (as {User.Name}): {run.Output}{hint}");
            }
        }
    }

    private static int? ReadMajor(string path)
    {
        var file = Path.Combine(path, "PG_VERSION");
        return File.Exists(file) ? int.Parse(File.ReadAllText(file)) : null;
    }

    private static string Note(string dataFolder) => Path.Combine(dataFolder, "postgres.elsewhere");

    /// <summary>A place that every user can pass, told apart by the data folder it stands for.</summary>
    private static string Outside(string dataFolder) =>
        Path.Combine("/var/lib/portfolio-postgres", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(dataFolder)).AsSpan(0, 8)));
}
