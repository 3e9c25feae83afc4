using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PortfolioOrleans.Contracts.Ledger;
using PortfolioOrleans.Domain.Ledger;

namespace PortfolioOrleans.Gateway.Ledger.Import;

/// <summary>
/// Gives ids to what has none in its file: what it says, and which of several that say the same it is. The same file again has the same ids, and two equal fills of
/// one second have two. Lives for one file.
/// </summary>
internal sealed class ContentIds
{
    private readonly Dictionary<string, int> _seen = new(StringComparer.Ordinal);

    public GivenLine Name(string? account, Transaction transaction)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{account}|{transaction.Kind}|{transaction.At.UtcTicks}|{transaction.Wallet}|{string.Join(' ', transaction.Legs.Select(leg => string.Create(CultureInfo.InvariantCulture, $"{leg.Kind} {CsvText.Amount(leg.Change.Amount)} {leg.Change.Asset}")))}");
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..24];
        var count = _seen[hash] = _seen.GetValueOrDefault(hash) + 1;
        return new GivenLine(account, transaction with { Id = string.Create(CultureInfo.InvariantCulture, $"file:{hash}:{count}") }, IsNamedByContent: true);
    }
}
