using System.Globalization;
using Microsoft.OpenApi;
using PortfolioOrleans.Contracts.Ledger;
using PortfolioOrleans.Domain.CostBasis;
using PortfolioOrleans.Domain.Values;
using PortfolioOrleans.Gateway.Access;
using PortfolioOrleans.Gateway.Requests;

namespace PortfolioOrleans.Gateway.Ledger;

/// <summary>What questions about the ledger have in common.</summary>
internal static class LedgerParameters
{
    public static readonly QueryParameter<CostMethod> Method = Choice(
        "method", "Which lots a disposal takes. Nothing of the ledger changes with it. Default: fifo.", CostMethod.Fifo,
        ("fifo", CostMethod.Fifo), ("lifo", CostMethod.Lifo), ("hifo", CostMethod.Hifo), ("average", CostMethod.Average));

    public static readonly QueryParameter<LotScope> Lots = Choice(
        "lots", "Which lots a disposal may take: those of the same wallet, of the same account, or all in one pool. Nothing of the ledger changes with it. Default: wallet.",
        LotScope.Wallet, ("wallet", LotScope.Wallet), ("account", LotScope.Account), ("pool", LotScope.Pool));

    public static readonly QueryParameter<DateTimeOffset?> AsOf = QueryParameter.Time("as_of", "As it stood then: what had happened by that time. Default: now.");

    public static readonly QueryParameter<DateTimeOffset?> KnownAt =
        QueryParameter.Time("known_at", "As it was believed then: of lines recorded and corrected later nothing is known. Default: now.");

    public static readonly QueryParameter<bool> Explain = Flag("explain", "Whether each figure comes with the rows that it is the sum of. Default: false.");

    public static readonly QueryParameter<Symbol?> Symbol = new(
        "symbol", "Trades of this pair alone, as BTC-USDT.", new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = 130 },
        null, "a pair as in BTC-USDT", ParseSymbol);

    public static readonly QueryParameter<DateTimeOffset?> From = QueryParameter.Time("from", "Begin of the range, inclusive.");

    public static readonly QueryParameter<DateTimeOffset?> To = QueryParameter.Time("to", "End of the range, exclusive.");

    public static QueryParameter[] View { get; } = [Method, Lots, AsOf, KnownAt];

    public static QueryParameter[] ExplainedView { get; } = [Method, Lots, AsOf, KnownAt, Explain];

    public static LedgerView ReadView(HttpContext context, bool canExplain = true) => new(
        Method.Read(context), AsOf.Read(context), KnownAt.Read(context), canExplain && ReadExplain(context), Lots.Read(context));

    /// <summary>Rows are told in words with amounts in them, so whoever may not see amounts gets none.</summary>
    public static bool ReadExplain(HttpContext context) => Explain.Read(context) && Caller.Of(context) is not { AmountsWithheld: true };

    public static QueryParameter<bool> Flag(string name, string description) => new(
        name, description, new OpenApiSchema { Type = JsonSchemaType.Boolean, Default = false }, false, "true or false",
        text => (text is "true" or "false", text == "true"));

    public static QueryParameter<T> Choice<T>(string name, string description, T absent, params (string Name, T Value)[] choices) => new(
        name, description, new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. choices.Select(choice => (System.Text.Json.Nodes.JsonNode)choice.Name)] },
        absent, $"one of {string.Join(", ", choices.Select(choice => choice.Name))}",
        text => Array.FindIndex(choices, choice => choice.Name == text) is >= 0 and var place ? (true, choices[place].Value) : default);

    public static QueryParameter<int> Year { get; } = new(
        "year", "The UTC year.", new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = "2000", Maximum = "2199" }, 0, "a year from 2000 to 2199",
        text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var year) && year is >= 2000 and < 2200 ? (true, year) : default);

    private static (bool Valid, Symbol? Value) ParseSymbol(string text)
    {
        var divide = text.LastIndexOf('-');
        return divide > 0 && Asset.TryParse(text[..divide], out var @base) && Asset.TryParse(text[(divide + 1)..], out var quote)
            ? (true, new Symbol(@base, quote))
            : default;
    }
}
