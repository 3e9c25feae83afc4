using System.Xml.Linq;

namespace House.Tests;

/// <summary>Who may know whom. The table in src/README.md says why.</summary>
public sealed class ProjectTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Orleans.Embedded"] = [],
        ["PortfolioOrleans.Domain"] = [],
        ["PortfolioOrleans.Contracts"] = ["PortfolioOrleans.Domain"],
        ["PortfolioOrleans.Exchanges"] = ["PortfolioOrleans.Domain"],
        ["PortfolioOrleans.Storage"] = ["PortfolioOrleans.Domain"],
        ["PortfolioOrleans.VenueSimulator"] = ["PortfolioOrleans.Domain"],
        ["PortfolioOrleans.Grains"] =
            ["PortfolioOrleans.Contracts", "PortfolioOrleans.Domain", "PortfolioOrleans.Exchanges", "PortfolioOrleans.Storage"],
        ["PortfolioOrleans.Gateway"] = ["PortfolioOrleans.Contracts", "PortfolioOrleans.Domain", "PortfolioOrleans.Storage"],
    };

    // Where everything meets.
    private const string Host = "PortfolioOrleans.Silo";

    [Fact]
    public void Every_project_references_only_what_the_house_allows()
    {
        foreach (var (name, references) in Projects().Where(project => project.Name != Host))
        {
            Assert.True(Allowed.ContainsKey(name), $"{name} is new: say here and in src/README.md what it may reference.");
            Assert.All(references, reference => Assert.Contains(reference, Allowed[name]));
        }
    }

    [Fact]
    public void The_domain_has_no_packages_and_no_framework_beyond_the_base()
    {
        var project = XDocument.Load(Path.Combine(Repository.Root, "src/PortfolioOrleans.Domain/PortfolioOrleans.Domain.csproj"));

        Assert.Empty(project.Descendants("PackageReference"));
        Assert.Empty(project.Descendants("FrameworkReference"));
    }

    [Fact]
    public void Versions_stand_in_one_place() => Assert.All(
        Repository.Files("src", "*.csproj").Concat(Repository.Files("tests", "*.csproj")),
        path => Assert.DoesNotContain(XDocument.Load(path).Descendants("PackageReference"), reference => reference.Attribute("Version") is not null));

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = File.ReadAllText(Path.Combine(Repository.Root, "PortfolioOrleans.sln"));

        Assert.All(Repository.Files("src", "*.csproj").Concat(Repository.Files("tests", "*.csproj")), path =>
            Assert.Contains(Path.GetFileName(path), solution));
    }

    [Fact]
    public void No_source_asks_which_engine_it_is_built_on() => Assert.All(
        Repository.Files("src", "*.cs"), path => Assert.DoesNotContain(File.ReadLines(path), line => line.TrimStart().StartsWith("#if", StringComparison.Ordinal)));

    private static IEnumerable<(string Name, List<string> References)> Projects() => Repository.Files("src", "*.csproj").Select(path => (
        Path.GetFileNameWithoutExtension(path),
        XDocument.Load(path).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')))
            .ToList()));
}
