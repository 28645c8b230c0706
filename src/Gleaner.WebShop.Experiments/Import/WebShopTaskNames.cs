using Gleaner.Formats.Imports;
using Gleaner.Tasks;
using Gleaner.WebShop.Goals;

namespace Gleaner.WebShop.Import;

/// <summary>
/// Names WebShop's tasks by their instruction: the goal of the given lists that reads the same, its price bound included. What no
/// goal reads like gets a hash of the instruction.
/// </summary>
public sealed class WebShopTaskNames : TaskNames
{
    private const string Heading = "Instruction:";

    private static readonly string[] Separators = ["[SEP]", "\n"];

    private readonly Dictionary<string, TaskId> _byInstruction = new(StringComparer.Ordinal);

    /// <param name="goals">The goals that the tasks may be; none gives hashes alone. Of goals that read the same the first is meant.</param>
    public WebShopTaskNames(params IReadOnlyList<GoalList> goals)
        : base("webshop")
    {
        ArgumentNullException.ThrowIfNull(goals);
        foreach (var list in goals)
        {
            for (var i = 0; i < list.Count; i++)
            {
                _byInstruction.TryAdd(list.Goals[i].Instruction.Trim(), list.TaskIds[i]);
            }
        }
    }

    /// <inheritdoc/>
    /// <remarks>The opening is the instruction, or a page that prints it.</remarks>
    public override (TaskId Task, bool IsKnown) Of(string opening)
    {
        var instruction = InstructionIn(opening);
        return _byInstruction.TryGetValue(instruction, out var task) ? (task, true) : base.Of(instruction);
    }

    /// <summary>The instruction that a page prints, or the whole text if it prints none.</summary>
    internal static string InstructionIn(string opening)
    {
        ArgumentNullException.ThrowIfNull(opening);
        var parts = opening.Split(Separators, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var heading = Array.FindIndex(parts, part => part.StartsWith(Heading, StringComparison.Ordinal));
        return heading < 0 ? opening.Trim()
            : parts[heading].Length > Heading.Length ? parts[heading][Heading.Length..].Trim()
            : heading + 1 < parts.Length ? parts[heading + 1]
            : opening.Trim();
    }
}
