using System.Collections.Immutable;
using Gleaner.Environments;
using Gleaner.Environments.Recorded;
using Gleaner.Experiments;
using Gleaner.Rollouts;
using Gleaner.Runs;
using Gleaner.Students;
using Gleaner.Trajectories;
using Gleaner.Viewer.Index;

namespace Gleaner.Viewer.Library;

/// <summary>A rollout as a page shows it.</summary>
/// <param name="Trajectory">The whole trajectory; where observations could not be made again, theirs are empty.</param>
/// <param name="PrefixLength">Turns at its beginning that are the trunk's.</param>
/// <param name="Hashes">The hashes of what it saw, from its start state on; empty for an expert's trajectory.</param>
/// <param name="Observations">Where its observations come from.</param>
/// <param name="Problem">Why there are none; null if there are.</param>
internal sealed record PlayedRollout(
    Trajectory Trajectory, int PrefixLength, ImmutableArray<string> Hashes, ObservationSource Observations, string? Problem);

/// <summary>Where the observations of a page come from.</summary>
internal enum ObservationSource
{
    /// <summary>They were recorded as texts.</summary>
    Recorded,

    /// <summary>The recorded actions were played again, and every observation is the one that was recorded.</summary>
    Replayed,

    /// <summary>The environment is still being opened.</summary>
    Opening,

    /// <summary>There are none.</summary>
    Missing,
}

