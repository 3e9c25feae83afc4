namespace PortfolioOrleans.Gateway;

/// <summary>What is running, as the health answers say it. The host registers one.</summary>
/// <param name="Name">E.g. "portfolio".</param>
/// <param name="Version">The program's own version.</param>
/// <param name="Engine">What the grains run on: "Orleans" or "Embedded".</param>
/// <param name="EngineVersion">The engine's version.</param>
public sealed record ServiceIdentity(string Name, string Version, string Engine, string EngineVersion);
