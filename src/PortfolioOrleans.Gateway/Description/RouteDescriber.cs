using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using PortfolioOrleans.Gateway.Access;
using PortfolioOrleans.Gateway.Json;
using PortfolioOrleans.Gateway.Live;
using PortfolioOrleans.Gateway.Problems;
using PortfolioOrleans.Gateway.Requests;

namespace PortfolioOrleans.Gateway.Description;

/// <summary>Describes a route by what it carries: its scopes, its parameters, its body, and what it may refuse.</summary>
internal sealed class RouteDescriber : IOpenApiOperationTransformer
{
    private static readonly ProblemKind[] Anywhere =
        [ProblemTable.Unexpected, ProblemTable.RecordUnreadable, ProblemTable.RecordsUnavailable, ProblemTable.GrainsUnavailable, ProblemTable.TimedOut];

    private static readonly ProblemKind[] WithToken =
        [ProblemTable.TokenMissing, ProblemTable.TokenUnknown, ProblemTable.TokenExpired, ProblemTable.TokenRevoked, ProblemTable.ScopeMissing];

    private static readonly ProblemKind[] WithBody =
    [
        ProblemTable.MalformedJson, ProblemTable.UnknownMember, ProblemTable.MissingMember, ProblemTable.WrongType, ProblemTable.BodyTooLarge,
        ProblemTable.UnsupportedMediaType,
    ];

    public async Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var route = context.Description.ActionDescriptor.EndpointMetadata;
        var shapes = new ShapeReferences(context, cancellationToken);
        operation.OperationId = IdOf(context.Description.HttpMethod!, context.Description.RelativePath!);
        operation.Summary = OneLine(operation.Summary);
        DescribeAccess(operation, route.OfType<RequiredScope>().Last(), context.Document!);

        operation.Parameters = [.. operation.Parameters ?? [], .. ParametersOf(route).Select(Describe)];
        if (route.OfType<BodyShape>().LastOrDefault() is { } body)
        {
            operation.RequestBody = new OpenApiRequestBody { Required = true, Content = await shapes.ContentAsync("application/json", body.Type) };
        }

        if (route.OfType<EventStreamShapes>().LastOrDefault() is { } stream)
        {
            var data = new OpenApiSchema { Description = "The data of each event.", OneOf = [.. await Task.WhenAll(stream.Data.Select(shapes.OfAsync))] };
            operation.Responses!["200"] = new OpenApiResponse
            {
                Description = "Events, until either side ends it.",
                Content = new Dictionary<string, OpenApiMediaType> { [EventEndpoint.ContentType] = new() { Schema = data } },
            };
        }

        foreach (var status in RefusalsOf(route).Distinct().GroupBy(kind => kind.Status).OrderBy(status => status.Key))
        {
            operation.Responses!.TryAdd($"{status.Key}", new OpenApiResponse
            {
                Description = string.Join("; ", status.Select(kind => $"{kind.Code}: {kind.Title}")),
                Content = await shapes.ContentAsync(ProblemWriter.ContentType, typeof(ProblemAnswer)),
            });
        }
    }

    private static void DescribeAccess(OpenApiOperation operation, RequiredScope required, OpenApiDocument document)
    {
        operation.Description = required.IsNone ? "Needs no token." : $"Needs the scope {string.Join(" or ", required.AnyOf)}.";
        operation.Security =
        [
            .. required.AnyOf.Select(scope => new OpenApiSecurityRequirement
            {
                [new OpenApiSecuritySchemeReference(DocumentDescriber.Bearer, document)] = [scope],
            }),
        ];
    }

    private static OpenApiParameter Describe(QueryParameter parameter) => new()
    {
        Name = parameter.Name,
        In = ParameterLocation.Query,
        Required = parameter.IsRequired,
        Description = parameter.Description,
        Schema = parameter.Schema,
    };

    private static List<QueryParameter> ParametersOf(IList<object> route) => [.. route.OfType<QueryParameter>().DistinctBy(parameter => parameter.Name)];

    private static IEnumerable<ProblemKind> RefusalsOf(IList<object> route)
    {
        var parameters = ParametersOf(route);
        return
        [
            .. Anywhere,
            .. When(!route.OfType<RequiredScope>().Last().IsNone, WithToken),
            .. When(parameters.Count > 0, ProblemTable.BadQuery),
            .. When(parameters.Contains(Subject.Named), ProblemTable.UserNotFound),
            .. When(route.OfType<BodyShape>().Any(), WithBody),
            .. route.OfType<Refusals>().SelectMany(refuses => refuses.Kinds),
        ];

        static ProblemKind[] When(bool applies, params ProblemKind[] kinds) => applies ? kinds : [];
    }

    private static string IdOf(string method, string path)
    {
        var words = path.Split('/', '{', '}', '.', '-').Where(word => word.Length > 0);
        return $"{method.ToLowerInvariant()}_{string.Join('_', words)}";
    }

    private static string? OneLine(string? text) => text is null ? null : string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Puts shapes among the document's components and refers to them there.</summary>
    private sealed class ShapeReferences(OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        public async Task<Dictionary<string, OpenApiMediaType>> ContentAsync(string mediaType, Type shape) =>
            new() { [mediaType] = new OpenApiMediaType { Schema = await OfAsync(shape) } };

        public async Task<IOpenApiSchema> OfAsync(Type shape)
        {
            var id = ApiDescription.NameOf(ApiJson.Full.GetTypeInfo(shape))!;
            context.Document!.AddComponent(id, await context.GetOrCreateSchemaAsync(shape, null, cancellationToken));
            return new OpenApiSchemaReference(id, context.Document);
        }
    }
}
