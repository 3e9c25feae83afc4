using System.Diagnostics;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Xunit.Abstractions;

namespace Orleans.Embedded.Tests.Surface;

/// <summary>The claims against the assembly itself, on machines that have it or can get it. Of all packages of Orleans this one stands alone.</summary>
public sealed class AbstractionsTests(ITestOutputHelper output)
{
    private const string Package = "Microsoft.Orleans.Core.Abstractions";
    private const string Version = "10.4.2";

    [Fact]
    public void What_is_claimed_of_the_abstractions_is_so_in_the_real_assembly()
    {
        if (Find() is not { } path)
        {
            return; // Find has said why.
        }

        using var file = new PEReader(File.OpenRead(path));
        var listing = new MetadataListing(file.GetMetadataReader());
        var types = listing.Types().ToDictionary(type => type.Name, type => type.Type);
        var claims = Claim.ReadAll().Where(claim => claim.Assembly == "Orleans.Core.Abstractions").ToArray();

        var wrong = claims.SelectMany(claim => types.TryGetValue(claim.Name, out var type)
            ? claim.Against(listing.KindOf(type), listing.BasesOf(type), listing.MembersOf(type))
            : claim.Against(null, [], []));

        Assert.Empty(wrong);
        Assert.Equal(46, claims.Length);
        output.WriteLine($"{claims.Sum(claim => claim.Members.Count)} members of {claims.Length} types compared with {path}.");
    }

    private string? Find()
    {
        var folder = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        return AssemblyIn(folder) ?? AssemblyIn(Restore());
    }

    private static string? AssemblyIn(string folder)
    {
        var assembly = Path.Combine(folder, Package.ToLowerInvariant(), Version, "lib", "net10.0", "Orleans.Core.Abstractions.dll");
        return File.Exists(assembly) ? assembly : null;
    }

    /// <summary>Asks the package feed, by way of a project of its own that may fail without failing anything else.</summary>
    /// <returns>The folder in which the package is, if it is to be had.</returns>
    private string Restore()
    {
        var folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "abstractions")).FullName;
        foreach (var name in new[] { "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props" })
        {
            File.WriteAllText(Path.Combine(folder, name), "<Project />");
        }

        var packages = Path.Combine(folder, "packages");
        var project = Path.Combine(folder, "abstractions.csproj");
        File.WriteAllText(project, $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <RestorePackagesPath>{packages}</RestorePackagesPath>
              </PropertyGroup>
              <ItemGroup>
                <PackageDownload Include="{Package}" Version="[{Version}]" />
              </ItemGroup>
            </Project>
            """);
        using var restore = Process.Start(new ProcessStartInfo("dotnet", ["restore", project, "--nologo"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var said = restore.StandardOutput.ReadToEndAsync();
        var ended = restore.WaitForExit(TimeSpan.FromMinutes(1));
        if (!ended)
        {
            restore.Kill(entireProcessTree: true);
        }

        if (AssemblyIn(packages) is null)
        {
            output.WriteLine($"Not compared: {Package} {Version} is not on this machine and could not be restored. "
                + (ended ? said.GetAwaiter().GetResult() : "The feed did not answer within a minute."));
        }

        return packages;
    }
}
