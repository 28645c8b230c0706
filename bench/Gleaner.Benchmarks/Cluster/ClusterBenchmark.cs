using System.Text.Json.Nodes;
using Gleaner.Benchmarks.Measuring;
using Gleaner.Cluster;
using Gleaner.Cluster.Connecting;
using Gleaner.Cluster.Coordinating;
using Gleaner.Cluster.Working;
using Gleaner.Experiments;
using Gleaner.Runs;
using Gleaner.Students.Kinds;

namespace Gleaner.Benchmarks.Cluster;

/// <summary>
/// How much faster workers make an exploration whose environment takes its time, and what a rollout costs beside being played: time, messages, bytes.
/// Workers are in this process and share its cores, so that only what waits is shown to scale.
/// </summary>
public static class ClusterBenchmark
{
    private const int Slow = 384;
    private const int Fast = 20_000;

    /// <summary>Measures and prints a table and one JSON line.</summary>
    public static void Run(TextWriter output) => RunAsync(output).GetAwaiter().GetResult();

    private static async Task RunAsync(TextWriter output)
    {
        using var nats = new LocalNats();
        await output.WriteLineAsync($"{Machine.Describe()}; {LocalNats.Version()}; workers with one slot each, in this process").ConfigureAwait(false);
        await output.WriteLineAsync($"{Slow} rollouts of 8 steps of 50 ms, 6 in an item").ConfigureAwait(false);
        var table = new Table(output, ("workers", 7), ("seconds", 8), ("rollouts/s", 10), ("of linear", 9));
        var (rates, one) = (new JsonObject(), 0.0);
        foreach (var workers in new[] { 1, 2, 4, 8 })
        {
            var measured = await MeasureAsync(Slow, milliseconds: 50, workers, nats.Url, new RolloutItems(8)).ConfigureAwait(false);
            var rate = Slow / measured.Seconds;
            one = workers == 1 ? rate : one;
            rates[$"{workers}"] = Math.Round(rate, 1);
            table.Row(workers, Table.Number(measured.Seconds, "F2"), Table.Number(rate), Table.Number(rate / one / workers, "F3"));
        }

        await output.WriteLineAsync($"{Fast} rollouts of 8 steps that take no time").ConfigureAwait(false);
        var alone = await MeasureAsync(Fast, milliseconds: 0, workers: 0, nats.Url, new RolloutItems(48)).ConfigureAwait(false);
        var away = await MeasureAsync(Fast, milliseconds: 0, workers: 1, nats.Url, new RolloutItems(48)).ConfigureAwait(false);
        var overhead = (away.ProcessorSeconds - alone.ProcessorSeconds) / Fast * 1e6;
        await output.WriteLineAsync(FormattableString.Invariant(
            $"  in this process {alone.Seconds:F2} s ({alone.ProcessorSeconds:F2} s of processors), by one worker {away.Seconds:F2} s ({away.ProcessorSeconds:F2} s): {overhead:F0} µs of processors more a rollout, both sides together")).ConfigureAwait(false);
        await output.WriteLineAsync(FormattableString.Invariant(
            $"  {away.Items} items of {away.ItemBytes / Math.Max(1, away.Items):N0} bytes, {away.Results} results of {away.ResultBytes / Math.Max(1, away.Results):N0} bytes ({(double)away.ResultBytes / Fast:F1} a rollout)")).ConfigureAwait(false);
        new Result("cluster")
            .With("rollouts_per_second", rates)
            .With("of_linear_8", Result.Rounded((double)rates["8"]! / one / 8))
            .With("overhead_us_per_rollout", Result.Rounded(overhead))
            .With("item_bytes", away.ItemBytes / Math.Max(1, away.Items))
            .With("result_bytes_per_rollout", Result.Rounded((double)away.ResultBytes / Fast))
            .WriteTo(output);
    }

