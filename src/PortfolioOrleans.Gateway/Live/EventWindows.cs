using System.Collections.Immutable;
using System.Text.Json;
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

    public EventWindow Open(bool amountsWithheld) => _windows[amountsWithheld ? 1 : 0] ??= new EventWindow();

    /// <summary>Takes the event that follows; one that is known changes nothing.</summary>
    /// <param name="fits">False where something is missing before it.</param>
    /// <returns>Whether there is something new.</returns>
    public bool TryAppend(PortfolioEvent happened, out bool fits)
    {
        (fits, var news) = (true, false);
        foreach (var (window, json) in Opened())
        {
            var placement = window.Place(happened.Sequence, happened.Time);
            fits &= placement != Placement.Elsewhere;
            if (placement == Placement.Next)
            {
                window.Append(EventFrame.Of(happened, json));
                window.Trim(mostEvents, mostBytes());
                news = true;
            }
        }

        return news;
    }

    /// <summary>Takes from a whole valuation what is not known of it.</summary>
    /// <param name="told">Its events, lowest number first.</param>
    /// <param name="mayRestart">Events that are missing before it are lost, and not just on their way.</param>
    /// <returns>Whether there is something new.</returns>
    public bool TryTakeUp(ImmutableArray<PortfolioEvent> told, bool mayRestart)
    {
        var news = false;
        foreach (var (window, json) in Opened())
        {
            news |= TryTakeUp(window, told, mayRestart, json);
        }

        return news;
    }

    private bool TryTakeUp(EventWindow window, ImmutableArray<PortfolioEvent> told, bool mayRestart, JsonSerializerOptions json)
    {
        if (window.Place(told[^1].Sequence, told[^1].Time) == Placement.Known)
        {
            return false;
        }

        var joinsOn = told[^1].Sequence > window.Last && told[0].Sequence <= window.Last + 1;
        if (!joinsOn && !mayRestart && !window.IsEmpty)
        {
            return false;
        }

        var frames = told.Where(happened => !joinsOn || happened.Sequence > window.Last).Select(happened => EventFrame.Of(happened, json)).ToList();
        if (joinsOn)
        {
            frames.ForEach(window.Append);
        }
        else
        {
            window.Restart(frames);
        }

        window.Trim(mostEvents, mostBytes());
        return true;
    }

    private IEnumerable<(EventWindow Window, JsonSerializerOptions Json)> Opened() =>
        _windows.Index().Where(each => each.Item is not null).Select(each => (each.Item!, ApiJson.Of(amountsWithheld: each.Index == 1)));
}
