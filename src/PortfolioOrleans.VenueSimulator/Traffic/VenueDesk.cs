using PortfolioOrleans.VenueSimulator.Control;
using PortfolioOrleans.VenueSimulator.Sockets;

namespace PortfolioOrleans.VenueSimulator.Traffic;

/// <summary>A venue's front desk: every request passes here, faults first, then the venue's own protocol.</summary>
internal abstract class VenueDesk(VenueContext context)
{
    public VenueContext Context => context;

    public VenueResponse Answer(VenueRequest request)
    {
        if (context.IsDown)
        {
            context.Faults.Take(FaultKind.Down, context.Venue, request.Path, null);
            return new VenueResponse(0, "", []) { Cut = Cut.BeforeAnswer };
        }

        var response = Overrule(request) ?? Respond(request);
        return Disturb(request, response);
    }

    /// <summary>Opens a socket at the path, or says why not.</summary>
    public (SocketSession? Session, VenueResponse? Refusal) Connect(VenueRequest request)
    {
        if (context.IsDown)
        {
            return (null, new VenueResponse(0, "", []) { Cut = Cut.BeforeAnswer });
        }

        if (Overrule(request) is { } refusal)
        {
            return (null, refusal);
        }

        var (session, refused) = Open(request);
        context.Traffic.Add(session?.Path ?? "(refused socket)", refused?.Status ?? 101, 0);
        if (session is not null)
        {
            context.Sessions.Add(session);
        }

        return (session, refused);
    }

    protected abstract VenueResponse Respond(VenueRequest request);

    protected abstract (SocketSession? Session, VenueResponse? Refusal) Open(VenueRequest request);

    /// <summary>How the venue words an HTTP error it was told to give.</summary>
    protected abstract VenueResponse Failure(int status, DateTimeOffset retryAt);

    protected abstract VenueResponse Maintenance();

    protected abstract VenueResponse Forbidden();

    protected abstract bool AnswersInMaintenance(VenueRequest request);

    protected abstract string? KeyOf(VenueRequest request);

    private VenueResponse? Overrule(VenueRequest request)
    {
        if (!AnswersInMaintenance(request) && context.Faults.Take(FaultKind.Maintenance, context.Venue, request.Path, KeyOf(request)) is not null)
        {
            return Logged(request, Maintenance());
        }

        if (KeyOf(request) is { Length: > 0 } key && context.Faults.Take(FaultKind.Forbidden, context.Venue, request.Path, key) is not null)
        {
            return Logged(request, Forbidden());
        }

        if (context.Faults.Take(FaultKind.HttpStatus, context.Venue, request.Path, KeyOf(request)) is not { Status: { } status } fault)
        {
            return null;
        }

        var response = Failure(status, context.VenueTime.AddSeconds(fault.RetryAfter ?? 60));
        return Logged(request, fault.RetryAfter is { } seconds ? response.With("Retry-After", $"{seconds}") : response);
    }

    private VenueResponse Disturb(VenueRequest request, VenueResponse response)
    {
        if (context.Faults.Take(FaultKind.Malformed, context.Venue, request.Path, KeyOf(request)) is { } malformed)
        {
            response = Spoiler.Spoil(response, malformed.Spoil);
        }

        if (context.Faults.Take(FaultKind.Cut, context.Venue, request.Path, KeyOf(request)) is not null)
        {
            response = response with { Cut = Cut.InBody };
        }

        return context.Faults.Take(FaultKind.Slow, context.Venue, request.Path, KeyOf(request)) is { Delay: { } delay }
            ? response with { Delay = TimeSpan.FromSeconds(delay) }
            : response;
    }

    private VenueResponse Logged(VenueRequest request, VenueResponse response)
    {
        context.Traffic.Add(request.Path, response.Status, 0);
        return response;
    }
}
