using System.Collections.Immutable;
using Gleaner.Environments;
using Gleaner.Experiments;
using Gleaner.Experiments.Configuration;
using Gleaner.Policies;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.Benchmarks.Cluster;

/// <summary>An environment that takes its time and does nothing else: as a simulator or a server far away does, for whoever waits for it.</summary>
internal sealed class WaitingKind : EnvironmentKind<WaitingConfig>
{
    public override string Name => "waiting";

    public override string Summary => "Episodes whose steps take a fixed time.";

    public override WaitingConfig Read(SectionReader reader) => new(
        reader.Value("count", ValueKind.Integer(3), "100", "Number of tasks."),
        reader.Value("steps", ValueKind.Integer(1), "8", "Steps of an episode."),
        reader.Value("milliseconds", ValueKind.Integer(0), "50", "What a step takes."));

    public override string Describe(WaitingConfig config) => "episodes that wait";

    public override int MaxTurns(WaitingConfig config) => config.Steps;

    public override TaskPlan DefaultTasks(WaitingConfig config) => TaskPlan.Unknown;

    public override ValueTask<World> OpenAsync(WaitingConfig config, WorldSetting setting, CancellationToken cancellationToken) =>
        new(World.Of(new Waiting(config), "", ("tasks", Enumerable.Range(0, config.Count).Select(number => new TaskId($"waiting/{number}")))));

    private sealed class Waiting(WaitingConfig config) : IEnvironment
    {
        public string Name => "waiting";

        public double SuccessThreshold => 1;

        // As with everything that is slow: what came of a rollout is read and not played again.
        public bool RecordsTexts => true;

        public ValueTask<IEpisode> ResetAsync(TaskId task, CancellationToken cancellationToken) => new(new Episode(config, task));
    }

    private sealed class Episode(WaitingConfig config, TaskId task) : IEpisode
    {
        private int _step;

        public TaskId Task => task;

        public Observation Observation => new($"step {_step} of {config.Steps}");

        public bool IsDone => _step == config.Steps;

        public double Return => IsDone ? 1 : 0;

        public async ValueTask<StepResult> StepAsync(string action, CancellationToken cancellationToken)
        {
            if (config.Milliseconds > 0)
            {
                await System.Threading.Tasks.Task.Delay(config.Milliseconds, cancellationToken).ConfigureAwait(false);
            }

            _step++;
            return new StepResult(Observation, IsDone ? 1 : 0, IsDone, WasPossible: true);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

/// <summary>What the section says.</summary>
internal sealed record WaitingConfig(int Count, int Steps, int Milliseconds);

/// <summary>An expert that always does the same.</summary>
internal sealed class SteadyKind : ExpertKind<SteadyConfig>
{
    public override string Name => "steady";

    public override string Summary => "Always does the same.";

    public override SteadyConfig Read(SectionReader reader) => new(ReadName(reader, Name));

    public override string Describe(SteadyConfig config) => "Always does the same.";

    public override bool? IsSimulated(SteadyConfig config) => true;

    public override IExpert Create(SteadyConfig config, World world, int maxTurns) => new PolicyExpert(new Steady(), default);

    private sealed class Steady : IPolicy
    {
        public string Name => "steady";

        public IPolicySession Open(Decoding decoding) => new ScriptedSession(_ => "wait");
    }
}

/// <summary>What the section says.</summary>
internal sealed record SteadyConfig(string Name) : ExpertConfig(Name);
