using System.Collections.Immutable;
using System.Text.Json;
using Gleaner.IO.Json;
using Gleaner.ScienceWorld.Splits;
using Gleaner.ScienceWorld.Tasks;

namespace Gleaner.ScienceWorld.Recordings;

/// <summary>
/// ETO's training file (<c>sciworld_sft.json</c>): an array of conversations by the ids of <see cref="EtoNumbering"/>. The instruction
/// and the agent's consent come first, then the task without a look around. Scores are not recorded; all runs are scripted solutions, which
/// ETO's scripts count as 1, so the whole score stands at the last action.
/// </summary>
internal static class EtoFile
{
    public const string Policy = "eto";

    private const string Agent = "gpt";
    private const string Observed = "Observation: ";
    private const string Described = "Task Description:\n";

    public static IEnumerable<Reading> Read(string path, JsonElement file) =>
        file.EnumerateArray().Select((run, index) => RecordedJson.ReadOne($"{path}, run {index + 1}", place => ReadRun(place, run)));

    private static Reading ReadRun(string place, JsonElement run)
    {
        var id = run.Member("id") is { ValueKind: JsonValueKind.Number } number ? number.GetRawText() : run.Text("id");
        var messages = run.Member("conversations").EnumerateArray().Select(message => (IsAgent: message.Text("from") == Agent, Text: message.Text("value"))).ToList();
        var first = messages.FindIndex(message => message.IsAgent && ScienceWorldAction.IsWhole(message.Text));
        return !EtoNumbering.TryRead(id, out var task) ? Refused("no such task", $"id '{id}'; ETO's look like 0_21")
            : first < 1 || messages[first - 1].IsAgent ? Refused("nothing was done", $"{task}")
            : Enumerable.Range(first, messages.Count - first).FirstOrDefault(at => messages[at].IsAgent != ((at - first) % 2 == 0), -1) is >= 0 and var odd
                ? Refused("agent and world do not take turns", $"message {odd + 1}")
            : Check(place, task.Value, messages[first - 1].Text, messages[first..]);

        Reading Refused(string reason, string detail) => new(null, new RefusedRun(place, reason, detail));
    }

    private static Reading Check(string place, TaskVariation task, string description, List<(bool IsAgent, string Text)> played)
    {
        var steps = ImmutableArray.CreateBuilder<RecordedRunStep>();
        for (var at = 0; at < played.Count; at += 2)
        {
            var (thought, action) = ScienceWorldAction.Split(played[at].Text);
            steps.Add(new RecordedRunStep(thought, action, at + 1 < played.Count ? Without(Observed, played[at + 1].Text) : null, at + 2 < played.Count ? 0 : 1));
        }

        return RunChecks.Check(
            place, task.Type.Name, task.Number, split: null, steps.ToImmutable(),
            (known, checkedSteps) => new RecordedRun(place, Policy, known, Simplifications.Easy, Without(Described, description).Trim(), Look: null, checkedSteps)
            {
                ScoreTolerance = double.PositiveInfinity,
            });
    }

    private static string Without(string prefix, string text) => text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : text;
}
