using System.Collections.Immutable;
using PortfolioOrleans.Contracts.Ledger;
using PortfolioOrleans.Domain.CostBasis;
using PortfolioOrleans.Domain.Pnl;
using PortfolioOrleans.Domain.Values;

namespace PortfolioOrleans.Grains.Ledger;

/// <summary>
/// What bookings come to, kept by day, account and symbol as they are made, so that a question about a million of them adds up some thousands of sums. Belongs to one
/// activation.
/// </summary>
internal sealed class BookedDays(CostRules rules)
{
    private readonly List<Booking> _made = [];
    private readonly List<BookedTrip> _trips = [];
    private readonly List<BookedDay> _days = [];

    /// <summary>Every booking, in the order of the lines that made them.</summary>
    public IReadOnlyList<Booking> Made => _made;

    /// <summary>In order of time.</summary>
    public IReadOnlyList<BookedDay> Days => _days;

    /// <summary>Round trips that ended, in the order of the lines that ended them.</summary>
    public IReadOnlyList<BookedTrip> Trips => _trips;

    /// <summary>Takes what one line made: all of it, or nothing.</summary>
    /// <param name="at">When it happened; not before the line before it.</param>
    /// <param name="ended">The futures trip that it ended.</param>
    /// <exception cref="OverflowException">A sum fits no decimal.</exception>
    public void Take(DateTimeOffset at, IReadOnlyCollection<Booking> made, FuturesTrip? ended)
    {
        var (bookings, trips) = (_made.Count, _trips.Count);
        _made.AddRange(made);
        AddTrips(made, ended);
        try
        {
            DayOf(at, bookings, trips).Take(made, _trips, trips);
        }
        catch (OverflowException)
        {
            GoBack(bookings, trips);
            throw;
        }
    }

    /// <summary>Forgets what later lines made.</summary>
    public void GoBack(int bookings, int trips)
    {
        _made.RemoveRange(bookings, _made.Count - bookings);
        _trips.RemoveRange(trips, _trips.Count - trips);
        var cut = _days.Count;
        while (cut > 0 && _days[cut - 1].FirstBooking >= bookings && _days[cut - 1].FirstTrip >= trips)
        {
            cut--;
        }

        _days.RemoveRange(cut, _days.Count - cut);
        if (cut > 0)
        {
            // The last day that is left may have lost a part.
            var last = _days[^1];
            _days[^1] = new BookedDay(last.Day, last.FirstBooking, last.FirstTrip);
            _days[^1].Take(_made.GetRange(last.FirstBooking, bookings - last.FirstBooking), _trips, last.FirstTrip);
        }
    }

    /// <summary>The days of a span, each with its sums; those that the span cuts have only what happened in it.</summary>
    /// <param name="since">At or after it, UTC; null from the beginning.</param>
    /// <param name="until">Before it, UTC; null to the end.</param>
    public IEnumerable<BookedDay> Between(DateTimeOffset? since, DateTimeOffset? until)
    {
        for (var i = 0; i < _days.Count; i++)
        {
            var (day, begin, end) = (_days[i], UtcDay.Start(_days[i].Day), UtcDay.Start(_days[i].Day.AddDays(1)));
            if (end <= since || begin >= until)
            {
                continue;
            }

            yield return since > begin || until < end ? PartOf(i, since, until) : day;
        }
    }

    /// <summary>What was realised on a day and after it.</summary>
    public decimal RealizedSince(DateOnly day)
    {
        var sum = 0m;
        for (var i = _days.Count - 1; i >= 0 && _days[i].Day >= day; i--)
        {
            sum += _days[i].Places.Values.Sum(place => place.Parts.Total);
        }

        return sum;
    }

    /// <summary>Round trips that ended at a time or after it, as they ended: so many, and those of the same moment as the last.</summary>
    /// <returns>The trips, and when the first one after them ended.</returns>
    public (ImmutableArray<ClosedTrip> Trips, DateTimeOffset? Next) TripsSince(DateTimeOffset? since, int most)
    {
        var place = since is { } begin ? _days.Find(day => day.Day >= UtcDay.Of(begin))?.FirstTrip ?? _trips.Count : 0;
        while (place < _trips.Count && _trips[place].Trip.ClosedAt < since)
        {
            place++;
        }

        var taken = ImmutableArray.CreateBuilder<ClosedTrip>();
        for (; place < _trips.Count; place++)
        {
            var trip = _trips[place].Trip;
            if (taken.Count >= most && trip.ClosedAt != taken[^1].ClosedAt)
            {
                return (taken.ToImmutable(), trip.ClosedAt);
            }

            taken.Add(trip);
        }

        return (taken.ToImmutable(), null);
    }

    /// <summary>What a day's lines made.</summary>
    public IEnumerable<Booking> MadeOn(BookedDay day) => day.Cut ?? _made.Skip(day.FirstBooking).Take(day.Bookings);

    private BookedDay PartOf(int place, DateTimeOffset? since, DateTimeOffset? until)
    {
        bool IsIn(DateTimeOffset at) => (since is null || at >= since) && (until is null || at < until);

        var day = _days[place];
        var trips = _trips.Skip(day.FirstTrip).Take(day.Trips).Where(trip => IsIn(trip.Trip.ClosedAt)).ToList();
        var part = new BookedDay(day.Day, day.FirstBooking, day.FirstTrip) { Cut = [.. MadeOn(day).Where(booking => IsIn(booking.At))] };
        part.Take(part.Cut, trips, 0);
        return part;
    }

