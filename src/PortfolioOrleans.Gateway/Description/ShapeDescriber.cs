using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using PortfolioOrleans.Domain.Metrics;
using PortfolioOrleans.Gateway.Performance;

namespace PortfolioOrleans.Gateway.Description;

/// <summary>Describes what the generator cannot see: how decimals and times are written, and that every member of an answer is always there.</summary>
internal sealed class ShapeDescriber(MetricRegistry registry) : IOpenApiSchemaTransformer
{
    public async Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = context.JsonTypeInfo.Type;
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        if (plain == typeof(decimal))
        {
            DescribeDecimal(schema);
        }
        else if (plain == typeof(DateTimeOffset))
        {
            schema.Type = JsonSchemaType.String | (plain != type ? JsonSchemaType.Null : 0);
            schema.Format = "date-time";
        }
        else if (plain.IsEnum)
        {
            schema.Type = JsonSchemaType.String;
        }
        else if (context.JsonTypeInfo is { Kind: JsonTypeInfoKind.Dictionary, ElementType: { } element } && element == typeof(decimal))
        {
            var value = new OpenApiSchema();
            DescribeDecimal(value);
            schema.AdditionalProperties = value;
        }
        else if (context.JsonTypeInfo.Kind == JsonTypeInfoKind.Object && schema.Properties is { } members && !IsRequest(plain))
        {
            if (plain == typeof(MetricsAnswer))
            {
                foreach (var metric in registry.All)
                {
                    members[MetricAnswer.NameOf(metric)] = await context.GetOrCreateSchemaAsync(typeof(MetricAnswer), null, cancellationToken);
                }

                schema.AdditionalProperties = null;
            }

            // A shape that may be null: the generator says so of some, and not where shapes are asked for one by one. What a generic shape holds is never null here.
            foreach (var member in context.JsonTypeInfo.Properties.Where(member => member.IsGetNullable && members.ContainsKey(member.Name) && !plain.IsGenericType))
            {
                if (members[member.Name] is OpenApiSchema { Type: JsonSchemaType.Object } shape)
                {
                    members[member.Name] = new OpenApiSchema { OneOf = [new OpenApiSchema { Type = JsonSchemaType.Null }, shape] };
                }
            }

            schema.Required = new HashSet<string>(members.Keys);
        }
    }

    /// <summary>A token that may see shares only is given null.</summary>
    private static void DescribeDecimal(OpenApiSchema schema)
    {
        schema.Type = JsonSchemaType.String | JsonSchemaType.Null;
        schema.Format = "decimal";
        schema.Pattern = @"^-?\d+(\.\d+)?$";
    }

    private static bool IsRequest(Type type) => type.Name.EndsWith("Request", StringComparison.Ordinal);
}
