using System.Collections.Immutable;
using System.Globalization;
using PortfolioOrleans.Domain.Holdings;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Exchanges.Okx;
using PortfolioOrleans.Exchanges.Tokens;
using PortfolioOrleans.Exchanges.Wire;

namespace PortfolioOrleans.Exchanges.OkxWeb3;

/// <summary>One movement of one token in a transaction; a transaction that moves several has as many rows.</summary>
/// <param name="Layer">0 the chain's coin in the transaction itself, 1 the coin moved by a contract, 2 a token.</param>
/// <param name="IsBlacklisted">OKX knows the other side for bait.</param>
internal sealed record OkxWeb3TransferRow(
    TokenKey Key, string? Symbol, string Hash, string? Layer, decimal? Amount, ImmutableArray<string> From, ImmutableArray<string> To, bool IsDone,
    bool IsBlacklisted, DateTimeOffset At);

internal sealed record OkxWeb3TransferPage(ImmutableArray<OkxWeb3TransferRow> Rows, string? Cursor);

/// <summary>
/// What came to an address and what left it. On a chain a trade, too, is something that leaves and something that comes, and both are flows here: together
/// they come to what the trade cost. A network's fee is no flow but a cost.
/// </summary>
internal static class OkxWeb3Transfers
{
    public static OkxWeb3TransferPage Read(WireNode root)
    {
        var pages = OkxEnvelope.Rows(root, page => new OkxWeb3TransferPage(
            [.. page.Rows("transactions", ReadRow), .. page.Rows("transactionList", ReadRow)], page.Text("cursor")));
        return pages.IsEmpty ? new OkxWeb3TransferPage([], null) : pages[0];
    }

    /// <param name="address">Whose flows, as it is kept.</param>
    /// <param name="setAside">Tokens that do not count, coming or going.</param>
    public static ImmutableArray<ExternalFlow> ToFlows(
        IEnumerable<OkxWeb3TransferRow> rows, string address, ImmutableHashSet<TokenKey> setAside, DateTimeOffset since)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        var flows = ImmutableArray.CreateBuilder<ExternalFlow>();
        foreach (var row in rows)
        {
            var sent = row.From.Contains(address);
            if (row is not { IsDone: true, IsBlacklisted: false, Amount: > 0m and var amount } || row.At < since
                || sent == row.To.Contains(address) || setAside.Contains(row.Key))
            {
                continue;
            }

            // No id is unique to a movement: two equal ones of one transaction are told apart by their order, which a chain never changes.
            var id = string.Create(
                CultureInfo.InvariantCulture, $"{row.Key.Chain}:{row.Hash}:{row.Layer}:{row.Key.Contract}:{(sent ? "out" : "in")}:{Rounding.Normalize(amount)}");
            var times = seen[id] = seen.GetValueOrDefault(id) + 1;
            flows.Add(new ExternalFlow(
                times == 1 ? id : $"{id}:{times}", new Money(sent ? -amount : amount, TokenCodes.Of(row.Key, row.Symbol)), row.At));
        }

        return [.. flows.OrderBy(flow => flow.At).ThenBy(flow => flow.Id, StringComparer.Ordinal)];
    }

    private static OkxWeb3TransferRow ReadRow(WireNode row)
    {
        var contract = row.Text("tokenContractAddress") ?? row.Text("tokenAddress");
        var key = new TokenKey(OkxWeb3Wallet.Chain(row), ChainAddress.Contract(contract));
        return new OkxWeb3TransferRow(
            key,
            row.Text("symbol"),
            row.RequiredText("txHash"),
            row.Text("itype"),
            Amount(row, key),
            row.Rows("from", Party),
            row.Rows("to", Party),
            row.Text("txStatus") is "success" or "2",
            row.Flag("hitBlacklist") ?? false,
            row.RequiredTime("txTime"));
    }

    private static string Party(WireNode side) => ChainAddress.TryParse(side.Text("address"), out var address) ? address : "";

    /// <summary>A token of no standing may move more than any asset has; that is no flow of anything that counts.</summary>
    private static decimal? Amount(WireNode row, TokenKey key) => VerifiedTokens.Find(key) is null
        && double.TryParse(row.Text("amount"), NumberStyles.Float, CultureInfo.InvariantCulture, out var claimed) && claimed > (double)WireNode.Largest && double.IsFinite(claimed)
        ? null
        : row.Amount("amount");
}
