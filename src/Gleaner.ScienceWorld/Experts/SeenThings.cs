using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Gleaner.ScienceWorld.Experts;

/// <summary>What a look around tells of: the open doors, and the things by the names that actions take.</summary>
internal static partial class SeenThings
{
    private const string Doors = "You also see:";

    /// <summary>Whether a text is the answer to a look around.</summary>
    public static bool IsLook(string text) => text.Contains(Doors, StringComparison.Ordinal) && Room().IsMatch(text);

    /// <summary>Where the open doors lead.</summary>
    public static ImmutableArray<string> OpenDoors(string look) => [.. OpenDoor().Matches(look).Select(match => match.Groups[1].Value)];

    /// <summary>The things that stand on lines of their own, without the agent and the air.</summary>
    public static ImmutableArray<string> Things(string look)
    {
        var end = look.IndexOf(Doors, StringComparison.Ordinal);
        return [.. Thing().Matches(end < 0 ? look : look[..end]).Select(match => match.Groups[1].Value).Where(thing => thing is not ("agent" or "air")).Distinct()];
    }

    [GeneratedRegex(@"(?:room|location) is called the ", RegexOptions.CultureInvariant)]
    private static partial Regex Room();

    [GeneratedRegex(@"^\tA door to the (.+) \(that is open\)", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex OpenDoor();

    // "a wood cup (containing red paint)", "a table. On the table is: …", "a stove, which is turned off. …", "a substance called soap"
    [GeneratedRegex(@"^\t(?:an? |the )?(?:substance called )?([^(.,\n]+?)(?= \(|[.,\n]|$)", RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex Thing();
}
