namespace PortfolioOrleans.Gateway.Problems;

/// <summary>Texts in a request that must leave it neither in an answer nor in a log, whatever message they were woven into.</summary>
internal sealed class RequestSecrets
{
    private const int ShortestSecret = 4; // What is shorter occurs by chance, and hides nothing.

    private readonly List<string> _texts = [];

    public static void Add(HttpContext context, IEnumerable<string> texts)
    {
        var secrets = context.Features.Get<RequestSecrets>() ?? new RequestSecrets();
        secrets._texts.AddRange(texts.Where(text => text.Length >= ShortestSecret));
        context.Features.Set(secrets);
    }

    public static bool Any(HttpContext context) => context.Features.Get<RequestSecrets>() is not null;

    public static bool Occur(HttpContext context, string? text) =>
        text is not null && context.Features.Get<RequestSecrets>()?._texts.Exists(secret => text.Contains(secret, StringComparison.OrdinalIgnoreCase)) == true;
}
