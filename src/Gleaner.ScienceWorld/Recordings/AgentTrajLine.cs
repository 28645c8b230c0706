using System.Text.Json;
using Gleaner.IO.Json;
using Gleaner.ScienceWorld.Tasks;

namespace Gleaner.ScienceWorld.Recordings;

/// <summary>
/// A line of AgentGym's AgentTraj-L with resolved tasks and scores: expert episodes with thoughts, recorded with version 1.0 and open
/// doors. Scores are points with one decimal; the last observation was not recorded.
/// </summary>
internal static class AgentTrajLine
{
    public const string Policy = "agenttraj";

    // 0.05 points.
    private const double Tolerance = 0.0005;

    public static bool IsOne(JsonElement line) => line.TryGetProperty("agenttraj_split", out _);

    public static Reading Read(string place, JsonElement line) => RunChecks.Check(
        place,
        line.Text("task"),
        line.Member("variation").GetInt32(),
        line.Text("official_split"),
        [.. line.Member("turns").EnumerateArray().Select(turn => new RecordedRunStep(
            turn.Text("thought"), turn.Text("action"), turn.Member("observation").GetText(), turn.Member("score").GetDouble() / 100))],
        (task, steps) => new RecordedRun(
            place, Policy, task, Simplifications.Parse("openDoors"), line.Text("description"), line.Text("first_observation"), steps)
        {
            ScoreTolerance = Tolerance,
        });
}

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
