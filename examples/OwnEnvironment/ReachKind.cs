using Gleaner.Experiments;
using Gleaner.Experiments.Configuration;

namespace OwnEnvironment;

/// <summary>The game as a kind: its name, its section of a configuration, and how it is opened.</summary>
public sealed class ReachKind : EnvironmentKind<ReachConfig>
{
    private const string All = "pairs";

    /// <inheritdoc/>
    public override string Name => "reach";

    /// <inheritdoc/>
    public override string Summary => "A number is brought to another one by doubling it and adding one to it.";

    /// <inheritdoc/>
    public override ReachConfig Read(SectionReader reader) => new(
        reader.Value("largest", ValueKind.Integer(8, 99), "40", "The largest number to reach."),
        ReadMaxTurns(reader, 12));

    /// <inheritdoc/>
    public override string Describe(ReachConfig config) => $"numbers up to {config.Largest}";

    /// <inheritdoc/>
    public override int MaxTurns(ReachConfig config) => config.MaxTurns;

    /// <inheritdoc/>
    public override TaskPlan DefaultTasks(ReachConfig config) => new(new TaskRange(All, 40, 100), new TaskRange(All, 30, 10), new TaskRange(All, 0, 30), Disjoint: 0);

    /// <inheritdoc/>
    public override ValueTask<World> OpenAsync(ReachConfig config, WorldSetting setting, CancellationToken cancellationToken)
    {
        var environment = new ReachEnvironment(config.Largest);

        // In an order that spreads easy and hard pairs over all splits.
        var tasks = environment.Tasks.Select((task, i) => (Task: task, Place: i * 37 % environment.Tasks.Count)).OrderBy(item => item.Place).Select(item => item.Task);
        return new(World.Of(environment, "You have a number and bring it to another one. Answer with 'double' or 'add one'.", (All, tasks)));
    }
}

/// <summary>What its section says.</summary>
/// <param name="Largest">The largest number to reach.</param>
/// <param name="MaxTurns">Limit of moves.</param>
public sealed record ReachConfig(int Largest, int MaxTurns);
