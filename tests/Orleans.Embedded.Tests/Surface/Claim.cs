using System.Text.RegularExpressions;

namespace Orleans.Embedded.Tests.Surface;

/// <summary>One type of the claimed API, as <c>claimed.txt</c> has it.</summary>
/// <param name="Name">Full name as reflection writes it, with the number of generic parameters.</param>
internal sealed partial record Claim(string Assembly, string Kind, string Name, IReadOnlyList<string> Bases, IReadOnlyList<string> Members)
{
    public static IReadOnlyList<Claim> ReadAll()
    {
        using var reader = new StreamReader(typeof(Claim).Assembly.GetManifestResourceStream("claimed.txt")!);
        var claims = new List<Claim>();
        List<string> members = [];
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('['))
            {
                var parts = Header().Match(line);
                members = [];
                claims.Add(new Claim(parts.Groups["assembly"].Value, parts.Groups["kind"].Value, Arity(parts.Groups["name"].Value),
                    [.. Split(parts.Groups["bases"].Value)], members));
            }
            else if (line.StartsWith(' '))
            {
                members.Add(line.Trim());
            }
        }

        return claims;
    }

    /// <summary>What is claimed and not so.</summary>
    /// <param name="kind">The type's own kind; null when there is no such type.</param>
    public IEnumerable<string> Against(string? kind, IEnumerable<string> bases, IEnumerable<string> members)
    {
        if (kind is null)
        {
            return [$"{Name} is missing"];
        }

        var wrongKind = kind == Kind ? [] : new[] { $"{Name} is a {kind}, not a {Kind}" };
        return wrongKind
            .Concat(Bases.Except(bases).Select(missing => $"{Name} is no {missing}"))
            .Concat(Members.Except(members).Select(missing => $"{Name} has no {missing}"));
    }

    private static string Arity(string name)
    {
        var open = name.IndexOf('<', StringComparison.Ordinal);
        return open < 0 ? name : $"{name[..open]}`{name.Count(letter => letter == ',') + 1}";
    }

    /// <summary>Splits at commas outside of angle brackets.</summary>
    private static IEnumerable<string> Split(string bases)
    {
        var (depth, start) = (0, 0);
        for (var place = 0; place < bases.Length; place++)
        {
            depth += bases[place] switch { '<' => 1, '>' => -1, _ => 0 };
            if (bases[place] == ',' && depth == 0)
            {
                yield return bases[start..place].Trim();
                start = place + 1;
            }
        }

        if (start < bases.Length)
        {
            yield return bases[start..].Trim();
        }
    }

    [GeneratedRegex(@"^\[(?<assembly>.*?)\] (?<kind>((static|sealed|abstract) )?(class|struct|interface|enum)) (?<name>[^ <]+(<[^>]*>)?)( : (?<bases>.*))?$")]
    private static partial Regex Header();
}
