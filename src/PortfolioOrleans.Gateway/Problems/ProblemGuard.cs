using Microsoft.Extensions.Logging;

namespace PortfolioOrleans.Gateway.Problems;

/// <summary>
/// The outermost step of every request: whatever goes wrong further in leaves as a problem, and what nobody expected is logged under the trace id that the
/// caller is given. Sets the headers that every answer has.
/// </summary>
internal sealed partial class ProblemGuard(RequestDelegate next, ILogger<ProblemGuard> log)
{
    private const int ClientClosedRequest = 499;

    public async Task InvokeAsync(HttpContext context)
    {
        SetHeaders(context.Response.Headers);
        try
        {
            await next(context);
            if (IsBareError(context.Response))
            {
                await ProblemWriter.WriteAsync(context, ProblemTable.ForStatus(context.Response.StatusCode));
            }
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            SetStatus(context.Response, ClientClosedRequest); // Nobody is left to be told.
        }
        catch (Exception error)
        {
            await TellAsync(context, error);
        }
    }

    private async Task TellAsync(HttpContext context, Exception error)
    {
        var problem = ProblemTable.For(error);
        if (problem.Kind == ProblemTable.Unexpected)
        {
            Log(context, error);
        }

        if (context.Response.HasStarted)
        {
            context.Abort(); // Half an answer must not look like a whole one.
            return;
        }

        context.Response.Clear();
        SetHeaders(context.Response.Headers);
        await ProblemWriter.WriteAsync(context, problem);
    }

    private void Log(HttpContext context, Exception error)
    {
        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "";
        if (RequestSecrets.Any(context))
        {
            LogUnexpectedSecretly(context.Request.Method, route, ProblemWriter.TraceId(context), error.GetType().FullName!, error.StackTrace);
        }
        else
        {
            LogUnexpected(context.Request.Method, route, ProblemWriter.TraceId(context), error);
        }
    }

    private static bool IsBareError(HttpResponse response) =>
        response is { StatusCode: >= 400, HasStarted: false, ContentType: null, ContentLength: null or 0 };

    private static void SetHeaders(IHeaderDictionary headers)
    {
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-store";
        headers["Referrer-Policy"] = "no-referrer";
    }

    private static void SetStatus(HttpResponse response, int status)
    {
        if (!response.HasStarted)
        {
            response.StatusCode = status;
        }
    }

    [LoggerMessage(LogLevel.Error, "{Method} {Route} failed, trace {TraceId}.")]
    private partial void LogUnexpected(string method, string route, string traceId, Exception exception);

    /// <summary>The request held credentials, and an exception's message may quote them.</summary>
    [LoggerMessage(LogLevel.Error, "{Method} {Route} failed, trace {TraceId}: {ExceptionType} {StackTrace}")]
    private partial void LogUnexpectedSecretly(string method, string route, string traceId, string exceptionType, string? stackTrace);
}
