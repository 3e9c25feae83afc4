using PortfolioOrleans.Gateway.Problems;

namespace PortfolioOrleans.Gateway.Access;

/// <summary>Lets through to a route only whom <see cref="Admission"/> admits.</summary>
internal sealed class AccessGate(RequestDelegate next, Admission admission)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (await admission.CheckAsync(context) is { } refusal)
        {
            await ProblemWriter.WriteAsync(context, refusal);
            return;
        }

        await next(context);
    }
}
