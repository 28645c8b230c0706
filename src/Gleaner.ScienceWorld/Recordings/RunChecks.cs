using System.Collections.Immutable;
using Gleaner.ScienceWorld.Splits;
using Gleaner.ScienceWorld.Tasks;

namespace Gleaner.ScienceWorld.Recordings;

/// <summary>What every recorded run must hold to be of use, whatever its format.</summary>
internal static class RunChecks
{
    private const double HighestScore = 1;

    /// <summary>The run, or why it cannot be used.</summary>
    /// <param name="place">File and line or key.</param>
    /// <param name="taskName">The kind of task as recorded.</param>
    /// <param name="variation">The variation as recorded.</param>
    /// <param name="split">The official split as recorded; null if none is.</param>
    /// <param name="steps">The steps.</param>
    /// <param name="create">Makes the run.</param>
    public static Reading Check(
        string place, string taskName, int variation, string? split, ImmutableArray<RecordedRunStep> steps,
        Func<TaskVariation, ImmutableArray<RecordedRunStep>, RecordedRun> create)
    {
        if (!TaskTypes.TryGet(taskName, out var type) || !type.Has(variation))
        {
            return Refuse("no such task", $"{taskName} {variation}");
        }

        var task = new TaskVariation(type, variation);
        if (split is not null && !string.Equals(OfficialSplits.Of(task).ToString(), split, StringComparison.OrdinalIgnoreCase))
        {
            return Refuse("of a different split than it says", $"{task} is of the official {OfficialSplits.Of(task)} split, not of {split}");
        }

        if (steps.IsEmpty)
        {
            return Refuse("nothing was done", $"{task}");
        }

        for (var i = 0; i < steps.Length; i++)
        {
            if (string.IsNullOrWhiteSpace(steps[i].Action))
            {
                return Refuse("an action is missing", $"step {i + 1}");
            }

            if (steps[i].Observation is null && i + 1 < steps.Length)
            {
                return Refuse("an observation is missing", $"step {i + 1} of {steps.Length}");
            }

            // NaN is not a score either.
            if (!(steps[i].RawScore is >= 0 and <= HighestScore or -HighestScore))
            {
                return Refuse("a score is not valid", $"step {i + 1}: {100 * steps[i].RawScore}");
            }
        }

        return new Reading(create(task, steps), null);

        Reading Refuse(string reason, string detail) => new(null, new RefusedRun(place, reason, detail));
    }
}
