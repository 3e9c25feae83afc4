using System.Collections.Immutable;

namespace PortfolioOrleans.Storage.PrivateServer;

/// <summary>
/// Who the server runs as, and the words that start a program as that user. PostgreSQL refuses root: a service that is not root runs it as itself, one that
/// is root as another user, who may need help to pass folders that are root's alone (/root, a folder of mktemp -d).
/// </summary>
/// <param name="Name">For people.</param>
/// <param name="Owner">Who owns the server's files; null for this process's own user.</param>
/// <param name="Prefix">What stands before the program and its arguments.</param>
internal sealed record ServerUser(string Name, (uint User, uint Group)? Owner, ImmutableArray<string> Prefix)
{
    // A file is good if it is the user's own; the folder (the first) must be one to write in as well.
    private const string Probe = """for file in "$@"; do [ -O "$file" ] || exit 1; done; [ -w "$1" ] && [ -x "$1" ]""";

    /// <summary>The first way that gives a user who can work in a folder; the folder becomes that user's. Null if there is none.</summary>
    public static async Task<ServerUser?> ChooseAsync(string folder, IEnumerable<ServerUser>? candidates, CancellationToken cancellationToken)
    {
        foreach (var user in candidates ?? Candidates())
        {
            if (await user.CanWorkInAsync(folder, cancellationToken) ||
                (await user.TakeOverAsync(folder, cancellationToken) && await user.CanWorkInAsync(folder, cancellationToken)))
            {
                return user;
            }
        }

        return null;
    }

    /// <summary>Lets the server read what this process wrote.</summary>
    public void Give(string path)
    {
        if (Owner is { } owner)
        {
            Posix.GiveTo(path, owner.User, owner.Group);
        }
    }

    internal static IEnumerable<ServerUser> Candidates()
    {
        if (!Posix.IsRoot)
        {
            return [new ServerUser("this user", Owner: null, [])];
        }

        return (SystemAccount("postgres") ?? SystemAccount("nobody")) is { } account ? CandidatesFor(account) : [];
    }

    private static IEnumerable<ServerUser> CandidatesFor((string Name, uint User, uint Group) account)
    {
        var owner = (account.User, account.Group);
        if (ProgramRun.Find("setpriv") is { } setpriv)
        {
            string[] become = [setpriv, $"--reuid={account.User}", $"--regid={account.Group}", "--clear-groups"];
            yield return new ServerUser(account.Name, owner, [.. become]);

            // The two capabilities that pass any folder; containers leave root the second as a rule.
            foreach (var capability in new[] { "dac_read_search", "dac_override" })
            {
                yield return new ServerUser(
                    $"{account.Name} with {capability}", owner,
                    [.. become, $"--inh-caps=-all,+{capability}", $"--ambient-caps=-all,+{capability}"]);
            }
        }

        if (ProgramRun.Find("runuser") is { } runuser)
        {
            yield return new ServerUser(account.Name, owner, [runuser, "-u", account.Name, "--"]);
        }

        if (ProgramRun.Find("su") is { } su)
        {
            yield return new ServerUser(account.Name, owner, [su, "-s", "/bin/sh", "-c", """exec "$0" "$@" """, "--", account.Name]);
        }
    }

    private async Task<bool> CanWorkInAsync(string folder, CancellationToken cancellationToken)
    {
        var version = Path.Combine(folder, "PG_VERSION");
        string[] files = File.Exists(version) ? [folder, version] : [folder];
        var probe = await ProgramRun.OfAsync([.. Prefix, "/bin/sh", "-c", Probe, "sh", .. files], cancellationToken);
        return probe.Succeeded;
    }

    private async Task<bool> TakeOverAsync(string folder, CancellationToken cancellationToken) => Owner is { } owner
        && (await ProgramRun.OfAsync(["chown", "-R", $"{owner.User}:{owner.Group}", folder], cancellationToken)).Succeeded;

    private static (string Name, uint User, uint Group)? SystemAccount(string name)
    {
        var fields = File.ReadLines("/etc/passwd").Select(line => line.Split(':')).FirstOrDefault(line => line[0] == name && line.Length >= 4);
        return fields is null ? null : (name, uint.Parse(fields[2]), uint.Parse(fields[3]));
    }
}
