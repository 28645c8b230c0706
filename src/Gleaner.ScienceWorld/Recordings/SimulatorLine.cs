using System.Text.Json;
using Gleaner.IO.Json;
using Gleaner.ScienceWorld.Tasks;

namespace Gleaner.ScienceWorld.Recordings;

/// <summary>A line recorded with a simulator of a stated version and stated simplifications: gold, random and spoilt runs.</summary>
internal static class SimulatorLine
{
    // Raw scores are given to six decimals.
    private const double Tolerance = 0.0000005;

    public static bool IsOne(JsonElement line) => line.TryGetProperty("kind", out _) && line.TryGetProperty("simplification", out _);

    public static Reading Read(string place, JsonElement line) => RunChecks.Check(
        place,
        line.Text("task"),
        line.Member("variation").GetInt32(),
        line.Text("split"),
        [.. line.Member("steps").EnumerateArray().Select(step => new RecordedRunStep(
            null, step.Text("action"), step.Member("observation").GetText(), step.Member("raw").GetDouble()))],
        (task, steps) => new RecordedRun(
            place, line.Text("kind"), task, Simplifications.Parse(line.Text("simplification")), line.Text("description"), line.Text("first_observation"), steps)
        {
            ScoreTolerance = Tolerance,
        });
}
