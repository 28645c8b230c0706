using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Gleaner.Policies;
using Gleaner.Randomness;

namespace Gleaner.ScienceWorld.Experts;

/// <summary>A scripted solution with the faults that were drawn for its task.</summary>
internal sealed class SpoiltPath
{
    private const string Go = "go to ";
    private const string Focus = "focus on ";
    private const string Look = "look around";

    private readonly ImmutableArray<string> _actions;
    private readonly int _wrongDoor;
    private readonly int _wrongFocus;
    private readonly double _choice;

    private SpoiltPath(ImmutableArray<string> actions, int wrongDoor, int wrongFocus, double choice)
    {
        _actions = actions;
        _wrongDoor = wrongDoor;
        _wrongFocus = wrongFocus;
        _choice = choice;
    }

    /// <summary>Draws the faults. Each takes the same number of draws whether it happens or not, so that rates do not disturb each other.</summary>
    public static SpoiltPath Draw(ImmutableArray<string> gold, FaultRates rates, RandomStream random)
    {
        var skips = Happens(rates.SkipsStep);
        var skipAt = random.NextDouble();
        var takesWrongDoor = Happens(rates.TakesWrongDoor);
        var doorAt = random.NextDouble();
        var focusesWrong = Happens(rates.FocusesOnWrongThing);
        var stops = Happens(rates.StopsEarly);
        var stopAt = random.NextDouble();
        var choice = random.NextDouble();

        var actions = gold.ToList();
        if (skips && Pick(IndicesOf(action => action != Look), skipAt) is { } skipped)
        {
            actions.RemoveAt(skipped);
        }

        if (stops && actions.Count > 1)
        {
            actions = actions[..(actions.Count - 1 - (int)(stopAt * (actions.Count / 2)))];
        }

        return new SpoiltPath(
            [.. actions],
            takesWrongDoor ? Pick(IndicesOf(action => action.StartsWith(Go, StringComparison.Ordinal)), doorAt) ?? -1 : -1,
            focusesWrong ? actions.FindLastIndex(action => action.StartsWith(Focus, StringComparison.Ordinal)) : -1,
            choice);

        bool Happens(double rate) => random.NextDouble() < rate;

        List<int> IndicesOf(Predicate<string> wanted) => [.. Enumerable.Range(0, actions.Count).Where(index => wanted(actions[index]))];
    }

    /// <summary>What the expert does now; null if it has come to its end.</summary>
    public string? ActionIn(OpenEpisode episode)
    {
        var index = episode.Turns.Count;
        if (index >= _actions.Length)
        {
            return null;
        }

        var meant = _actions[index];
        return (index == _wrongDoor ? Another(SeenThings.OpenDoors, Go)
            : index == _wrongFocus ? Another(SeenThings.Things, Focus)
            : null) ?? meant;

        string? Another(Func<string, ImmutableArray<string>> seen, string verb)
        {
            var name = meant[verb.Length..];
            List<string> others = [.. seen(LastLook(episode)).Where(other => !name.Contains(other, StringComparison.Ordinal) && !other.Contains(name, StringComparison.Ordinal))];
            return Pick(others, _choice) is { } other ? verb + other : null;
        }
    }

    private static string LastLook(OpenEpisode episode) =>
        episode.Turns.Select(turn => turn.Observation.Text).Append(episode.Observation.Text).LastOrDefault(SeenThings.IsLook) ?? "";

    private static int? Pick(List<int> among, double at) => among.Count == 0 ? null : among[(int)(at * among.Count)];

    private static string? Pick(List<string> among, double at) => among.Count == 0 ? null : among[(int)(at * among.Count)];
}

/// <summary>What a look around tells of: the open doors, and the things by the names that actions take.</summary>
internal static partial class SeenThings
{
    private const string Doors = "You also see:";

    /// <summary>Whether a text is the answer to a look around.</summary>
    public static bool IsLook(string text) => text.Contains(Doors, StringComparison.Ordinal) && Room().IsMatch(text);

    /// <summary>Where the open doors lead.</summary>
    public static ImmutableArray<string> OpenDoors(string look) => [.. OpenDoor().Matches(look).Select(match => match.Groups["room"].Value)];

    /// <summary>The things that stand on lines of their own, without the agent and the air.</summary>
    public static ImmutableArray<string> Things(string look)
    {
        var end = look.IndexOf(Doors, StringComparison.Ordinal);
        return [.. Thing().Matches(end < 0 ? look : look[..end]).Select(match => match.Groups["thing"].Value).Where(thing => thing is not ("agent" or "air")).Distinct()];
    }

    [GeneratedRegex(@"(?:room|location) is called the ", RegexOptions.CultureInvariant)]
    private static partial Regex Room();

    [GeneratedRegex(@"^\tA door to the (?<room>.+) \(that is open\)", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex OpenDoor();

    // "a wood cup (containing red paint)", "a table. On the table is: …", "a stove, which is turned off. …", "a substance called soap"
    [GeneratedRegex(@"^\t(?:an? |the )?(?:substance called )?(?<thing>[^(.,\n]+?)(?= \(|[.,\n]|$)", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex Thing();
}
