using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace PortfolioOrleans.Gateway.Description;

/// <summary>Describes what the generator cannot see: how decimals and times are written, and that every member of an answer is always there.</summary>
internal sealed class ShapeDescriber : IOpenApiSchemaTransformer
{
    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
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
            schema.Required = new HashSet<string>(members.Keys);
        }

        return Task.CompletedTask;
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
