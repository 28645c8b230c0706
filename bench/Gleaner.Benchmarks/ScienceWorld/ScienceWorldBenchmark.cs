using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Gleaner.Benchmarks.Measuring;
using Gleaner.IO.Processes;
using Gleaner.ScienceWorld;
using Gleaner.ScienceWorld.Episodes;
using Gleaner.ScienceWorld.Processes;
using Gleaner.ScienceWorld.Simulators;
using Gleaner.ScienceWorld.Tasks;

namespace Gleaner.Benchmarks.ScienceWorld;

/// <summary>
/// What Gleaner's environment adds to a step of the simulator (it asks for the step, the score, the end and the moves), beside a
/// plain socket that asks for the step alone. Both play the same scripted solutions on a process each, step by step in turns, so
/// that whatever else happens on the machine meets both.
/// </summary>
public static class ScienceWorldBenchmark
{
    private const int Rounds = 5;
    private const int StepsPerRound = 150;

    private static readonly string[] TaskNames = ["find-living-thing", "boil", "lifespan-longest-lived", "chemistry-mix", "grow-plant", "power-component"];

    /// <summary>Measures and prints one JSON line.</summary>
    public static void Run(TextWriter output)
    {
        using var simulator = BenchedSimulator.Find();
        output.WriteLine(simulator.Description);
        output.WriteLine(Machine.Describe());
        RunAsync(simulator, output).GetAwaiter().GetResult();
    }

    private static async Task RunAsync(BenchedSimulator simulator, TextWriter output)
    {
        var environment = ScienceWorldEnvironment.Open(simulator.Options, new EpisodeSettings { StepLimit = int.MaxValue });
        await using var closing = environment.ConfigureAwait(false);
        var factory = new JavaSimulatorFactory(simulator.Options, new SystemProcessLauncher(ProcessIsolation.IgnoresStopSignals), new SystemHost());
        var process = await GatewayProcess.StartAsync(new SystemProcessLauncher(ProcessIsolation.IgnoresStopSignals), factory.Call, simulator.Options.StartTimeout, default).ConfigureAwait(false);
        await using var ending = process.ConfigureAwait(false);
        using var raw = new RawClient(process.Port);
        var solutions = await SolutionsAsync(environment).ConfigureAwait(false);

        var all = new List<StepTimes>();
        var table = new Table(output, ("round", 5), ("steps", 6), ("Gleaner ms", 10), ("raw ms", 8), ("ratio", 6));
        for (var round = 0; round <= Rounds; round++)
        {
            var times = new List<StepTimes>();
            foreach (var (task, actions) in solutions)
            {
                await PlayAsync(environment, raw, task, actions, times).ConfigureAwait(false);
            }

            // The first round warms up all that is compiled as it runs.
            if (round > 0)
            {
                all.AddRange(times);
                table.Row(round, times.Count, Table.Number(Median(times, time => time.Ours), "F2"), Table.Number(Median(times, time => time.Raw), "F2"), Table.Number(Ratio(times), "F3"));
            }
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"The median step takes {Median(all, time => time.Ours):F2} ms through Gleaner and {Median(all, time => time.Raw):F2} ms through a plain socket that asks for nothing but the step."));
        new Result("scienceworld")
            .With("simulator", simulator.Name)
            .With("step_delay_ms", simulator.DelayMilliseconds)
            .With("steps", all.Count)
            .Figure("steps_per_second", 1000 / Median(all, time => time.Ours), "plain socket, steps alone; medians", 1000 / Median(all, time => time.Raw))
            .With("ratio_of_totals", Math.Round(all.Sum(time => time.Raw) / all.Sum(time => time.Ours), 3))
            .WriteTo(output);
    }

    private static async Task<List<(ScienceWorldTask Task, ImmutableArray<string> Actions)>> SolutionsAsync(ScienceWorldEnvironment environment)
    {
        var solutions = new List<(ScienceWorldTask, ImmutableArray<string>)>();
        for (var (i, steps) = (0, 0); steps < StepsPerRound; i++)
        {
            var task = new ScienceWorldTask(TaskNames[i % TaskNames.Length], i / TaskNames.Length, Simplifications.Easy);
            var actions = await environment.ListGoldActionsAsync(task, default).ConfigureAwait(false);
            solutions.Add((task, actions));
            steps += actions.Length;
        }

        return solutions;
    }

    private static async Task PlayAsync(
        ScienceWorldEnvironment environment, RawClient raw, ScienceWorldTask task, ImmutableArray<string> actions, List<StepTimes> times)
    {
        raw.Load(task.Name, task.Variation, task.Simplifications.Argument);
        var episode = await environment.ResetAsync(task.Id, default).ConfigureAwait(false);
        await using var closing = episode.ConfigureAwait(false);
        foreach (var action in actions)
        {
            var start = Stopwatch.GetTimestamp();
            raw.Step(action);
            var middle = Stopwatch.GetTimestamp();
            await episode.StepAsync(action, default).ConfigureAwait(false);
            times.Add(new StepTimes(Stopwatch.GetElapsedTime(middle).TotalMilliseconds, Stopwatch.GetElapsedTime(start, middle).TotalMilliseconds));
        }
    }

    private static double Ratio(List<StepTimes> times) => Median(times, time => time.Raw) / Median(times, time => time.Ours);

    private static double Median(List<StepTimes> times, Func<StepTimes, double> side) => times.Select(side).Order().ElementAt(times.Count / 2);

    /// <summary>Milliseconds that a step took.</summary>
    private readonly record struct StepTimes(double Ours, double Raw);
}
