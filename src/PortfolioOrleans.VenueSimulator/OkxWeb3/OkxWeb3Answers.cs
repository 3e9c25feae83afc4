using System.Globalization;
using System.Text.Json;
using PortfolioOrleans.VenueSimulator.Okx;
using PortfolioOrleans.VenueSimulator.Traffic;

namespace PortfolioOrleans.VenueSimulator.OkxWeb3;

/// <summary>The rows of OKX Web3's answers.</summary>
internal static class OkxWeb3Answers
{
    private const int MostChains = 50;
    private const int MostTokens = 20;
    private const int MostPrices = 100;
    private const int LongestPage = 20;

    public static IEnumerable<object> Chains() =>
        new[] { ("1", "Ethereum"), ("56", "BNB Chain"), ("137", "Polygon"), ("42161", "Arbitrum One"), ("8453", "Base"), ("10", "Optimism"), ("196", "X Layer"), ("501", "Solana") }
            .Select(chain => new { name = chain.Item2, shortName = chain.Item2, logoUrl = "", chainIndex = chain.Item1 });

    public static IEnumerable<object> TotalValue(Web3Book book, OkxCall call)
    {
        var excludes = call.Text("excludeRiskToken") switch
        {
            null or "true" => true,
            "false" => false,
            _ => throw OkxRefusal.Wrong("excludeRiskToken"),
        };
        var total = Held(book, call, excludes).Sum(row => row.Amount * (row.Token.Price ?? 0m));
        yield return new { totalValue = WireJson.Plain(total) };
    }

    public static IEnumerable<object> AllTokens(Web3Book book, OkxCall call)
    {
        var excludes = call.Text("excludeRiskToken") switch
        {
            null or "0" => true,
            "1" => false,
            _ => throw OkxRefusal.Wrong("excludeRiskToken"),
        };
        yield return new { tokenAssets = Held(book, call, excludes).Select(row => TokenRow(row.Token, row.Amount, call.Required("address"))).ToList() };
    }

    public static IEnumerable<object> SomeTokens(Web3Book book, JsonElement body)
    {
        var address = Address(Member(body, "address"));
        var wanted = body.TryGetProperty("tokenContractAddresses", out var rows) && rows.ValueKind == JsonValueKind.Array && rows.GetArrayLength() <= MostTokens
            ? rows.EnumerateArray().Select(row => (Member(row, "chainIndex"), Member(row, "tokenContractAddress"))).ToHashSet()
            : throw OkxRefusal.Wrong("tokenContractAddresses");
        yield return new
        {
            tokenAssets = book.HeldBy(address).Where(row => wanted.Contains((row.Token.Chain, row.Token.Contract))).Select(row => TokenRow(row.Token, row.Amount, address)).ToList(),
        };
    }

    public static IEnumerable<object> Prices(Web3Book book, JsonElement body, DateTimeOffset now) => Asked(book, body)
        .Where(token => token.Price is not null)
        .Select(token => new
        {
            chainIndex = token.Chain,
            tokenContractAddress = token.Contract,
            time = WireJson.MsText(now),
            price = WireJson.Plain(token.Price!.Value),
        });

    public static IEnumerable<object> TokenInfo(Web3Book book, JsonElement body) => Asked(book, body).Select(token => new
    {
        chainIndex = token.Chain,
        tokenContractAddress = token.Contract,
        tokenName = token.Name,
        tokenSymbol = token.Symbol,
        tokenLogoUrl = "",
        @decimal = token.Decimals.ToString(CultureInfo.InvariantCulture),
        tagList = new { communityRecognized = token.Recognized },
    });

