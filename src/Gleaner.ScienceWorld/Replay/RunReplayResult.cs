using System.Globalization;
using Gleaner.Trajectories;

namespace Gleaner.ScienceWorld.Replay;

/// <summary>What came of playing a recorded run again.</summary>
/// <param name="Place">Where it was recorded.</param>
/// <param name="Task">Its task.</param>
/// <param name="States">States that are recorded and were reached, the start included.</param>
/// <param name="FirstDifference">Where the two part first, or null.</param>
/// <param name="Failure">Why the replay was cut short; null if it was not.</param>
public sealed record RunReplayResult(string Place, string Task, ReplayedStates States, ReplayDifference? FirstDifference, string? Failure)
{
    /// <summary>Whether all was played and nothing differs.</summary>
    public bool IsIdentical => FirstDifference is null && Failure is null;

    /// <summary>One line for people.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Place} {Task}: {States.Identical}/{States.Compared} states identical{(FirstDifference is null ? "" : $"; {FirstDifference}")}{(Failure is null ? "" : $"; {Failure}")}");
}

/// <summary>Counts of states that were compared with recorded ones. One whose text and score both differ counts as both.</summary>
/// <param name="Compared">States compared.</param>
/// <param name="Identical">Those that came out the same: text character for character, score to its recorded digits.</param>
/// <param name="Reordered">Those whose texts differ only in the order of listed things or in what a thermometer reads; their scores do not.</param>
/// <param name="OtherText">Those whose texts differ otherwise.</param>
/// <param name="OtherScore">Those whose scores differ.</param>
public readonly record struct ReplayedStates(int Compared, int Identical, int Reordered, int OtherText, int OtherScore)
{
    /// <summary>The sum of two.</summary>
    public static ReplayedStates operator +(ReplayedStates a, ReplayedStates b) => new(
        a.Compared + b.Compared, a.Identical + b.Identical, a.Reordered + b.Reordered, a.OtherText + b.OtherText, a.OtherScore + b.OtherScore);

    /// <summary>For people: <c>5/9 states identical (2 differ in order or readings alone, 1 in other text, 1 in score)</c>.</summary>
    public override string ToString()
    {
        (int Count, string What)[] counts = [(Reordered, "in order or readings alone"), (OtherText, "in other text"), (OtherScore, "in score")];
        var differing = counts.Where(count => count.Count > 0).Select((count, i) => string.Create(CultureInfo.InvariantCulture, $"{count.Count:N0}{(i == 0 ? " differ" : "")} {count.What}"));
        var text = string.Create(CultureInfo.InvariantCulture, $"{Identical:N0}/{Compared:N0} states identical");
        return Identical == Compared ? text : $"{text} ({string.Join(", ", differing)})";
    }
}

/// <summary>Replays of many runs, summed up.</summary>
/// <param name="Runs">Number of runs.</param>
/// <param name="Identical">Those without any difference.</param>
/// <param name="CutShort">Those that the environment did not play to their end.</param>
/// <param name="States">The states of all of them.</param>
public readonly record struct RunReplaySummary(int Runs, int Identical, int CutShort, ReplayedStates States)
{
    /// <summary>With one more replay.</summary>
    public RunReplaySummary Add(RunReplayResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return this + new RunReplaySummary(1, result.IsIdentical ? 1 : 0, result.Failure is null ? 0 : 1, result.States);
    }

    /// <summary>The sum of two.</summary>
    public static RunReplaySummary operator +(RunReplaySummary a, RunReplaySummary b) =>
        new(a.Runs + b.Runs, a.Identical + b.Identical, a.CutShort + b.CutShort, a.States + b.States);

    /// <summary>One line for people.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Identical:N0}/{Runs:N0} runs and {States}{(CutShort == 0 ? "" : $", {CutShort:N0} runs cut short")}");
}
