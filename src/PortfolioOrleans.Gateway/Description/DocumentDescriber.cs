using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using PortfolioOrleans.Gateway.Problems;

namespace PortfolioOrleans.Gateway.Description;

/// <summary>What holds for the whole API.</summary>
internal sealed class DocumentDescriber(ServiceIdentity identity) : IOpenApiDocumentTransformer
{
    public const string Bearer = "bearer";

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "PortfolioOrleans",
            Version = identity.Version,
            Description = """
                What a crypto portfolio over many venues is worth, and how good that number is.

                JSON is snake_case and every member of a shape is always there. Amounts, quantities and prices are strings of exact decimals without an
                exponent; ratios, counts and percentages are numbers, and a name that ends in _pct is in percent: 5.2 means 5.2 %. Times are ISO 8601 in
                UTC. With a token of the scope portfolio:read:shares every amount, quantity and price is null.

                Lists take limit and cursor, and answer items and next_cursor. Refusals are problem details (RFC 9457) with a code for programs.
                Routes under /portfolio are those under /api/portfolio.
                """,
        };
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes[Bearer] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = Bearer,
            Description = "A token of the user, with scopes. portfolio token create, or POST /admin/tokens, makes one.",
        };
        if (document.Components.Schemas?["Problem"].Properties?["code"] is OpenApiSchema code)
        {
            code.Enum = [.. ProblemTable.All.Select(kind => (JsonNode)kind.Code)];
        }

        return Task.CompletedTask;
    }
}