    private static async Task<Measured> MeasureAsync(int rollouts, int milliseconds, int workers, string url, RolloutItems items)
    {
        var folder = Directory.CreateTempSubdirectory("gleaner-bench-cluster-").FullName;
        var reader = new ExperimentReader(KindRegistry.Basic.With([new WaitingKind(), new SteadyKind(), .. StudentKinds.All]), folder);
        var experiment = reader.Parse(Yaml(rollouts, milliseconds), "waiting.yaml", folder);
        var options = new ClusterOptions { Servers = url, LargestItem = items.Largest };
        using var stop = new CancellationTokenSource();
        using var serving = new CancellationTokenSource();
        await using var link = await NatsLink.OpenAsync(options, "meter", _ => { }, default).ConfigureAwait(false);
        var meter = new TrafficMeter();
        var metering = meter.ReadAsync(link, serving.Token);
        try
        {
            var serve = Enumerable.Range(0, workers).Select(number => Task.Run(() => new ClusterWorker(
                options, new WorkerOptions { Name = $"w{number}", Folder = Path.Combine(folder, $"w{number}"), Slots = 1 }, reader, _ => { }).RunAsync(serving.Token))).ToList();
            var watch = new Watch(workers, stop);
            try
            {
                await experiment.RunAsync(
                    Path.Combine(folder, "run"),
                    new RunOptions { Observer = watch, Warn = watch.Warn, Rollouts = workers == 0 ? null : new Joined(new ClusterBackend(options), watch.AllThere) },
                    stop.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // All that is measured is the first stage.
            }

            await serving.CancelAsync().ConfigureAwait(false);
            foreach (var worker in serve)
            {
                await worker.ContinueWith(_ => { }, TaskScheduler.Default).ConfigureAwait(false);
            }

            await metering.ConfigureAwait(false);
            return new Measured(watch.Seconds, watch.ProcessorSeconds, meter.Items, meter.ItemBytes, meter.Results, meter.ResultBytes);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Yaml(int rollouts, int milliseconds) => FormattableString.Invariant(
        $$"""
        name: waiting
        environment: {kind: waiting, count: {{rollouts + 1}}, steps: 8, milliseconds: {{milliseconds}}}
        tasks:
          test: {from: tasks, first: {{rollouts}}, count: 1}
          dev: {from: tasks, first: 0, count: 0}
          train: {from: tasks, first: 0, count: {{rollouts}}}
        experts: [{kind: steady}]
        student: {kind: text}
        methods: [{kind: rft}]
        """);

    private sealed record RolloutItems(int Largest);

    private sealed record Measured(double Seconds, double ProcessorSeconds, long Items, long ItemBytes, long Results, long ResultBytes);

    /// <summary>Begins when the workers are there.</summary>
    private sealed class Joined(IRolloutBackend backend, Task all) : IRolloutBackend
    {
        public async ValueTask<IRolloutRunner> OpenAsync(RunContext context, CancellationToken cancellationToken)
        {
            var runner = await backend.OpenAsync(context, cancellationToken).ConfigureAwait(false);
            await all.WaitAsync(cancellationToken).ConfigureAwait(false);
            return runner;
        }
    }

    /// <summary>Times the first stage and then stops the run.</summary>
    private sealed class Watch(int workers, CancellationTokenSource stop) : IRunObserver
    {
        private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private TimeSpan _processors;
        private int _joined;

        public Task AllThere => _all.Task;

        public double Seconds { get; private set; }

        public double ProcessorSeconds { get; private set; }

        public void Warn(string line)
        {
            if (line.Contains(" joins with ", StringComparison.Ordinal) && Interlocked.Increment(ref _joined) == workers)
            {
                _all.TrySetResult();
            }
        }

        public void StageStarted(RunStage stage) => _processors = Environment.CpuUsage.TotalTime;

        public void StageProgressed(RunStage stage, StageProgress progress)
        {
        }

        public void StageFinished(RunStage stage, StageResult result)
        {
            if (!stop.IsCancellationRequested)
            {
                (Seconds, ProcessorSeconds) = (result.Seconds, (Environment.CpuUsage.TotalTime - _processors).TotalSeconds);
                stop.Cancel();
            }
        }
    }
}
