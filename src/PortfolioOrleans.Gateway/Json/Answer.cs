using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Metadata;

namespace PortfolioOrleans.Gateway.Json;

/// <summary>An answer of status 200, with the amounts in it only where the caller may see them.</summary>
internal sealed record Answer<T>(T Value) : IResult, IEndpointMetadataProvider
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.ContentType = Answer.ContentType;
        return JsonSerializer.SerializeAsync(httpContext.Response.BodyWriter, Value, ApiJson.For(httpContext), httpContext.RequestAborted);
    }

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(T), ["application/json"]));
}

internal static class Answer
{
    public const string ContentType = "application/json; charset=utf-8";

    public static Answer<T> Of<T>(T value) => new(value);
}
