using Gleaner.CommandLine.App;
using Gleaner.CommandLine.Terminals;
using Gleaner.Environments;
using Gleaner.Environments.Recorded;
using Gleaner.ScienceWorld;
using Gleaner.ScienceWorld.Episodes;
using Gleaner.ScienceWorld.Recordings;
using Gleaner.ScienceWorld.Replay;
using Gleaner.ScienceWorld.Simulators;

namespace Gleaner.CommandLine.Replays;

/// <summary>Replays published recordings of ScienceWorld, in the simulator or, without one, against each other.</summary>
internal static class ScienceWorldReplay
{
    /// <summary>Plays the runs in the user's simulator; where there is none, compares them with each other and says so.</summary>
    /// <param name="simulators">Which simulator. One that is named must be there.</param>
    /// <param name="files">Files and folders.</param>
    /// <param name="terminal">Where results are printed.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(
        SimulatorOptions simulators, IReadOnlyList<string> files, Terminal terminal, CancellationToken cancellationToken)
    {
        ScienceWorldEnvironment environment;
        try
        {
            // Recorded runs have their own ends, some after more than the original's 100 moves.
            environment = ScienceWorldEnvironment.Open(simulators, new EpisodeSettings { StepLimit = int.MaxValue });
        }
        catch (GleanerException exception) when (simulators.Jar is null)
        {
            terminal.Error.WriteLine($"{exception.Message}\nWithout it the runs are compared with each other only.");
            return RunOffline(files, terminal);
        }

        await using (environment.ConfigureAwait(false))
        {
            return await RunAsync(environment, files, terminal, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Plays the runs in an environment and compares every state.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(
        IEnvironment environment, IReadOnlyList<string> files, Terminal terminal, CancellationToken cancellationToken)
    {
        var replayer = new RunReplayer(environment);
        var total = default(RunReplaySummary);
        var refused = 0;
        foreach (var file in files)
        {
            var summary = default(RunReplaySummary);
            await foreach (var result in replayer.ReplayAsync(Read(file), cancellationToken).ConfigureAwait(false))
            {
                summary = summary.Add(result);
                if (!result.IsIdentical)
                {
                    terminal.Out.WriteLine(result);
                }
            }

            terminal.Out.WriteLine($"{file}: {summary}");
            total += summary;
        }

        if (files.Count > 1)
        {
            terminal.Out.WriteLine($"all {files.Count} files: {total}");
        }

        return total.Runs > 0 && total.Identical == total.Runs && refused == 0 ? ExitCode.Done : ExitCode.Different;

        IEnumerable<RecordedRun> Read(string file) => Runs(file, refusal =>
        {
            refused++;
            terminal.Out.WriteLine(refusal);
        });
    }

    /// <summary>
    /// Compares the runs with each other: whatever did the same in the same task must have seen the same. Runs that share nothing
    /// with another show nothing, so the count of compared states is told.
    /// </summary>
    /// <returns>The exit code.</returns>
    public static int RunOffline(IReadOnlyList<string> files, Terminal terminal)
    {
        var refused = 0;
        List<RecordedRun> runs = [.. files.SelectMany(file => Runs(file, refusal =>
        {
            refused++;
            terminal.Out.WriteLine(refusal);
        }))];
        var environment = new RecordedEnvironment("scienceworld", 1, runs.Select(new RunImport().ToTrajectory));
        foreach (var contradiction in environment.Contradictions)
        {
            terminal.Out.WriteLine($"{runs[contradiction.Second].Place} contradicts {runs[contradiction.First].Place} on {contradiction.Task}: {contradiction}");
        }

        var shared = runs.CountBy(run => run.Task.With(run.Simplifications).Id).Count(task => task.Value > 1);
        terminal.Out.WriteLine(
            $"{runs.Count:N0} runs of {environment.Tasks.Count:N0} tasks, {shared:N0} tasks with several runs: "
            + $"{environment.StatesCompared:N0} states compared, {environment.Contradictions.Length:N0} runs contradict an earlier one");
        return runs.Count > 0 && environment.Contradictions.IsEmpty && refused == 0 ? ExitCode.Done : ExitCode.Different;
    }

    private static IEnumerable<RecordedRun> Runs(string file, Action<RefusedRun> refuse)
    {
        foreach (var reading in RecordingFiles.Read(file))
        {
            if (reading.Run is { } run)
            {
                yield return run;
            }
            else
            {
                refuse(reading.Refusal!);
            }
        }
    }
}