    private BookedDay DayOf(DateTimeOffset at, int bookings, int trips)
    {
        var day = UtcDay.Of(at);
        if (_days.Count == 0 || _days[^1].Day != day)
        {
            _days.Add(new BookedDay(day, bookings, trips));
        }

        return _days[^1];
    }

    private void AddTrips(IReadOnlyCollection<Booking> made, FuturesTrip? ended)
    {
        foreach (var booking in made)
        {
            if (booking is Disposal disposal && ClosedTrips.IsSpot(disposal, rules))
            {
                var opened = disposal.Released.Matches.Min(match => match.AcquiredAt);
                _trips.Add(new BookedTrip(BookedPlace.Of(disposal), new ClosedTrip(disposal.EntryId, opened, disposal.At, disposal.Gain)));
            }
        }

        if (ended is not null)
        {
            _trips.Add(new BookedTrip(
                new BookedPlace(ended.AccountId, ended.Symbol, default), new ClosedTrip(ended.ClosedBy, ended.OpenedAt, ended.ClosedAt, ended.Pnl)));
        }
    }
}

/// <summary>Where something was booked: an account, and a pair or contract in it; the asset where there was none.</summary>
internal readonly record struct BookedPlace(string AccountId, Symbol? Symbol, Asset Asset)
{
    public static BookedPlace Of(Booking booking) => new(booking.AccountId, booking.Symbol, booking.Symbol is null ? booking.Asset : default);

    /// <summary>As answers name it.</summary>
    public string Key => Symbol?.ToString() ?? Asset.Code;
}

/// <summary>A round trip that ended, and where.</summary>
internal readonly record struct BookedTrip(BookedPlace Place, ClosedTrip Trip);

/// <summary>One UTC day's bookings in sums.</summary>
/// <param name="firstBooking">Where its bookings begin in all that were made.</param>
/// <param name="firstTrip">The same for round trips that ended.</param>
internal sealed class BookedDay(DateOnly day, int firstBooking, int firstTrip)
{
    private readonly Dictionary<BookedPlace, (RealizedParts Parts, TradeTally Trades)> _places = [];
    private readonly HashSet<Asset> _unpriced = [];

    public DateOnly Day { get; } = day;

    public int FirstBooking { get; } = firstBooking;

    public int Bookings { get; private set; }

    public int FirstTrip { get; } = firstTrip;

    public int Trips { get; private set; }

    public IReadOnlyDictionary<BookedPlace, (RealizedParts Parts, TradeTally Trades)> Places => _places;

    /// <summary>Assets that something was booked of without a price.</summary>
    public IReadOnlyCollection<Asset> Unpriced => _unpriced;

    public LineDoubts Doubts { get; private set; }

    /// <summary>The bookings, where the day is cut by a span.</summary>
    public IReadOnlyList<Booking>? Cut { get; init; }

    /// <param name="made">Of whole lines.</param>
    /// <param name="trips">The trips that these ended begin at <paramref name="firstTrip"/>.</param>
    public void Take(IReadOnlyCollection<Booking> made, IReadOnlyList<BookedTrip> trips, int firstTrip)
    {
        foreach (var booking in made)
        {
            Add(BookedPlace.Of(booking), RealizedParts.Of(booking), default);
            if (!booking.IsPriced)
            {
                _unpriced.Add(booking.Asset);
            }
        }

        for (var i = firstTrip; i < trips.Count; i++)
        {
            Add(trips[i].Place, default, TradeTally.Of(trips[i].Trip.Pnl));
        }

        Doubts += LineDoubts.Of(made);
        (Bookings, Trips) = (Bookings + made.Count, Trips + trips.Count - firstTrip);
    }

    private void Add(BookedPlace place, RealizedParts parts, TradeTally trades)
    {
        var (knownParts, knownTrades) = _places.GetValueOrDefault(place);
        _places[place] = (knownParts + parts, knownTrades + trades);
    }
}

/// <summary>Lines that something is doubtful in.</summary>
/// <param name="Unpriced">Something of them had no price.</param>
/// <param name="Incomplete">They disposed of more than was known to be there.</param>
/// <param name="Assumed">Their gain rests on a cost that nobody knows for sure.</param>
internal readonly record struct LineDoubts(int Unpriced, int Incomplete, int Assumed)
{
    /// <param name="made">What lines made, one after the other.</param>
    public static LineDoubts Of(IEnumerable<Booking> made)
    {
        var (sum, line) = (default(LineDoubts), default(LineDoubts));
        Booking? before = null;
        foreach (var booking in made)
        {
            if (before is not null && (booking.EntryId != before.EntryId || booking.AccountId != before.AccountId))
            {
                (sum, line) = (sum + line, default);
            }

            before = booking;
            line = new LineDoubts(
                booking.IsPriced ? line.Unpriced : 1,
                booking is Disposal { Released.IsComplete: false } ? 1 : line.Incomplete,
                booking is Disposal disposal && IsAssumed(disposal) ? 1 : line.Assumed);
        }

        return sum + line;
    }

    public static LineDoubts operator +(LineDoubts one, LineDoubts other) =>
        new(one.Unpriced + other.Unpriced, one.Incomplete + other.Incomplete, one.Assumed + other.Assumed);

    private static bool IsAssumed(Disposal disposal)
    {
        foreach (var match in disposal.Released.Matches)
        {
            if (match.Origin != CostOrigin.Known)
            {
                return true;
            }
        }

        return false;
    }
}
