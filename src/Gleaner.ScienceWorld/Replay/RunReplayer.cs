using System.Globalization;
using System.Runtime.CompilerServices;
using Gleaner.Environments;
using Gleaner.ScienceWorld.Recordings;
using Gleaner.Trajectories;

namespace Gleaner.ScienceWorld.Replay;

/// <summary>Plays recorded runs again and compares every state: what is seen, and the score.</summary>
/// <param name="environment">Where they are played; its rewards are differences of raw scores.</param>
public sealed class RunReplayer(IEnvironment environment)
{
    private const int MostAtOnce = 16;

    /// <summary>Replays runs, as many at once as the environment allows, and tells the results in their order.</summary>
    public async IAsyncEnumerable<RunReplayResult> ReplayAsync(
        IEnumerable<RecordedRun> runs, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(runs);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var playing = new Queue<Task<RunReplayResult>>();
        try
        {
            foreach (var run in runs)
            {
                if (playing.Count >= Math.Min(MostAtOnce, environment.MaxOpenEpisodes))
                {
                    yield return await playing.Dequeue().ConfigureAwait(false);
                }

                playing.Enqueue(ReplayAsync(run, stop.Token));
            }

            while (playing.TryDequeue(out var next))
            {
                yield return await next.ConfigureAwait(false);
            }
        }
        finally
        {
            // Whoever stops listening, or an exception, leaves no episode open.
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(playing).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default).ConfigureAwait(false);
        }
    }

    /// <summary>Replays one run, up to where it ended its task.</summary>
    public async Task<RunReplayResult> ReplayAsync(RecordedRun run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        var task = run.Task.With(run.Simplifications).Id;
        var comparison = new RunComparison(run);
        try
        {
            var episode = await environment.ResetAsync(task, cancellationToken).ConfigureAwait(false);
            await using var closing = episode.ConfigureAwait(false);
            // A recording that does not show the room says nothing of it.
            comparison.CompareStart(run.Opening, run.Look is null ? episode.Observation.Text.Split('\n')[0] : episode.Observation.Text);
            var score = 0.0;
            foreach (var step in RunImport.Played(run))
            {
                if (episode.IsDone)
                {
                    return comparison.ToResult(task, $"after {comparison.StatesCompared - 1} actions the task had ended here but not in the recording");
                }

                var result = await episode.StepAsync(step.Action, cancellationToken).ConfigureAwait(false);
                score += result.Reward;
                comparison.Compare(step, result.Observation.Text, score);
            }

            return comparison.ToResult(task, null);
        }
        catch (EnvironmentFailedException failure)
        {
            return comparison.ToResult(task, failure.Message);
        }
    }

    private sealed class RunComparison(RecordedRun run)
    {
        private ReplayedStates _states;
        private ReplayDifference? _first;

        public int StatesCompared => _states.Compared;

        public void Compare(RecordedRunStep step, string seen, double score)
        {
            var other = Math.Abs(score - step.RawScore) > run.ScoreTolerance ? TextDifference.Find(Format(step.RawScore), Format(score)) : null;
            Add(step.Action, step.Observation ?? seen, seen, other);
        }

        public void CompareStart(string recorded, string seen) => Add(null, recorded, seen, null);

        public RunReplayResult ToResult(Gleaner.Tasks.TaskId task, string? failure) => new(run.Place, task.Value, _states, _first, failure);

        private void Add(string? action, string recorded, string seen, TextDifference? otherScore)
        {
            var otherText = TextDifference.Find(recorded, seen);
            var isReordered = otherText is not null && TolerantText.IsSameState(recorded, seen);
            _first ??= otherScore is not null ? new ReplayDifference(StatesCompared, action, "score", otherScore)
                : otherText is not null ? new ReplayDifference(StatesCompared, action, "observation", otherText)
                : null;
            _states += new ReplayedStates(
                1,
                otherText is null && otherScore is null ? 1 : 0,
                isReordered && otherScore is null ? 1 : 0,
                otherText is not null && !isReordered ? 1 : 0,
                otherScore is null ? 0 : 1);
        }

        private static string Format(double score) => score.ToString("R", CultureInfo.InvariantCulture);
    }
}
