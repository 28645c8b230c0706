using System.Text.Json;
using Gleaner.Chat.Replies;
using Gleaner.Formats.Imports;
using Gleaner.Tasks;
using Gleaner.WebShop.Goals;

namespace Gleaner.WebShop.Import;

/// <summary>
/// Recorded runs of WebShop, one JSON object a line; which of the known forms it has shows in its members: AgentGym's AgentTraj-L
/// with thoughts, pages before and after each step, ReAct's notebook with <c>think[…]</c>. People's sessions hold addresses but
/// no pages, and are refused.
/// </summary>
public sealed class WebShopImporter : IRunImporter
{
    /// <inheritdoc/>
    public string Name => "webshop";

    /// <inheritdoc/>
    public string Description => "Recorded runs of WebShop, JSON Lines: AgentGym's with thoughts, runs with pages before each step, ReAct's.";

    /// <inheritdoc/>
    public IEnumerable<ImportEntry> Read(IEnumerable<string> paths, ImportSettings settings) =>
        RunImporters.Read(paths, settings, new WebShopRuns(settings).Read);
}

/// <summary>Reads WebShop's runs one by one.</summary>
internal sealed class WebShopRuns(ImportSettings settings)
{
    private const string ReActThink = "think[";
    private const string BuyNow = "click[buy now]";
    private const string Refusal = "Invalid action!";

    private readonly TrajectoryMaker _maker = new(settings);

    /// <summary>One run.</summary>
    /// <exception cref="RunRefusedException">It can't be read.</exception>
    public ImportEntry Read(ImportedRun run)
    {
        var steps = run.Json.List("steps");
        if (steps.Count == 0)
        {
            throw new RunRefusedException("nothing was done", "it has no step");
        }

        return Has(run.Json, "initial_observation") ? ReadAgentTraj(run, steps)
            : Has(steps[0], "observation_before") ? ReadPages(run, steps)
            : Has(steps[0], "observation") ? ReadReAct(run, steps)
            : Has(steps[0], "url") ? throw new RunRefusedException("no pages were recorded", "a person's session: addresses and their content, not what was shown")
            : throw new RunRefusedException("it is not a run", "its steps are of an unknown form");
    }

    private static bool Has(JsonElement element, string member) => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(member, out _);

    private ImportEntry ReadAgentTraj(ImportedRun run, IReadOnlyList<JsonElement> steps)
    {
        var turns = new List<RecordedTurn>();
        var seen = run.Json.Text("initial_observation");
        foreach (var step in steps)
        {
            if (seen is null)
            {
                throw new RunRefusedException("an observation is missing", $"before step {turns.Count + 1}");
            }

            turns.Add(new RecordedTurn(seen, step.TextOrNull("thought"), step.Text("action")));
            seen = step.TextOrNull("observation");
        }

        return Make("agenttraj", run.Json.Text("initial_observation"), run, turns, seen);
    }

    private ImportEntry ReadPages(ImportedRun run, IReadOnlyList<JsonElement> steps) => Make(
        run.Json.TextOrNull("model"),
        run.Json.Text("instruction"),
        run,
        [.. steps.Select(step => new RecordedTurn(
            step.Text("observation_before"), ThoughtIn(step.TextOrNull("raw_response"), step.Text("action")), step.Text("action")))],
        steps[^1].TextOrNull("observation_after"));

    private ImportEntry ReadReAct(ImportedRun run, IReadOnlyList<JsonElement> steps)
    {
        var turns = new List<RecordedTurn>();

        // The start page was not recorded; the instruction is what is known of it.
        var seen = run.Json.Text("instruction");
        string? thought = null;
        foreach (var step in steps)
        {
            var action = step.Text("action");
            if (action.StartsWith(ReActThink, StringComparison.Ordinal))
            {
                var text = action[ReActThink.Length..].TrimEnd(']');
                thought = thought is null ? text : $"{thought}\n{text}";
                continue;
            }

            var observation = step.Text("observation");
            turns.Add(new RecordedTurn(seen, thought, action, !observation.StartsWith(Refusal, StringComparison.Ordinal)));
            (seen, thought) = (observation, null);
        }

        return Make(run.Json.TextOrNull("model"), run.Json.Text("instruction"), run, turns, seen) with { LooseThoughts = thought is null ? 0 : 1 };
    }

    private ImportEntry Make(string? policy, string opening, ImportedRun run, List<RecordedTurn> turns, string? last) => _maker.Make(
        run, policy?.Replace(' ', '-'), opening, turns, last, settings.ReturnField is null ? run.Json.NumberOrNull("reward") : settings.ReturnOf(run),
        turns.Count > 0 && turns[^1].Action.Trim().Equals(BuyNow, StringComparison.OrdinalIgnoreCase));

    // What was answered is the thought and then the action; an answer of another form is no thought.
    private static string? ThoughtIn(string? answer, string action)
    {
        var text = answer?.TrimEnd();
        return text is not null && text.EndsWith(action, StringComparison.Ordinal) ? ThoughtText(text[..^action.Length]) : null;
    }

    private static string? ThoughtText(string before) => new ReplyParser(ReplyShape.ToolCalls, ReplyRule.Recorded).Parse(before).Thought;
}

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
