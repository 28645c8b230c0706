using System.Collections.Immutable;
using Gleaner.Environments;
using Gleaner.Trajectories;

namespace Gleaner.Formats.Imports;

/// <summary>
/// Plays imported runs in the environment whose tasks they are said to be on. What the environment shows as recorded is kept, with its rewards and
/// its last observation; a run that differs is refused alone, with the step, what was recorded and what was seen.
/// </summary>
/// <param name="environment">The environment.</param>
/// <param name="isFirstAlone">Whether only the first observation is compared, and nothing is played.</param>
public sealed class CheckedImport(IEnvironment environment, bool isFirstAlone = false)
{
    private const string Differs = "the environment shows something else";

    /// <summary>Runs that agreed with the environment so far.</summary>
    public int Agreed { get; private set; }

    /// <summary>The entry as the environment plays it.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<ImportEntry> CheckAsync(ImportEntry entry, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (entry.Trajectory is not { } recorded)
        {
            return entry;
        }

        try
        {
            var checkedEntry = await PlayAsync(entry, recorded, cancellationToken).ConfigureAwait(false);
            Agreed += checkedEntry.Trajectory is null ? 0 : 1;
            return checkedEntry;
        }
        catch (EnvironmentFailedException failure)
        {
            return ImportEntry.Refuse(entry.Place, "the environment failed", failure.Message);
        }
        catch (GleanerException exception)
        {
            return ImportEntry.Refuse(entry.Place, "the environment does not have the task", exception.Message);
        }
    }

    private async Task<ImportEntry> PlayAsync(ImportEntry entry, Trajectory recorded, CancellationToken cancellationToken)
    {
        var episode = await environment.ResetAsync(recorded.Task, cancellationToken).ConfigureAwait(false);
        await using var closing = episode.ConfigureAwait(false);
        var turns = ImmutableArray.CreateBuilder<Turn>(recorded.Length);
        foreach (var turn in recorded.Turns)
        {
            if (TextDifference.Find(turn.Observation.Text, episode.Observation.Text) is { } difference)
            {
                return Refuse(entry, turns.Count, $"the observation differs {difference}");
            }

            if (isFirstAlone)
            {
                return entry with { IsTaskKnown = true };
            }

            if (episode.IsDone)
            {
                return Refuse(entry, turns.Count, $"the task has ended, but '{turn.Action}' was recorded");
            }

            var seen = episode.Observation;
            var result = await episode.StepAsync(turn.Action, cancellationToken).ConfigureAwait(false);
            turns.Add(turn with { Observation = seen, Reward = result.Reward, WasPossible = result.WasPossible });
        }

        return !entry.IsLastMissing && TextDifference.Find(recorded.Final.Text, episode.Observation.Text) is { } last ? Refuse(entry, recorded.Length, $"the last observation differs {last}")
            : !recorded.HasReturn(episode.Return) ? Refuse(entry, recorded.Length, $"the return is {episode.Return}, but {recorded.Return} was recorded")
            : entry with
            {
                Trajectory = recorded with { Turns = turns.MoveToImmutable(), Final = episode.Observation, Return = episode.Return, StopReason = episode.IsDone ? StopReason.Done : recorded.StopReason },
                IsTaskKnown = true,
                IsLastMissing = false,
                IsReplayed = true,
            };
    }

    private ImportEntry Refuse(ImportEntry entry, int step, string what) => ImportEntry.Refuse(
        entry.Place, Differs, FormattableString.Invariant($"task {entry.Trajectory!.Task}, after {step} actions: {what}; {Agreed} runs before it agree"));
}