    /// <summary>Bars of a price that stood still, newest first.</summary>
    public static IEnumerable<object> Candles(Web3Book book, OkxCall call, DateTimeOffset now)
    {
        var token = book.Find(call.Required("chainIndex"), call.Text("tokenContractAddress") ?? "");
        if (token?.Price is not { } price)
        {
            throw new OkxRefusal("51001", "No trading data for the token.", 200);
        }

        var limit = call.Number("limit") ?? 100;
        if (limit is < 1 or > 299)
        {
            throw OkxRefusal.Wrong("limit");
        }

        var (length, shift) = OkxCandles.Length(call.Required("bar"));
        var until = call.Number("after") is { } after ? DateTimeOffset.FromUnixTimeMilliseconds(after).AddMilliseconds(-1) : now;
        var open = OkxCandles.OpenAt(until < now ? until : now, length, shift);
        var text = WireJson.Plain(price);
        return Enumerable.Range(0, (int)limit).Select(bar => open - (length * bar)).Select(at => (object)new[]
        {
            WireJson.MsText(at), text, text, text, text, "10", WireJson.Plain(price * 10m), at + length <= now ? "1" : "0",
        });
    }

    /// <summary>Newest first; the cursor says how many were served.</summary>
    public static IEnumerable<object> Transfers(Web3Book book, OkxCall call)
    {
        var address = Address(call.Required("address"));
        var chains = ChainsOf(call);
        var (begin, end, skip) = (call.Number("begin"), call.Number("end"), call.Number("cursor") ?? 0);
        var limit = call.Number("limit") ?? LongestPage;
        if (limit is < 1 or > LongestPage)
        {
            throw OkxRefusal.Wrong("limit");
        }

        var all = book.Transfers
            .Where(row => (row.From == address || row.To == address) && chains.Contains(row.Chain))
            .Where(row => (begin is null || WireJson.Ms(row.At) >= begin) && (end is null || WireJson.Ms(row.At) <= end))
            .Reverse()
            .ToList();
        yield return new
        {
            cursor = skip + limit < all.Count ? (skip + limit).ToString(CultureInfo.InvariantCulture) : "",
            transactions = all.Skip((int)skip).Take((int)limit).Select(row => new
            {
                chainIndex = row.Chain,
                txHash = row.Hash,
                itype = row.Layer.ToString(CultureInfo.InvariantCulture),
                methodId = row.Layer == 0 ? "" : "0xa9059cbb",
                nonce = "",
                txTime = WireJson.MsText(row.At),
                from = new[] { new { address = row.From, amount = "" } },
                to = new[] { new { address = row.To, amount = "" } },
                tokenContractAddress = row.Contract,
                amount = WireJson.Plain(row.Amount),
                symbol = row.Symbol,
                txFee = WireJson.Plain(row.Fee),
                txStatus = row.Done ? "success" : "fail",
                hitBlacklist = row.Blacklisted,
            }).ToList(),
        };
    }

    private static IEnumerable<(Web3Token Token, decimal Amount)> Held(Web3Book book, OkxCall call, bool excludesRisk)
    {
        var chains = ChainsOf(call);
        return book.HeldBy(Address(call.Required("address"))).Where(row => chains.Contains(row.Token.Chain) && !(excludesRisk && row.Token.Risk));
    }

    private static HashSet<string> ChainsOf(OkxCall call) =>
        call.Required("chains").Split(',') is { Length: <= MostChains } chains ? [.. chains] : throw OkxRefusal.Wrong("chains");

    private static string Address(string address) =>
        address.StartsWith("0x", StringComparison.Ordinal) && address != address.ToLowerInvariant() ? throw OkxRefusal.Wrong("address") : address;

    private static object TokenRow(Web3Token token, decimal amount, string address) => new
    {
        chainIndex = token.Chain,
        tokenContractAddress = token.Contract,
        symbol = token.Symbol,
        balance = WireJson.Plain(amount),
        rawBalance = "",
        tokenPrice = token.Price is { } price ? WireJson.Plain(price) : "0",
        isRiskToken = token.Risk,
        address,
    };

    private static IEnumerable<Web3Token> Asked(Web3Book book, JsonElement body) =>
        body.ValueKind == JsonValueKind.Array && body.GetArrayLength() is > 0 and <= MostPrices
            ? body.EnumerateArray().Select(row => book.Find(Member(row, "chainIndex"), Member(row, "tokenContractAddress"))).OfType<Web3Token>().ToList()
            : throw OkxRefusal.Wrong("body");

    private static string Member(JsonElement row, string name) =>
        row.ValueKind == JsonValueKind.Object && row.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw OkxRefusal.Empty(name);
}
