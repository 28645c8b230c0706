using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Gleaner.IO.Json;
using Gleaner.ScienceWorld.Tasks;

namespace Gleaner.ScienceWorld.Splits;

/// <summary>
/// Reads AgentGym's lists of ids: <c>[{"item_id": "sciworld_3491"}, …]</c>. What an id means depends on a numbering that the file
/// does not name, so the reader is told the numbering and the official split that all tasks must then be in; a list read under the
/// wrong numbering scatters over all three splits and is refused.
/// </summary>
public static class AgentGymIds
{
    private const string Prefix = "sciworld_";

    /// <summary>Reads a list.</summary>
    /// <param name="path">The file.</param>
    /// <param name="numbering">What the numbers mean.</param>
    /// <param name="expected">The official split that every task must be in.</param>
    /// <exception cref="GleanerException">The file is missing or damaged, an id is listed twice, or a task is in another split.</exception>
    public static ImmutableArray<TaskVariation> Read(string path, AgentGymNumbering numbering, OfficialSplit expected)
    {
        ArgumentNullException.ThrowIfNull(numbering);
        var numbers = ReadNumbers(path);
        if (numbers.Any(number => number >= numbering.Count))
        {
            throw new GleanerException(
                $"{path}: {numbers.Count(number => number >= numbering.Count)} of its {numbers.Length} ids lie beyond {numbering}. {Advice(numbers, numbering, expected)}");
        }

        ImmutableArray<TaskVariation> tasks = [.. numbers.Select(number => numbering[number])];
        var astray = tasks.Count(task => OfficialSplits.Of(task) != expected);
        return astray == 0 ? tasks : throw new GleanerException(
            $"{path}: under {numbering}, {astray} of its {tasks.Length} ids are not of the official {NameOf(expected)} split. {Advice(numbers, numbering, expected)}");
    }

    /// <summary>The number in an id.</summary>
    /// <exception cref="GleanerException">It is not an id of ScienceWorld.</exception>
    public static int NumberIn(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return id.StartsWith(Prefix, StringComparison.Ordinal)
            && int.TryParse(id.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new GleanerException($"'{id}' is not the id of a task: ids look like {Prefix}3491.");
    }

    private static ImmutableArray<int> ReadNumbers(string path)
    {
        var seen = new HashSet<int>();
        return SplitJson.ReadArray(path, "object {\"item_id\": \"sciworld_3491\"}", entry =>
        {
            var number = NumberIn(entry.GetProperty("item_id").GetText() ?? "");
            return seen.Add(number) ? number : throw new GleanerException($"'{Prefix}{number}' is listed twice.");
        });
    }

    private static string Advice(ImmutableArray<int> numbers, AgentGymNumbering read, OfficialSplit expected)
    {
        var other = read == AgentGymNumbering.Games4339 ? AgentGymNumbering.Games4639 : AgentGymNumbering.Games4339;
        return numbers.All(number => number < other.Count && OfficialSplits.Of(other[number]) == expected)
            ? $"Under {other} all are: use that one."
            : $"Nor are they all under {other}: this is not a list for {NameOf(expected)}.";
    }

    private static string NameOf(OfficialSplit split) => split.ToString().ToLowerInvariant();
}
