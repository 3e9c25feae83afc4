using System.Buffers;
using System.IO.Pipelines;
using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
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

        return new Body<T>(StrictJson.Read<T>(await ReadAsync(context.Request.BodyReader, most, context.RequestAborted)));
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) => builder.Metadata.Add(new BodyShape(typeof(T)));

    private static async Task<byte[]> ReadAsync(PipeReader body, int most, CancellationToken cancellationToken)
    {
        var read = await body.ReadAtLeastAsync(most + 1, cancellationToken);
        var bytes = read.Buffer.Length > most ? null : read.Buffer.ToArray();
        body.AdvanceTo(read.Buffer.End); // Refused or not: what is left half read would cost the connection.
        return bytes ?? throw TooLarge(most);
    }

    private static ProblemException TooLarge(int most) => new(new Problem(ProblemTable.BodyTooLarge, $"At most {most} bytes are taken."));
}

/// <summary>Tells the API's document what a route's body is.</summary>
internal sealed record BodyShape(Type Type);
