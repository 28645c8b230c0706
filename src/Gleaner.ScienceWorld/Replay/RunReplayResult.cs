using System.Globalization;
using Gleaner.Trajectories;

namespace Gleaner.ScienceWorld.Replay;

/// <summary>What came of playing a recorded run again.</summary>
/// <param name="Place">Where it was recorded.</param>
/// <param name="Task">Its task.</param>
/// <param name="StatesCompared">States that are recorded and were reached, the start included.</param>
/// <param name="StatesIdentical">Those of them that came out the same: text character for character, score to its recorded digits.</param>
/// <param name="FirstDifference">Where the two part first, or null.</param>
/// <param name="Failure">Why the replay was cut short; null if it was not.</param>
public sealed record RunReplayResult(
    string Place, string Task, int StatesCompared, int StatesIdentical, ReplayDifference? FirstDifference, string? Failure)
{
    /// <summary>Whether all was played and nothing differs.</summary>
    public bool IsIdentical => FirstDifference is null && Failure is null;

    /// <summary>One line for people.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Place} {Task}: {StatesIdentical}/{StatesCompared} states identical{(FirstDifference is null ? "" : $"; {FirstDifference}")}{(Failure is null ? "" : $"; {Failure}")}");
}
