using System.Text.RegularExpressions;

namespace House.Tests;

/// <summary>How files read.</summary>
public sealed partial class FileTests
{
    private static readonly string[] KindFolders = ["Models", "Helpers", "Utils", "Common", "Interfaces", "Dtos", "Misc"];

    [Fact]
    public void A_namespace_is_its_folder()
    {
        foreach (var path in Repository.Files("src", "*.cs").Where(path => !path.Contains("Orleans.Embedded", StringComparison.Ordinal)))
        {
            if (NamespaceLine().Match(File.ReadAllText(path)) is not { Success: true } line)
            {
                continue; // A top-level program.
            }

            var folder = Path.GetDirectoryName(Path.GetRelativePath(Path.Combine(Repository.Root, "src"), path))!.Replace('/', '.');
            Assert.True(
                line.Groups[1].Value == folder || EngineFolder().IsMatch(folder),
                $"{Repository.Relative(path)} says namespace {line.Groups[1].Value}.");
        }
    }

    [Fact]
    public void Folders_are_named_after_ideas_not_kinds() => Assert.All(
        Directory.EnumerateDirectories(Path.Combine(Repository.Root, "src"), "*", SearchOption.AllDirectories),
        folder => Assert.DoesNotContain(Path.GetFileName(folder), KindFolders));

    [Fact]
    public void Nothing_is_left_to_do()
    {
        foreach (var path in Repository.Files("src", "*.cs").Concat(Repository.Files("tests", "*.cs")).Where(path => !path.EndsWith("FileTests.cs", StringComparison.Ordinal)))
        {
            Assert.DoesNotMatch(Unfinished(), File.ReadAllText(path));
        }
    }

    [Fact]
    public void No_log_template_names_a_secret()
    {
        foreach (var path in Repository.Files("src", "*.cs"))
        {
            foreach (Match template in LogTemplate().Matches(File.ReadAllText(path)))
            {
                Assert.DoesNotMatch(SecretPlaceholder(), template.Value);
            }
        }
    }

    [Fact]
    public void Every_link_in_the_documents_leads_somewhere()
    {
        foreach (var document in Repository.Files("src", "*.md").Concat(Repository.Files("tests", "*.md")).Concat(Repository.Files("silo-config", "*.md"))
            .Append(Path.Combine(Repository.Root, "README.md")))
        {
            foreach (Match link in Link().Matches(File.ReadAllText(document)))
            {
                var target = link.Groups[1].Value.Split('#')[0];
                if (target.Length > 0 && !target.Contains("://", StringComparison.Ordinal))
                {
                    Assert.True(
                        Path.Exists(Path.Combine(Path.GetDirectoryName(document)!, target)), $"{Repository.Relative(document)} links to {target}.");
                }
            }
        }
    }

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();

    // The engine's two hosting files are compiled one at a time and share a namespace.
    [GeneratedRegex(@"Silo\.Engine\.(Embedded|Orleans)$")]
    private static partial Regex EngineFolder();

    [GeneratedRegex(@"NotImplementedException|//\s*(TODO|HACK|FIXME)|Skip\s*=\s*""")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"\[LoggerMessage\([^\]]*\]")]
    private static partial Regex LogTemplate();

    [GeneratedRegex(@"\{(\w*)(secret|passphrase|password|apikey|credential|tokentext|masterkey|signature)(\w*)\}", RegexOptions.IgnoreCase)]
    private static partial Regex SecretPlaceholder();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();
}
