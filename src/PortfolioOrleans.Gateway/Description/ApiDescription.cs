using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using PortfolioOrleans.Gateway.Access;

namespace PortfolioOrleans.Gateway.Description;

/// <summary>The API's own description: OpenAPI 3.1, made from the routes that are there, once.</summary>
internal static class ApiDescription
{
    private const string DocumentName = "v1";

    public static IServiceCollection AddApiDescription(this IServiceCollection services)
    {
        services.AddOpenApi(DocumentName, options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        });
        services.AddSingleton<DescriptionText>();
        return services;
    }

    public static void MapApiDescription(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/openapi/v1.json", (DescriptionText text, CancellationToken cancellationToken) => text.GetAsync()).RequireNoToken().ExcludeFromDescription();

    private sealed class DescriptionText([FromKeyedServices(DocumentName)] IOpenApiDocumentProvider provider)
    {
        public async Task<string> GetAsync()
        {
            var doc = await provider.GetOpenApiDocumentAsync();
            return await doc.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1);
        }
    }
}
