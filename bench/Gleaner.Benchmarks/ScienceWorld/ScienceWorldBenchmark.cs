using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Gleaner.Benchmarks.Measuring;
using Gleaner.ScienceWorld;
using Gleaner.ScienceWorld.Episodes;
using Gleaner.ScienceWorld.Processes;
using Gleaner.ScienceWorld.Simulators;
using Gleaner.ScienceWorld.Tasks;

namespace Gleaner.Benchmarks.ScienceWorld;

/// <summary>
/// Steps per second of one simulator, asked by Gleaner's environment (the step, score, end and moves of each) and by a plain
/// socket that asks for the steps alone. Both play the same scripted solutions, task by task in turns, each on a process of its own.
/// </summary>
public static class ScienceWorldBenchmark
{
    private const int Rounds = 7;
    private const int StepsPerRound = 150;

    private static readonly string[] TaskNames = ["find-living-thing", "boil", "lifespan-longest-lived", "chemistry-mix", "grow-plant", "power-component"];

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
        var factory = new JavaSimulatorFactory(simulator.Options, new SystemProcessLauncher(), new SystemHost());
        var process = await GatewayProcess.StartAsync(new SystemProcessLauncher(), factory.Call, simulator.Options.StartTimeout, default).ConfigureAwait(false);
        await using var ending = process.ConfigureAwait(false);
        using var raw = new RawClient(process.Port);
        var solutions = await SolutionsAsync(environment).ConfigureAwait(false);

        var rounds = new List<(double Ours, double Raw)>();
        var table = new Table(output, ("round", 5), ("steps", 6), ("Gleaner/s", 10), ("raw/s", 10), ("ratio", 6));
        for (var round = 0; round <= Rounds; round++)
        {
            TimeSpan ours = default, theirs = default;
            var steps = 0;
            foreach (var (task, actions) in solutions)
            {
                // Who is first changes, so that neither always finds the other's caches.
                if (steps % 2 == round % 2)
                {
                    ours += await PlayAsync(environment, task, actions).ConfigureAwait(false);
                    theirs += Play(raw, task, actions);
                }
                else
                {
                    theirs += Play(raw, task, actions);
                    ours += await PlayAsync(environment, task, actions).ConfigureAwait(false);
                }

                steps += actions.Length;
            }

            if (round > 0)
            {
                rounds.Add((steps / ours.TotalSeconds, steps / theirs.TotalSeconds));
                table.Row(round, steps, Table.Number(rounds[^1].Ours), Table.Number(rounds[^1].Raw), Table.Number(rounds[^1].Ours / rounds[^1].Raw, "F3"));
            }
        }

        var ratio = Median(rounds.Select(rate => rate.Ours / rate.Raw));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Gleaner's environment does {ratio:P1} of the steps of a plain socket that asks for nothing but steps (median of {Rounds} rounds)."));
        new Result("scienceworld")
            .With("simulator", simulator.Name)
            .With("step_delay_ms", simulator.DelayMilliseconds)
            .Figure("steps_per_second", Median(rounds.Select(rate => rate.Ours)), "plain socket, steps alone", Median(rounds.Select(rate => rate.Raw)))
            .With("ratio", Math.Round(ratio, 3))
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

    private static async Task<TimeSpan> PlayAsync(ScienceWorldEnvironment environment, ScienceWorldTask task, ImmutableArray<string> actions)
    {
        var episode = await environment.ResetAsync(task.Id, default).ConfigureAwait(false);
        await using var closing = episode.ConfigureAwait(false);
        var start = Stopwatch.GetTimestamp();
        foreach (var action in actions)
        {
            await episode.StepAsync(action, default).ConfigureAwait(false);
        }

        return Stopwatch.GetElapsedTime(start);
    }

    private static TimeSpan Play(RawClient raw, ScienceWorldTask task, ImmutableArray<string> actions)
    {
        raw.Load(task.Name, task.Variation, task.Simplifications.Argument);
        var start = Stopwatch.GetTimestamp();
        foreach (var action in actions)
        {
            raw.Step(action);
        }

        return Stopwatch.GetElapsedTime(start);
    }

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(Rounds / 2);
}
