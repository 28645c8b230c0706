using System.Globalization;
using Gleaner.Runs;
using Gleaner.Trajectories;
using Gleaner.Viewer.Index;
using Gleaner.Viewer.Library;
using Gleaner.Viewer.Models;

namespace Gleaner.Viewer;

/// <summary>One rollout as text: what the agent saw, thought and did. The viewer's page of a rollout, for a terminal.</summary>
public static class RolloutTranscript
{
    /// <summary>The id of a training rollout, as it stands in the viewer's links.</summary>
    /// <param name="methodFolder">The method's folder in the run: <see cref="MethodSummary.Folder"/>.</param>
    /// <param name="iteration">The iteration, from 1.</param>
    /// <param name="rollout">The rollout.</param>
    public static string IdOf(string methodFolder, int iteration, RolloutRecord rollout)
    {
        ArgumentNullException.ThrowIfNull(rollout);
        return IndexWriter.IdOf($"{RunLayout.Iteration(methodFolder, iteration)}/rollouts", rollout.Key).ToString();
    }

    /// <summary>Writes a rollout.</summary>
    /// <param name="runFolder">The run's folder, absolute.</param>
    /// <param name="rollout">The rollout's id, as in the viewer's links.</param>
    /// <param name="worlds">Opens the run's world, if the run does not keep the texts of observations.</param>
    /// <param name="files">How files are reached.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="output">Where it is written.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="GleanerException">The run has no such rollout, or cannot be read.</exception>
    public static async Task WriteAsync(
        string runFolder, string rollout, IRunWorlds worlds, IRunFiles files, TimeProvider clock, TextWriter output, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(output);
        var run = new ViewedRun("run", runFolder, files, worlds, clock);
        await using (run.ConfigureAwait(false))
        {
            await run.Index.UpdateAsync(cancellationToken).ConfigureAwait(false);
            var row = RolloutId.TryParse(rollout, out var id) ? await run.Index.ReadAsync(index => index.Rollout(id), cancellationToken).ConfigureAwait(false) : null;
            if (row is null)
            {
                throw new GleanerException($"{runFolder}: the run has no rollout '{rollout}'. 'gleaner show RUN TASK --observations' lists a task's.");
            }

            PlayedRollout played;
            do
            {
                played = await run.Player.PlayAsync(row, clock, cancellationToken).ConfigureAwait(false);
            }
            while (played.Observations == ObservationSource.Opening);

            await WriteAsync(row, played, output).ConfigureAwait(false);
        }
    }

    private static async Task WriteAsync(RolloutRow row, PlayedRollout played, TextWriter output)
    {
        var trajectory = played.Trajectory;
        await output.WriteLineAsync($"{trajectory.Task}, {trajectory.Policy} from {row.Label}: return {Numbers.Return(trajectory.Return)}, {Numbers.Stop(trajectory.StopReason)}").ConfigureAwait(false);
        if (played.Problem is { } problem)
        {
            await output.WriteLineAsync($"Its observations are not shown: {problem}").ConfigureAwait(false);
        }

        for (var step = 0; step < trajectory.Length; step++)
        {
            var turn = trajectory.Turns[step];
            await WriteAsync(turn.Observation.Text, output).ConfigureAwait(false);
            if (turn.Thought is { } thought)
            {
                await WriteAsync($"(thinks) {thought}", output).ConfigureAwait(false);
            }

            var reward = turn.Reward == 0 ? "" : $"   (reward {Numbers.Return(turn.Reward)})";
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"  {step,2}  {turn.Action.ReplaceLineEndings(" ⏎ ")}{reward}{RemarkOn(turn)}")).ConfigureAwait(false);
        }

        await WriteAsync(trajectory.Final.Text, output).ConfigureAwait(false);
    }

    /// <summary>What is said behind a turn's action, with blanks before it; empty for an action that was one.</summary>
    public static string RemarkOn(Turn turn)
    {
        ArgumentNullException.ThrowIfNull(turn);
        return turn.IsMalformed ? "   (a reply without an action)" : turn.WasPossible ? "" : "   (not possible here)";
    }

    private static Task WriteAsync(string text, TextWriter output) =>
        text.Length == 0 ? Task.CompletedTask : output.WriteLineAsync($"      | {text.ReplaceLineEndings("\n      | ")}");
}
