using PortfolioOrleans.Storage.Databases;

namespace PortfolioOrleans.Storage.Users;

/// <summary>What both twins refuse, in the same words.</summary>
internal static class UserRules
{
    public static void Check(User user)
    {
        StoredText.Check(user.Name);
        if (!User.IsId(user.Id))
        {
            throw new ArgumentException(
                $"\"{user.Id}\" is not a user id: it must be 1 to 64 characters of a-z, 0-9, '.', '_', '-', starting with a letter or digit.", nameof(user));
        }
    }

    public static AlreadyExistsException Taken(string userId) => new($"There is a user \"{userId}\" already.");

    public static KeyNotFoundException Missing(string userId) => new($"There is no user \"{userId}\".");
}
