using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace PortfolioOrleans.Storage.Migrations;

/// <summary>One numbered SQL file of one component ("portfolio" or "orleans"). Once applied anywhere it is never edited; a change is a new file.</summary>
internal sealed record Migration(string Component, int Number, string Name, string Text)
{
    /// <summary>Every migration this program brings, in the order they are applied.</summary>
    public static ImmutableArray<Migration> All { get; } = Read();

    /// <summary>Of the text with LF line ends, so that a checkout with other ones is the same file.</summary>
    public string Checksum => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text.ReplaceLineEndings("\n"))));

    public override string ToString() => $"{Component} {Number:0000} {Name}";

    private static ImmutableArray<Migration> Read()
    {
        var assembly = typeof(Migration).Assembly;
        return
        [
            .. assembly.GetManifestResourceNames()
                .Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
                .Select(name => Parse(name, Text(name)))
                .OrderBy(migration => migration.Component == DatabaseMigrator.OwnComponent ? 0 : 1)
                .ThenBy(migration => migration.Component, StringComparer.Ordinal)
                .ThenBy(migration => migration.Number),
        ];

        string Text(string name)
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            return reader.ReadToEnd();
        }
    }

    private static Migration Parse(string resource, string text)
    {
        var slash = resource.IndexOf('/');
        var file = resource[(slash + 1)..^".sql".Length];
        return new Migration(resource[..slash], int.Parse(file.AsSpan(0, 4)), file[5..], text);
    }
}
