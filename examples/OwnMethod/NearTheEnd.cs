using Gleaner.Experiments;
using Gleaner.Experiments.Configuration;
using Gleaner.Methods;
using Gleaner.Rollouts;
using Gleaner.Runs;
using Gleaner.Selection;

namespace OwnMethod;

/// <summary>
/// A method of your own, after Backplay's first stage: beside one rollout from s0 of each task, the student starts shortly before the end of every
/// failed run of the expert, and learns from what succeeds.
/// </summary>
/// <param name="name">Its name in tables.</param>
/// <param name="expert">The expert whose failures it starts in.</param>
/// <param name="rollouts">Rollouts from each of these states.</param>
/// <param name="choice">Which solutions of a task are learnt from.</param>
public sealed class NearTheEnd(string name, string expert, int rollouts, ISolutionChoice choice) : IMethod
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public IReadOnlyList<RolloutRequest> Explore(IterationState state)
    {
        if (state.Rollouts.Count > 0)
        {
            return [];
        }

        var failures = state.Experts.Where(trajectory => trajectory.Policy == expert && trajectory.Length > 1 && !trajectory.IsPositive(state.SuccessThreshold));
        return
        [
            .. state.Tasks.Select(task => new RolloutRequest(StartState.Initial(task), 0)),
            .. from failure in failures
               from attempt in Enumerable.Range(0, rollouts)
               select new RolloutRequest(StartState.After(failure, failure.Length - 1), attempt),
        ];
    }

    /// <inheritdoc/>
    public LearningSet Select(IterationState state) => LearningSet.Of(
        from task in state.Tasks
        let initial = ImportantState.Initial(task)
        from solution in SolutionSelector.Choose(initial, state.Positives.SolutionsOf(task), choice, new SelectionContext([], state.Seed))
        select LossWeights.Weigh(initial, solution, []));
}

/// <summary>The method as a kind.</summary>
public sealed class NearTheEndKind : MethodKind<NearTheEndConfig>
{
    /// <inheritdoc/>
    public override string Name => "near_the_end";

    /// <inheritdoc/>
    public override string Summary => "Starts the student shortly before the end of failed runs.";

    /// <inheritdoc/>
    public override NearTheEndConfig Read(SectionReader reader) => new(
        ReadName(reader, "Near the end"),
        ReadRestart(reader),
        reader.Value("rollouts", ValueKind.Integer(1, 100), "3", "Rollouts from each state near the end of a failed run."),
        reader.SolutionChoice("shortest"));

    /// <inheritdoc/>
    public override string Describe(NearTheEndConfig config, string firstExpert) => $"Starts {config.Rollouts} rollouts shortly before the end of each failed run of {firstExpert}.";

    /// <inheritdoc/>
    public override MethodRole Role(NearTheEndConfig config) => MethodRole.Baseline;

    /// <inheritdoc/>
    public override IMethod Create(NearTheEndConfig config, string firstExpert) => new NearTheEnd(config.Name, firstExpert, config.Rollouts, config.Choice);
}

/// <summary>What its section says.</summary>
/// <param name="Name">Its name in tables.</param>
/// <param name="Restart">Whether each iteration trains from the pre-trained student.</param>
/// <param name="Rollouts">Rollouts from each state.</param>
/// <param name="Choice">Which solutions of a task are learnt from.</param>
public sealed record NearTheEndConfig(string Name, bool Restart, int Rollouts, ISolutionChoice Choice) : MethodConfig(Name, Restart);
