using System.Reflection;

namespace PortfolioOrleans.Silo.Hosting;

/// <summary>The version this program was built as.</summary>
internal static class ProductVersion
{
    public static string Text { get; } =
        typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
