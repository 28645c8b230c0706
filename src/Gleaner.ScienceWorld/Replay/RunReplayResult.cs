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

/// <summary>Replays of many runs, summed up.</summary>
/// <param name="Runs">Number of runs.</param>
/// <param name="Identical">Those without any difference.</param>
/// <param name="CutShort">Those that the environment did not play to their end.</param>
/// <param name="StatesCompared">States compared over all of them.</param>
/// <param name="StatesIdentical">States that came out the same.</param>
public readonly record struct RunReplaySummary(int Runs, int Identical, int CutShort, int StatesCompared, int StatesIdentical)
{
    /// <summary>With one more replay.</summary>
    public RunReplaySummary Add(RunReplayResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return this + new RunReplaySummary(
            1, result.IsIdentical ? 1 : 0, result.Failure is null ? 0 : 1, result.StatesCompared, result.StatesIdentical);
    }

    /// <summary>The sum of two.</summary>
    public static RunReplaySummary operator +(RunReplaySummary a, RunReplaySummary b) => new(
        a.Runs + b.Runs,
        a.Identical + b.Identical,
        a.CutShort + b.CutShort,
        a.StatesCompared + b.StatesCompared,
        a.StatesIdentical + b.StatesIdentical);

    /// <summary>One line for people.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Identical:N0}/{Runs:N0} runs and {StatesIdentical:N0}/{StatesCompared:N0} states identical{(CutShort == 0 ? "" : $", {CutShort:N0} runs cut short")}");
}
