using Gleaner.Json;

namespace Gleaner.Trajectories;

/// <summary>
/// Gleaner's file format for trajectories, JSON Lines: one trajectory a line, in UTF-8.
/// <code>
/// {"version":1,"task":"webshop/…","policy":"careful","return":0.5,"stopReason":"done",
///  "turns":[{"observation":"…","action":"search[red shoes]","author":"expert","reward":0,"possible":true,
///            "ids":[17,4,2],"logProbability":-0.7}],"final":"…"}
/// </code>
/// <c>ids</c> and <c>logProbability</c> are there only if the action was sampled as tokens, <c>thought</c> (what was written before
/// the action, and not given to the environment) only if there is one, <c>run</c> (from 2) only on further runs of the same policy on
/// the same task, <c>failure</c> (what the environment said) only if it failed. Other unknown or missing members are errors. An observation is its text; a checked replay gives the environment's structured ones again.
/// </summary>
public static class TrajectoryJsonLines
{
    /// <summary>The version that is written and read.</summary>
    public const int Version = 1;

    /// <summary>Reads all trajectories of a file.</summary>
    /// <param name="stream">The file; it is closed at the end.</param>
    /// <param name="name">Its name for messages.</param>
    /// <exception cref="GleanerException">A line cannot be read; the message names file and line. No line is skipped.</exception>
    public static IEnumerable<Trajectory> Read(Stream stream, string name) =>
        JsonLines.Read<TrajectoryLine, Trajectory>(stream, name, line => line.ToTrajectory());

    /// <summary>Writes trajectories, one a line.</summary>
    public static void Write(Stream stream, IEnumerable<Trajectory> trajectories) =>
        JsonLines.Write(stream, trajectories.Select(TrajectoryLine.Of));
}
