using PortfolioOrleans.Storage.Databases;

namespace PortfolioOrleans.Storage.PortfolioStates;

/// <summary>What both twins refuse, in the same words.</summary>
internal static class PortfolioStateRules
{
    public static void Check(PortfolioStateRow row)
    {
        StoredText.CheckName(row.PortfolioId);
        StoredText.CheckName(row.UserId);
        StoredText.Check(row.Currency);
        StoredText.Check(row.Checkpoint);
    }
}
