using PortfolioOrleans.Storage.Databases;

namespace PortfolioOrleans.Storage.Tokens;

/// <summary>What both twins refuse, in the same words.</summary>
internal static class TokenRules
{
    public static void Check(ApiToken token)
    {
        StoredText.CheckName(token.Id);
        StoredText.CheckName(token.UserId);
        StoredText.Check(token.Label);
        foreach (var scope in token.Scopes)
        {
            StoredText.CheckName(scope);
        }
    }

    public static AlreadyExistsException Taken(string tokenId) => new($"There is a token \"{tokenId}\" already.");
}
