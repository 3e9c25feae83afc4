using System.Text;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using PortfolioOrleans.Gateway.Access;
using PortfolioOrleans.Gateway.Json;

namespace PortfolioOrleans.Gateway.Description;

/// <summary>The API's own description: OpenAPI 3.1, made once from the routes that are there and the comments on what they take and answer.</summary>
internal static class ApiDescription
{
    private const string DocumentName = "v1";

    public static IServiceCollection AddApiDescription(this IServiceCollection services)
    {
        services.AddOpenApi(DocumentName, options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.CreateSchemaReferenceId = NameOf;
            options.AddSchemaTransformer<ShapeDescriber>();
            options.AddOperationTransformer<RouteDescriber>();
            options.AddDocumentTransformer<DocumentDescriber>();
        });
        services.AddSingleton<DescriptionText>();
        return services;
    }

    public static void MapApiDescription(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/openapi/v1.json", Describe).RequireNoToken().Produces<object>().WithTags("Health");

    /// <summary>This description.</summary>
    public static async Task<IResult> Describe(DescriptionText text) => Results.Bytes(await text.Text, Answer.ContentType);

    /// <summary>What a shape is called in the description; null for one that has no name there.</summary>
    public static string? NameOf(JsonTypeInfo type) => OpenApiOptions.CreateDefaultSchemaReferenceId(type)?.Replace("Answer", "", StringComparison.Ordinal);

    /// <summary>Made when it is first asked for.</summary>
    public sealed class DescriptionText([FromKeyedServices(DocumentName)] IOpenApiDocumentProvider provider)
    {
        private readonly Lazy<Task<byte[]>> _text = new(async () =>
        {
            var document = await provider.GetOpenApiDocumentAsync();
            return Encoding.UTF8.GetBytes(await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1));
        });

        public Task<byte[]> Text => _text.Value;
    }
}
