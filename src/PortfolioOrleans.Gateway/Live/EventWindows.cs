using System.Collections.Immutable;
using PortfolioOrleans.Contracts.Portfolios;
using PortfolioOrleans.Gateway.Json;

namespace PortfolioOrleans.Gateway.Live;

/// <summary>
/// One portfolio's last events, with amounts and without, each kept from when somebody first looks. An event is written once for each of the two, however many
/// clients there are. Not safe for several threads; the feed guards it.
/// </summary>
internal sealed class EventWindows(int mostEvents, Func<long> mostBytes)
{
    private readonly EventWindow?[] _windows = new EventWindow?[2];

    public EventWindow Open(bool amountsWithheld) => _windows[amountsWithheld ? 1 : 0] ??= new EventWindow(ApiJson.Of(amountsWithheld));

    /// <summary>Takes the event that follows; one that is known changes nothing.</summary>
    /// <param name="fits">False where something is missing before it.</param>
    /// <returns>Whether there is something new.</returns>
    public bool TryAppend(PortfolioEvent happened, out bool fits)
    {
        (fits, var news) = (true, false);
        foreach (var window in _windows)
        {
            var placement = window?.Place(happened.Sequence, happened.Time);
            fits &= placement != Placement.Elsewhere;
            if (placement == Placement.Next)
            {
                window!.Append(happened);
                window.Trim(mostEvents, mostBytes());
                news = true;
            }
        }

        return news;
    }

    /// <summary>Takes from a whole valuation what is not known of it.</summary>
    /// <param name="mayRestart">Events that are missing before it are lost, and not just on their way.</param>
    /// <returns>Whether there is something new.</returns>
    public bool TryTakeUp(PortfolioSnapshot valued, bool mayRestart)
    {
        var news = false;
        foreach (var window in _windows)
        {
            news |= window is not null && valued.Version > 0 && window.Place(valued.Sequence, valued.AsOf) != Placement.Known && TryTakeUp(window, PortfolioEvent.Of(valued), mayRestart);
        }

        return news;
    }

    private bool TryTakeUp(EventWindow window, ImmutableArray<PortfolioEvent> told, bool mayRestart)
    {
        var joinsOn = told[^1].Sequence > window.Last && told[0].Sequence <= window.Last + 1;
        if (joinsOn)
        {
            foreach (var happened in told.Where(happened => happened.Sequence > window.Last))
            {
                window.Append(happened);
            }
        }
        else if (mayRestart || window.IsEmpty)
        {
            window.Restart(told);
        }
        else
        {
            return false;
        }

        window.Trim(mostEvents, mostBytes());
        return true;
    }
}
