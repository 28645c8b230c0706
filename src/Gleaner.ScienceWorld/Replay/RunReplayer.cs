using System.Globalization;
using System.Runtime.CompilerServices;
using Gleaner.Environments;
using Gleaner.ScienceWorld.Recordings;
using Gleaner.ScienceWorld.Tasks;
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
            comparison.CompareText(0, null, Opening.TextOf(run.Description, run.Look), episode.Observation.Text);
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
        private int _identical;
        private ReplayDifference? _first;

        public int StatesCompared { get; private set; }

        public void Compare(RecordedRunStep step, string seen, double score)
        {
            var number = StatesCompared;
            if (Math.Abs(score - step.RawScore) > run.ScoreTolerance)
            {
                var difference = TextDifference.Find(Format(step.RawScore), Format(score));
                StatesCompared++;
                _first ??= difference is null ? null : new ReplayDifference(number, step.Action, "score", difference);
                return;
            }

            CompareText(number, step.Action, step.Observation ?? seen, seen);
        }

        public void CompareText(int step, string? action, string recorded, string seen)
        {
            StatesCompared++;
            var difference = TextDifference.Find(recorded, seen);
            _identical += difference is null ? 1 : 0;
            _first ??= difference is null ? null : new ReplayDifference(step, action, "observation", difference);
        }

        public RunReplayResult ToResult(Gleaner.Tasks.TaskId task, string? failure) =>
            new(run.Place, task.Value, StatesCompared, _identical, _first, failure);

        private static string Format(double score) => score.ToString("R", CultureInfo.InvariantCulture);
    }
}
