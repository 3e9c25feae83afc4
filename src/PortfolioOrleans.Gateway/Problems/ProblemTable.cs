using Orleans.Runtime;
using PortfolioOrleans.Contracts;
using PortfolioOrleans.Storage;

namespace PortfolioOrleans.Gateway.Problems;

/// <summary>Every refusal that a caller can meet, and which exception means which. The one place that does.</summary>
internal static class ProblemTable
{
    private static readonly List<ProblemKind> Known = []; // Before those that follow: each adds itself.

    public static readonly ProblemKind BadRequest = Add(400, "bad_request", "The request cannot be understood");
    public static readonly ProblemKind BadQuery = Add(400, "bad_query", "A query parameter is not what it may be");
    public static readonly ProblemKind MalformedJson = Add(400, "malformed_json", "The body is not JSON");
    public static readonly ProblemKind UnknownMember = Add(400, "unknown_member", "The body has a member that is not known");
    public static readonly ProblemKind MissingMember = Add(400, "missing_member", "The body lacks a member");
    public static readonly ProblemKind WrongType = Add(400, "wrong_type", "A member of the body is not of its type");
    public static readonly ProblemKind TokenMissing = Add(401, "token_missing", "A token is needed");
    public static readonly ProblemKind TokenUnknown = Add(401, "token_unknown", "There is no such token");
    public static readonly ProblemKind TokenExpired = Add(401, "token_expired", "The token has expired");
    public static readonly ProblemKind TokenRevoked = Add(401, "token_revoked", "The token was revoked");
    public static readonly ProblemKind ScopeMissing = Add(403, "scope_missing", "The token may not do this");
    public static readonly ProblemKind NotFound = Add(404, "not_found", "There is nothing here");
    public static readonly ProblemKind AccountNotFound = Add(404, "account_not_found", "There is no such account");
    public static readonly ProblemKind UserNotFound = Add(404, "user_not_found", "There is no such user");
    public static readonly ProblemKind TokenNotFound = Add(404, "token_not_found", "There is no such live token");
    public static readonly ProblemKind MethodNotAllowed = Add(405, "method_not_allowed", "The route does not answer this method");
    public static readonly ProblemKind AccountTaken = Add(409, "account_taken", "Another user has connected this key");
    public static readonly ProblemKind TooManyAccounts = Add(409, "too_many_accounts", "The portfolio is full");
    public static readonly ProblemKind AlreadyExists = Add(409, "already_exists", "There is one already");
    public static readonly ProblemKind BodyTooLarge = Add(413, "body_too_large", "The body is too large");
    public static readonly ProblemKind UnsupportedMediaType = Add(415, "unsupported_media_type", "The body must be JSON");
    public static readonly ProblemKind UnknownVenue = Add(422, "unknown_venue", "There is no such venue");
    public static readonly ProblemKind InvalidAccount = Add(422, "invalid_account", "The account is not what the venue wants");
    public static readonly ProblemKind CredentialsRefused = Add(422, "credentials_refused", "The venue refuses the credentials");
    public static readonly ProblemKind KeyTooPowerful = Add(422, "key_too_powerful", "The key may do more than read");
    public static readonly ProblemKind InvalidValue = Add(422, "invalid_value", "A value is not one that can be kept");
    public static readonly ProblemKind SyncTooSoon = Add(429, "sync_too_soon", "The account was synced a moment ago");
    public static readonly ProblemKind Unexpected = Add(500, "unexpected", "Something went wrong here");
    public static readonly ProblemKind RecordUnreadable = Add(500, "record_unreadable", "A stored record cannot be read");
    public static readonly ProblemKind VenueUnavailable = Add(503, "venue_unavailable", "The venue cannot be asked now");
    public static readonly ProblemKind RecordsUnavailable = Add(503, "records_unavailable", "The database cannot be asked now");
    public static readonly ProblemKind GrainsUnavailable = Add(503, "grains_unavailable", "The portfolio service cannot be asked now");
    public static readonly ProblemKind TimedOut = Add(504, "timed_out", "There was no answer in time");

    private static readonly TimeSpan SoonAgain = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan VenuePause = TimeSpan.FromSeconds(30);

    /// <summary>All of them, by status; what the API's description lists.</summary>
    public static IReadOnlyList<ProblemKind> All => Known;

    /// <summary>What an exception means to the caller. A driver's or the engine's own words stay inside.</summary>
    public static Problem For(Exception error) => error switch
    {
        ProblemException known => known.Problem,
        UnknownVenueException => new Problem(UnknownVenue, error.Message) { Field = "venue" },
        InvalidAccountException => new Problem(InvalidAccount, error.Message),
        CredentialsRefusedException => new Problem(CredentialsRefused, error.Message) { Field = "credentials" },
        KeyTooPowerfulException => new Problem(KeyTooPowerful, error.Message) { Field = "allow_powerful_key" },
        AccountTakenException => new Problem(AccountTaken, error.Message),
        AccountNotFoundException => new Problem(AccountNotFound, error.Message),
        TooManyAccountsException => new Problem(TooManyAccounts, error.Message),
        SyncTooSoonException soon => new Problem(SyncTooSoon, error.Message) { RetryAfter = soon.RetryAfter },
        VenueUnavailableException venue => new Problem(VenueUnavailable, error.Message) { RetryAfter = venue.RetryAfter ?? VenuePause },
        AlreadyExistsException => new Problem(AlreadyExists, error.Message),
        RecordUnreadableException or RowUnreadableException => new Problem(RecordUnreadable, error.Message),
        RecordsUnavailableException or StorageUnavailableException => new Problem(RecordsUnavailable) { RetryAfter = SoonAgain },
        OrleansException => new Problem(GrainsUnavailable) { RetryAfter = SoonAgain },
        TimeoutException => new Problem(TimedOut, "Whether a change was made is not known; asking again is safe.") { RetryAfter = SoonAgain },
        BadHttpRequestException bad => ForStatus(bad.StatusCode),
        _ => new Problem(Unexpected, "The trace id names it in the log."),
    };

    /// <summary>Whether it will pass by itself: something cannot be asked now.</summary>
    public static bool IsOutage(Exception error) => For(error).Kind.Status is StatusCodes.Status503ServiceUnavailable or StatusCodes.Status504GatewayTimeout;

    /// <summary>What an answer without a body means, which the framework gives where no route of ours was reached.</summary>
    public static Problem ForStatus(int status) => new(
        Known.Find(kind => kind.Status == status) ?? (status < 500 ? BadRequest with { Status = status } : Unexpected with { Status = status }));

    private static ProblemKind Add(int status, string code, string title)
    {
        var kind = new ProblemKind(status, code, title);
        Known.Add(kind);
        return kind;
    }
}
