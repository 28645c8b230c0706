using System.Globalization;
using System.Text.Json;
using Gleaner.IO.Json;
using Gleaner.ScienceWorld.Tasks;

namespace Gleaner.ScienceWorld.Recordings;

/// <summary>
/// A file of SwiftSage's oracle runs: one object, a run under each variation's number. A run's first entry is the look around of
/// the reset, so its first score is that of the start.
/// </summary>
internal static class OracleFile
{
    public const string Policy = "swiftsage-oracle";

    private const string FirstAction = "look around";
    private const double Tolerance = 1e-9;

    public static IEnumerable<Reading> Read(string path, JsonElement file) =>
        file.EnumerateObject().Select(entry => RecordedJson.ReadOne($"{path}, run {entry.GetName()}", place => ReadRun(place, entry.Value.Member("history"))));

    private static Reading ReadRun(string place, JsonElement run)
    {
        var entries = run.Member("history").EnumerateArray().ToList();
        if (entries.Count == 0 || entries[0].Text("action") != FirstAction)
        {
            return new Reading(null, new RefusedRun(place, "it does not begin with a look around", entries.Count == 0 ? "empty" : entries[0].Text("action")));
        }

        return RunChecks.Check(
            place,
            run.Text("taskName"),
            run.Member("variationIdx").GetInt32(),
            run.Text("fold"),
            [.. entries.Skip(1).Select(entry => new RecordedRunStep(
                null, entry.Text("action"), entry.Member("observation").GetText(), double.Parse(entry.Text("score"), CultureInfo.InvariantCulture)))],
            (task, steps) => new RecordedRun(
                place, Policy, task, Simplifications.Parse("openDoors"), run.Text("taskDescription"), entries[0].Text("observation"), steps)
            {
                ScoreTolerance = Tolerance,
            });
    }
}