/// <summary>
/// Makes rollouts whole again: from their texts where they were kept, else by playing the recorded actions in the run's world, which
/// is opened when it is first needed.
/// </summary>
internal sealed class RolloutPlayer(ViewedRun run, IRunWorlds worlds, CancellationToken closing) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Lock _opening = new();
    private Task<World>? _world;
    private Task<ISequenceRenderer?>? _renderer;

    /// <summary>Whether the world is being opened this moment.</summary>
    public bool IsOpening => _world is { IsCompleted: false } || _renderer is { IsCompleted: false };

    /// <summary>A rollout with what it saw.</summary>
    public async Task<PlayedRollout> PlayAsync(RolloutRow row, TimeProvider time, CancellationToken cancellationToken)
    {
        if (row.Kind == RolloutKind.Expert && await run.TryReadTrajectoryAsync(row, cancellationToken).ConfigureAwait(false) is { } expert)
        {
            return new PlayedRollout(expert, 0, [], ObservationSource.Recorded, null);
        }

        var record = await run.ReadAsync<RolloutRecord>(row.Line, cancellationToken).ConfigureAwait(false);
        try
        {
            var (environment, source) = record.Texts is not null
                ? (new RecordedEnvironment("recorded", double.PositiveInfinity, []), ObservationSource.Recorded)
                : (await EnvironmentAsync(time, cancellationToken).ConfigureAwait(false), ObservationSource.Replayed);
            if (environment is null)
            {
                return Bare(row, record, ObservationSource.Opening, "The environment is being opened; its observations follow.");
            }

            var rollouts = await RolloutsOfAsync(row, record, environment, cancellationToken).ConfigureAwait(false);
            var whole = await rollouts.RestoreAsync(record, Math.Max(1, row.Iteration), cancellationToken).ConfigureAwait(false);
            return new PlayedRollout(whole.Trajectory, whole.ReplayedSteps, record.Observations, source, null);
        }
        catch (GleanerException exception)
        {
            return Bare(row, record, ObservationSource.Missing, exception.Message);
        }
    }

    /// <summary>Waits until what rollouts are played in is there, however long that takes; at once where they keep their texts.</summary>
    /// <exception cref="GleanerException">It cannot be opened.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        if (run.Manifest().Display?.RecordsTexts != true)
        {
            await WorldAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Makes training rows of rollouts; null where the program cannot.</summary>
    public IRolloutRows? Rows => worlds.Rows;

    /// <summary>What makes the token ids and loss weights of the run's student; null where it has no tokens of its own, or while it is being made.</summary>
    /// <exception cref="GleanerException">It cannot be made.</exception>
    public async Task<ISequenceRenderer?> RendererAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        Task<ISequenceRenderer?> making;
        lock (_opening)
        {
            making = _renderer ??= Task.Run(MakeRendererAsync, CancellationToken.None);
        }

        try
        {
            return await making.WaitAsync(Patience, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    /// <summary>An expert's trajectory with the environment's own observations, which a renderer may need more of than their texts.</summary>
    /// <exception cref="GleanerException">The environment shows something else than was recorded.</exception>
    public async Task<Trajectory> WithObservationsAsync(Trajectory recorded, CancellationToken cancellationToken) => run.Manifest().Display?.RecordsTexts == true
        ? recorded
        : await CheckedReplay.PlayAsync((await WorldAsync().ConfigureAwait(false)).Environment, recorded, cancellationToken).ConfigureAwait(false);

    public async ValueTask DisposeAsync()
    {
        if (_world is { } opening)
        {
            try
            {
                await (await opening.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is OperationCanceledException or GleanerException)
            {
                // It never opened; there is nothing to give back.
            }
        }
    }

    private async Task<ISequenceRenderer?> MakeRendererAsync()
    {
        var results = run.Results();
        var experts = results.Display.Experts
            .SelectMany(expert => results.Summary.Experts.Where(found => found.Name == expert.Name))
            .SelectMany(expert => expert.Trajectories)
            .ToList();
        var world = results.Display.RecordsTexts
            ? World.Of(new RecordedEnvironment("recorded", double.PositiveInfinity, []), results.Display.Rules)
            : await WorldAsync().ConfigureAwait(false);
        return worlds.Renderer(run.Folder, world, experts);
    }

    private Task<World> WorldAsync()
    {
        lock (_opening)
        {
            return _world ??= Task.Run(async () => await worlds.OpenAsync(run.Folder, closing).ConfigureAwait(false), CancellationToken.None);
        }
    }

    /// <summary>The environment of the run's world; null while it is being opened.</summary>
    /// <exception cref="GleanerException">The world cannot be opened.</exception>
    public async Task<IEnvironment?> EnvironmentAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            return (await WorldAsync().WaitAsync(Patience, time, cancellationToken).ConfigureAwait(false)).Environment;
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    // Of the run's records only those of the task: a trunk is always on the same one.
    private async Task<RecordedRollouts> RolloutsOfAsync(RolloutRow row, RolloutRecord record, IEnvironment environment, CancellationToken cancellationToken)
    {
        var needsTrunk = record.Trunk is not null;
        var experts = new List<Trajectory>();
        var earlier = new List<(int Iteration, RolloutRecord Record)>();
        if (needsTrunk)
        {
            experts.AddRange(await run.ExpertsOfAsync(row.Task, cancellationToken).ConfigureAwait(false));
            if (experts.All(expert => Trunk.NameOf(expert) != record.Trunk))
            {
                var rows = await run.Index.ReadAsync(index => index.RolloutsOf(row.Task, row.Track, RolloutKind.Exploration, int.MaxValue), cancellationToken).ConfigureAwait(false);
                foreach (var other in rows.Where(other => other.Iteration < row.Iteration))
                {
                    earlier.Add((other.Iteration, await run.ReadAsync<RolloutRecord>(other.Line, cancellationToken).ConfigureAwait(false)));
                }
            }
        }

        return new RecordedRollouts(
            environment, experts, NameOf(row, record.Trunk), number => [.. earlier.Where(other => other.Iteration == number).Select(other => other.Record)]);
    }

    // A student's trunk is named STUDENT:ITERATION:START:ATTEMPT, an expert's after the expert.
    private static string NameOf(RolloutRow row, string? trunk) =>
        row.Expert.Length > 0 ? row.Expert
        : trunk?.Split(':') is [var student, _, _, ..] ? student
        : "student";

    private static PlayedRollout Bare(RolloutRow row, RolloutRecord record, ObservationSource source, string problem)
    {
        var nothing = new Observation("");
        var turns = record.Turns.Select(turn => new Turn(nothing, turn.Action, Author.Student, turn.Reward, turn.Possible)
        {
            Thought = turn.Thought,
            LeftOut = turn.LeftOut,
            Tokens = turn.Ids is { } ids ? new SampledTokens(ids, turn.LogProbability ?? 0) : null,
        });
        return new PlayedRollout(
            new Trajectory(record.Task, NameOf(row, record.Trunk), [.. turns], nothing, record.Return, record.StopReason),
            0, record.Observations, source, problem);
    }
}

/// <summary>Reading an expert's trajectories.</summary>
internal static class ExpertReading
{
    /// <summary>The experts' trajectories on a task that are finished, in the order of the file.</summary>
    public static async Task<IReadOnlyList<Trajectory>> ExpertsOfAsync(this ViewedRun run, int task, CancellationToken cancellationToken)
    {
        var rows = await run.Index.ReadAsync(index => index.RolloutsOf(task, 0, RolloutKind.Expert, int.MaxValue), cancellationToken).ConfigureAwait(false);
        var experts = new List<Trajectory>();
        foreach (var row in rows)
        {
            if (await run.TryReadTrajectoryAsync(row, cancellationToken).ConfigureAwait(false) is { } trajectory)
            {
                experts.Add(trajectory);
            }
        }

        return experts;
    }

    /// <summary>The trajectory; null while its expert still plays and its line is a record in a journal.</summary>
    public static async Task<Trajectory?> TryReadTrajectoryAsync(this ViewedRun run, RolloutRow row, CancellationToken cancellationToken)
    {
        var path = await run.Index.ReadAsync(index => index.PathOf(row.Line.File), cancellationToken).ConfigureAwait(false);
        return path?.EndsWith(".jsonl", StringComparison.Ordinal) == true
            ? await run.ReadTrajectoryAsync(row.Line, cancellationToken).ConfigureAwait(false)
            : null;
    }
}
