namespace PortfolioOrleans.Exchanges.Gate;

/// <summary>
/// Keeps one venue's gate in memory: budgets, bans, breakers and clock offsets. Each host has its own breaker, so that a venue's futures being down does
/// not stop its spot. Not for concurrent use: a grain or <see cref="LocalVenueGate"/> calls it one at a time.
/// </summary>
public sealed class VenueGateBook(GateOptions options, TimeProvider clock)
{
    /// <summary>Above so many buckets the idle ones are forgotten; venues that count by key make several for each account.</summary>
    private const int ManyBuckets = 1024;

    private readonly Dictionary<string, Bucket> _buckets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HostRecord> _hosts = new(StringComparer.Ordinal);

    /// <summary>As <see cref="IVenueGate.EnterAsync"/>. A refusal takes nothing from any budget.</summary>
    public Admission Enter(RequestCost cost)
    {
        var now = clock.GetUtcNow();
        var host = HostOf(cost.Host);
        var offset = host.OffsetAt(now, options.OffsetMaxAge);
        var venueNow = host.VenueTime(now);

        if (host.BannedUntil is { } until && until > now)
        {
            return Refuse(FaultKind.Banned, $"{cost.Host} has locked this address out", until - now);
        }

        var bucket = BucketOf(cost.Bucket, host, now);
        if (bucket.ClosedUntil is { } closed && closed > now)
        {
            return Refuse(FaultKind.RateLimited, $"{cost.Host} takes no more requests for now", closed - now);
        }

        if (host.Breaker.RefusalAt(now) is { } left)
        {
            return Refuse(FaultKind.BreakerOpen, $"{cost.Host} failed too often just now", left);
        }

        if (bucket.Budget.Take(cost, venueNow) is { } wait)
        {
            return Refuse(FaultKind.Deferred, $"the request budget of {cost.Host} has no room for this now", wait);
        }

        host.Breaker.Enter(now);
        return new Admission(null, offset);

        Admission Refuse(FaultKind kind, string detail, TimeSpan retryAfter) => new(new ExchangeFault(kind, detail, retryAfter), offset);
    }

    /// <summary>As <see cref="IVenueGate.LeaveAsync"/>.</summary>
    public void Leave(RequestOutcome outcome)
    {
        var now = clock.GetUtcNow();
        var host = HostOf(outcome.Host);
        var venueNow = host.VenueTime(now);
        var bucket = BucketOf(outcome.Bucket, host, now);

        if (outcome.UsedWeight is { } used)
        {
            bucket.Budget.Learn(used, venueNow);
        }

        switch (outcome.Fault)
        {
            case { Kind: FaultKind.Deferred }:
                host.Breaker.Abandoned();
                return;
            case { BlamesExchange: true }:
                host.Breaker.Failed(now);
                return;
            case { Kind: FaultKind.Banned } ban:
                host.BanUntil(now + (ban.RetryAfter ?? RetryTimes.UntilNextMinute(venueNow)));
                break;
            case { Kind: FaultKind.RateLimited } limited:
                bucket.CloseUntil(now + (limited.RetryAfter ?? RetryTimes.UntilNextMinute(venueNow)));
                break;
        }

        host.Breaker.Answered();
    }

    /// <summary>As <see cref="IVenueGate.SetClockOffsetAsync"/>.</summary>
    public void SetClockOffset(string host, TimeSpan offset) => HostOf(host).SetOffset(offset, clock.GetUtcNow());

    public VenueGateStatus Status()
    {
        var now = clock.GetUtcNow();
        var hosts = _hosts.OrderBy(host => host.Key, StringComparer.Ordinal).Select(host => host.Value.StatusAt(host.Key, now));
        var buckets = _buckets.Values
            .Where(bucket => !bucket.IsIdleAt(now))
            .Select(bucket => bucket.StatusAt(now))
            .OrderBy(bucket => bucket.Bucket, StringComparer.Ordinal);
        return new VenueGateStatus(now, [.. hosts], [.. buckets]);
    }

    private static DateTimeOffset Later(DateTimeOffset? known, DateTimeOffset next) => known > next ? known.Value : next;

    private HostRecord HostOf(string host)
    {
        if (!_hosts.TryGetValue(host, out var record))
        {
            _hosts[host] = record = new HostRecord(new CircuitBreaker(options));
        }

        return record;
    }

    private Bucket BucketOf(string name, HostRecord host, DateTimeOffset now)
    {
        if (_buckets.TryGetValue(name, out var bucket))
        {
            return bucket;
        }

        if (_buckets.Count >= ManyBuckets)
        {
            foreach (var idle in _buckets.Where(known => known.Value.IsIdleAt(now)).Select(known => known.Key).ToArray())
            {
                _buckets.Remove(idle);
            }
        }

        return _buckets[name] = new Bucket(name, host);
    }

    /// <param name="host">Whose clock cuts its windows; where hosts share a limit, the first that was asked.</param>
    private sealed class Bucket(string name, HostRecord host)
    {
        public RequestBudget Budget { get; } = new();

        public DateTimeOffset? ClosedUntil { get; private set; }

        public void CloseUntil(DateTimeOffset until) => ClosedUntil = Later(ClosedUntil, until);

        /// <summary>True when forgetting it would forget nothing.</summary>
        public bool IsIdleAt(DateTimeOffset now) => Budget.UsedAt(host.VenueTime(now)) == 0 && !(ClosedUntil > now);

        public BucketStatus StatusAt(DateTimeOffset now) =>
            new(name, Budget.UsedAt(host.VenueTime(now)), Budget.Limit, Budget.Window, ClosedUntil > now ? ClosedUntil : null);
    }

    private sealed class HostRecord(CircuitBreaker breaker)
    {
        private TimeSpan? _offset;
        private DateTimeOffset _measuredAt;

        public CircuitBreaker Breaker { get; } = breaker;

        public DateTimeOffset? BannedUntil { get; private set; }

        public DateTimeOffset VenueTime(DateTimeOffset now) => now + (_offset ?? TimeSpan.Zero);

        public TimeSpan? OffsetAt(DateTimeOffset now, TimeSpan maxAge) => now - _measuredAt <= maxAge ? _offset : null;

        public void SetOffset(TimeSpan offset, DateTimeOffset now)
        {
            _offset = offset;
            _measuredAt = now;
        }

        public void BanUntil(DateTimeOffset until) => BannedUntil = Later(BannedUntil, until);

        public HostStatus StatusAt(string name, DateTimeOffset now) => new(
            name, Breaker.StateAt(now), BannedUntil > now ? BannedUntil : null, _offset, _offset is null ? null : now - _measuredAt);
    }
}
