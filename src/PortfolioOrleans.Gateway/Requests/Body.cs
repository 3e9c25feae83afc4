using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using System.Buffers;
using Microsoft.Extensions.Options;
using PortfolioOrleans.Gateway.Problems;

namespace PortfolioOrleans.Gateway.Requests;

/// <summary>The JSON body of a request.</summary>
internal sealed record Body<T>(T Value) : IEndpointParameterMetadataProvider
    where T : class
{
    /// <exception cref="ProblemException">It is not JSON, too large, or not of this shape.</exception>
    public static async ValueTask<Body<T>> BindAsync(HttpContext context)
    {
        if (!context.Request.HasJsonContentType())
        {
            throw new ProblemException(new Problem(ProblemTable.UnsupportedMediaType, "Say so with Content-Type: application/json."));
        }

        var most = context.RequestServices.GetRequiredService<IOptions<GatewayOptions>>().Value.MaxBodyBytes;
        if (context.Request.ContentLength > most)
        {
            throw TooLarge(most);
        }

        var body = context.Request.BodyReader;
        var read = await body.ReadAtLeastAsync(most + 1, context.RequestAborted);
        if (read.Buffer.Length > most)
        {
            throw TooLarge(most);
        }

        var value = StrictJson.Read<T>(read.Buffer.ToArray());
        body.AdvanceTo(read.Buffer.End);
        return new Body<T>(value);
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) => builder.Metadata.Add(new BodyShape(typeof(T)));

    private static ProblemException TooLarge(int most) => new(new Problem(ProblemTable.BodyTooLarge, $"At most {most} bytes are taken."));
}

/// <summary>Tells the API's document what a route's body is.</summary>
internal sealed record BodyShape(Type Type);
