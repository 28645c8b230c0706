using Gleaner.Trajectories;

namespace Gleaner.Formats.Imports;

/// <summary>Makes a trajectory of what a recording holds, or says what is missing.</summary>
/// <param name="settings">What is said beside the recording.</param>
public sealed class TrajectoryMaker(ImportSettings settings)
{
    /// <summary>Makes the trajectory of a run, or refuses the run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="policy">The recording's policy; null if it has none.</param>
    /// <param name="opening">What tells the task; null for the first observation.</param>
    /// <param name="turns">The turns.</param>
    /// <param name="last">What was seen last; null if it was not recorded.</param>
    /// <param name="recordedReturn">The return; null if it was not recorded.</param>
    /// <param name="isDone">Whether the environment ended the task.</param>
    /// <exception cref="RunRefusedException">Its task has no name, or an action is missing.</exception>
    public ImportEntry Make(
        ImportedRun run, string? policy, string? opening, IReadOnlyList<RecordedTurn> turns, string? last, double? recordedReturn, bool isDone)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(turns);
        var place = run.Place;
        if (turns.Count == 0)
        {
            return ImportEntry.Refuse(place, "nothing was done", "it has no action");
        }

        var empty = turns.TakeWhile(turn => turn.Malformed is not null || !string.IsNullOrWhiteSpace(turn.Action)).Count();
        if (empty < turns.Count)
        {
            turns = settings.Malformed == MalformedReplies.Keep
                ? [.. turns.Select(turn => turn.Malformed is null && string.IsNullOrWhiteSpace(turn.Action) ? turn with { Malformed = MalformedReply.NoAction } : turn)]
                : throw MalformedReply.Refusal(MalformedReply.NoAction, $"turn {empty + 1} of {turns.Count}");
        }

        if (turns.All(turn => turn.Malformed is not null))
        {
            return ImportEntry.Refuse(place, "nothing was done", $"no action can be made out in any of its replies ({turns[0].Malformed})");
        }

        if ((recordedReturn ?? settings.AssumedReturn) is not { } value)
        {
            return ImportEntry.Refuse(place, "no return is recorded", "give it with --return if all runs have the same"
                + (RunMembers.NumbersIn(run.Json) is { Count: > 0 } numbers ? $", or name the member that holds it by --return-field ({string.Join(", ", numbers)})" : ""));
        }

        if (!double.IsFinite(value))
        {
            return ImportEntry.Refuse(place, "the return is not a number", $"{value}");
        }

        var (task, isKnown) = settings.Tasks.Of(run, opening ?? turns[0].Observation);
        var trajectory = new Trajectory(
            task,
            settings.Policy ?? policy ?? Path.GetFileNameWithoutExtension(run.File),
            [.. turns.Select((turn, i) => new Turn(
                new Observation(turn.Observation), turn.Action, Author.Expert, i == turns.Count - 1 ? value : 0, turn.WasPossible && turn.Malformed is null)
            {
                IsMalformed = turn.Malformed is not null,
                Thought = string.IsNullOrWhiteSpace(turn.Thought) ? null : turn.Thought,
            })],
            new Observation(last ?? ""),
            value,
            isDone ? StopReason.Done : StopReason.NoAction);
        return new ImportEntry(trajectory, null)
        {
            Place = place,
            IsTaskKnown = isKnown,
            IsLastMissing = last is null,
            Malformed = [.. turns.Select(turn => turn.Malformed).OfType<string>()],
        };
    }
}
