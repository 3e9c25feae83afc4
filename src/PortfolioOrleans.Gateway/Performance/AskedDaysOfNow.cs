using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;

namespace PortfolioOrleans.Gateway.Performance;

/// <summary>The days that a question is about as they are known now, for what cannot be told as it was known before: there is no ?known_at=.</summary>
internal sealed record AskedDaysOfNow(AskedDays Days) : IEndpointParameterMetadataProvider
{
    public static async ValueTask<AskedDaysOfNow> BindAsync(HttpContext context) => new(await AskedDays.ReadAsync(context, knownAt: null));

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) => AskedDays.Describe(builder);
}
