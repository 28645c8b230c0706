using Gleaner.Environments;
using Gleaner.Experiments;
using Gleaner.Policies;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.CommandLine.Tests.Preflight;

internal sealed class Told : IProgress<PreflightEntry>
{
    public List<PreflightEntry> Entries { get; } = [];

    public void Report(PreflightEntry value) => Entries.Add(value);
}

/// <summary>An environment with further checks.</summary>
internal sealed class Checked(ExperimentEnvironment inner, PreflightCheck[] checks) : ExperimentEnvironment
{
    public override string Kind => inner.Kind;

    public override string Description => inner.Description;

    public override string Identity => inner.Identity;

    public override int MaxTurns => inner.MaxTurns;

    public override TaskPlan DefaultTasks => inner.DefaultTasks;

    public override IEnumerable<PreflightCheck> Checks => checks;

    public override ValueTask<World> OpenAsync(WorldSetting setting, CancellationToken cancellationToken) => inner.OpenAsync(setting, cancellationToken);
}

internal sealed class Large : ExperimentStudent
{
    public override string Description => "large";

    public override string Note => "";

    public override string Identity => "large";

    public override StudentSize Size => new(8_000_000_000, 1_000_000_000);

    public override IEnumerable<PreflightCheck> Checks => [];

    public override PreparedStudent Prepare(World world) => throw new NotSupportedException();
}

internal sealed class Broken : ExperimentEnvironment
{
    public override string Kind => "broken";

    public override string Description => "";

    public override string Identity => "";

    public override int MaxTurns => 1;

    public override TaskPlan DefaultTasks => throw new NotSupportedException();

    public override ValueTask<World> OpenAsync(WorldSetting setting, CancellationToken cancellationToken) => throw new GleanerException("nobody listens on port 8000");
}

internal sealed class Asks(string id, Func<PreflightContext, CancellationToken, Task<PreflightResult>> run) : PreflightCheck
{
    public override string Id => id;

    public override string Title => id;

    public override bool NeedsWorld => false;

    public override bool IsPaid => Costs;

    public bool Costs { get; init; }

    public override Task<PreflightResult> RunAsync(PreflightContext context, CancellationToken cancellationToken) => run(context, cancellationToken);
}

/// <summary>An environment in which anything that is said ends the task.</summary>
internal sealed class Notes(Func<TaskId, string> first) : IEnvironment
{
    public string Name => "notes";

    public double SuccessThreshold => 1;

    public ValueTask<IEpisode> ResetAsync(TaskId task, CancellationToken cancellationToken) => new(new Note(task, first(task)));

    private sealed class Note(TaskId task, string text) : IEpisode
    {
        public TaskId Task => task;

        public Observation Observation { get; private set; } = new(text);

        public bool IsDone { get; private set; }

        public double Return => IsDone ? 1 : 0;

        public ValueTask<StepResult> StepAsync(string action, CancellationToken cancellationToken)
        {
            (IsDone, Observation) = (true, new Observation("over"));
            return new(new StepResult(Observation, 1, IsDone: true, WasPossible: true));
        }
    }
}

internal sealed class Says : IPolicy
{
    public string Name => "says";

    public IPolicySession Open(Decoding decoding) => new Session();

    private sealed class Session : IPolicySession
    {
        public ValueTask<IReadOnlyList<Decision>> ActAsync(IReadOnlyList<OpenEpisode> episodes, CancellationToken cancellationToken) =>
            new([.. episodes.Select(_ => new Decision("done"))]);

        public void Release(OpenEpisode episode)
        {
        }

        public void Dispose()
        {
        }
    }
}
