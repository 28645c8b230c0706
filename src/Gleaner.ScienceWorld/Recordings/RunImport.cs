using System.Collections.Immutable;
using System.Globalization;
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
        var seen = run.Opening;
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

/// <summary>What becomes of recorded thoughts.</summary>
public enum ThoughtHandling
{
    /// <summary>A turn keeps the thought that came before its action.</summary>
    Keep,

    /// <summary>A turn has no thought.</summary>
    LeaveOut,
}

/// <summary>What came of an import: every entry read is counted as kept or refused, every turn as kept or left out.</summary>
/// <param name="Read">Entries read.</param>
/// <param name="Kept">Runs kept.</param>
/// <param name="Refused">Runs refused, by reason.</param>
/// <param name="Completed">Kept runs that completed their task.</param>
/// <param name="Failed">Kept runs that failed it.</param>
/// <param name="Turns">Turns kept.</param>
/// <param name="TurnsAfterEnd">Turns of kept runs that came after the end of the task and were left out.</param>
/// <param name="Thoughts">Recorded thoughts of kept turns.</param>
/// <param name="MissingLast">Kept runs whose last observation is not known.</param>
public sealed record RunImportCounts(
    int Read, int Kept, ImmutableSortedDictionary<string, int> Refused, int Completed, int Failed, int Turns, int TurnsAfterEnd, int Thoughts, int MissingLast)
{
    /// <summary>Nothing read yet.</summary>
    public static RunImportCounts None { get; } = new(0, 0, ImmutableSortedDictionary<string, int>.Empty, 0, 0, 0, 0, 0, 0);

    /// <summary>With one more entry.</summary>
    public RunImportCounts Add(Reading reading)
    {
        if (reading.Run is not { } run)
        {
            var reason = reading.Refusal!.Reason;
            return this with { Read = Read + 1, Refused = Refused.SetItem(reason, Refused.GetValueOrDefault(reason) + 1) };
        }

        var played = RunImport.Played(run);
        return this with
        {
            Read = Read + 1,
            Kept = Kept + 1,
            Completed = Completed + (played[^1] is { Ends: true, RawScore: > 0 } ? 1 : 0),
            Failed = Failed + (played[^1].RawScore < 0 ? 1 : 0),
            Turns = Turns + played.Length,
            TurnsAfterEnd = TurnsAfterEnd + run.Steps.Length - played.Length,
            Thoughts = Thoughts + played.Count(step => step.Thought is not null),
            MissingLast = MissingLast + (played[^1].Observation is null ? 1 : 0),
        };
    }

    /// <summary>The counts in words, a line each.</summary>
    public IEnumerable<string> ToLines(ThoughtHandling thoughts)
    {
        yield return Format($"{Read:N0} run{(Read == 1 ? "" : "s")} read, {Kept:N0} kept, {Read - Kept:N0} refused");
        foreach (var (reason, count) in Refused)
        {
            yield return Format($"  refused: {count:N0} because {reason}");
        }

        yield return Format($"{Completed:N0} completed their task, {Failed:N0} failed it, {Kept - Completed - Failed:N0} ended before it did");
        yield return Format($"{Turns:N0} turns kept, {TurnsAfterEnd:N0} left out because the task had ended");
        if (Thoughts > 0)
        {
            yield return Format($"{Thoughts:N0} turns have thoughts, which are {(thoughts == ThoughtHandling.LeaveOut ? "left out" : "kept")}");
        }

        if (MissingLast > 0)
        {
            yield return Format($"{MissingLast:N0} runs end without their last observation, which is left empty");
        }
    }

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
