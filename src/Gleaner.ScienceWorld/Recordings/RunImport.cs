using System.Collections.Immutable;
using Gleaner.Environments;
using Gleaner.ScienceWorld.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.ScienceWorld.Recordings;

/// <summary>Makes Gleaner's trajectories of recorded runs.</summary>
/// <param name="Thoughts">What becomes of thoughts.</param>
/// <param name="Simplifications">The world that the tasks are said to be of; null for the one that was recorded.</param>
public sealed record RunImport(ThoughtHandling Thoughts = ThoughtHandling.Keep, Simplifications? Simplifications = null)
{
    /// <summary>
    /// The trajectory of a run. It ends where the task did: what was done afterwards is left out. An unfinished run ends with
    /// <see cref="StopReason.NoAction"/>, and a last observation that was not recorded is empty. Rewards are differences of raw
    /// scores, so that the first n sum up to the raw score after n actions; the return is the highest raw score, 0..1.
    /// </summary>
    public Trajectory ToTrajectory(RecordedRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var steps = Played(run);
        var turns = ImmutableArray.CreateBuilder<Turn>(steps.Length);
        var seen = Opening.TextOf(run.Description, run.Look);
        var score = 0.0;
        foreach (var step in steps)
        {
            turns.Add(new Turn(new Observation(seen), step.Action, Author.Expert, step.RawScore - score, !Replies.IsRefusal(step.Observation ?? ""))
            {
                Thought = Thoughts == ThoughtHandling.Keep ? step.Thought : null,
            });
            seen = step.Observation ?? "";
            score = step.RawScore;
        }

        return new Trajectory(
            run.Task.With(Simplifications ?? run.Simplifications).Id,
            run.Policy,
            turns.MoveToImmutable(),
            new Observation(seen),
            Math.Max(0, steps.Max(step => step.RawScore)),
            steps[^1].Ends ? StopReason.Done : StopReason.NoAction);
    }

    /// <summary>The steps of a run up to the one that ended the task.</summary>
    public static ImmutableArray<RecordedRunStep> Played(RecordedRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        for (var i = 0; i < run.Steps.Length; i++)
        {
            if (run.Steps[i].Ends)
            {
                return run.Steps[..(i + 1)];
            }
        }

        return run.Steps;
    }
}
