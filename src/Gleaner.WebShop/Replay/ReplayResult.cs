using System.Globalization;
using Gleaner.Trajectories;

namespace Gleaner.WebShop.Replay;

/// <summary>What came of replaying one recorded trajectory.</summary>
/// <param name="File">The file it was recorded in.</param>
/// <param name="Line">Its line, from 1.</param>
/// <param name="Name">Its name or goal.</param>
/// <param name="StepsCompared">Steps whose outcome is recorded.</param>
/// <param name="StepsIdentical">Those of them that came out the same, character for character.</param>
/// <param name="Reward">The reward of the replay, 0..1.</param>
/// <param name="RecordedReward">The recorded reward, or null if none is.</param>
/// <param name="FirstDifference">Where the two part first, or null.</param>
public sealed record ReplayResult(
    string File, int Line, string Name, int StepsCompared, int StepsIdentical, double Reward, double? RecordedReward, ReplayDifference? FirstDifference)
{
    /// <summary>Whether nothing differs.</summary>
    public bool IsIdentical => FirstDifference is null;

    /// <summary>One line for people.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{File}:{Line} {Name}: {StepsIdentical}/{StepsCompared} steps identical{(FirstDifference is null ? "" : $"; {FirstDifference}")}");
}

/// <summary>Replays of many trajectories, summed up.</summary>
/// <param name="Trajectories">Number of trajectories.</param>
/// <param name="Identical">Those without any difference.</param>
/// <param name="StepsCompared">Steps compared over all of them.</param>
/// <param name="StepsIdentical">Steps that came out the same.</param>
public sealed record ReplaySummary(int Trajectories, int Identical, int StepsCompared, int StepsIdentical)
{
    /// <summary>Sums up results.</summary>
    public static ReplaySummary Of(IEnumerable<ReplayResult> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        return results.Aggregate(new ReplaySummary(0, 0, 0, 0), (sum, result) => new ReplaySummary(
            sum.Trajectories + 1,
            sum.Identical + (result.IsIdentical ? 1 : 0),
            sum.StepsCompared + result.StepsCompared,
            sum.StepsIdentical + result.StepsIdentical));
    }

    /// <summary>One line for people.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Identical}/{Trajectories} trajectories and {StepsIdentical}/{StepsCompared} steps identical");
}
