using System.Collections.Immutable;
using System.Globalization;
using Gleaner.Experiments.Configuration;
using Gleaner.Exploration;
using Gleaner.Methods;
using Gleaner.Runs;

namespace Gleaner.Experiments;

/// <summary>EEF, Exploring Expert Failures.</summary>
public sealed class ExploringFailuresKind : MethodKind<ExploringFailuresConfig>
{
    /// <inheritdoc/>
    public override string Name => "eef";

    /// <inheritdoc/>
    public override string Summary => "Exploring Expert Failures.";

    /// <inheritdoc/>
    public override ExploringFailuresConfig Read(SectionReader reader)
    {
        var (defaults, harm) = (new EefOptions(), new HarmPairOptions());
        return new ExploringFailuresConfig(
            ReadName(reader, "EEF"),
            ReadRestart(reader),
            reader.Values("experts", ValueKind.Text, "", "The experts whose failures are explored; an empty list stands for the first one. Only the first one's successes are demonstrations."),
            new EefOptions
            {
                ExpertStates = reader.Value("expert_states", ValueKind.Integer(0, 100), $"{defaults.ExpertStates}", "M: states of each failed expert trajectory that are explored."),
                SimulationsPerTask = reader.Value("simulations_per_task", ValueKind.Integer(1, 1000), $"{defaults.SimulationsPerTask}", "The budget of an iteration, as a mean over the tasks; 6 is RFT×6's."),
                Leftover = reader.Value("leftover", ValueKind.OneOf<LeftoverUse>(), ValueKind.SnakeCase($"{defaults.Leftover}"), "Where simulations go that short or successful expert trajectories leave over: nowhere, to tasks still unsolved, to recovery states still without a solution, or to s0 of all tasks."),
                Choice = reader.SolutionChoice("fewest_expert_actions"),
                UseInitialStates = reader.Value("use_initial_states", ValueKind.Flag, "true", "Whether D_s0 is trained on."),
                UseRecoveryStates = reader.Value("use_recovery_states", ValueKind.Flag, "true", "Whether D_r is trained on."),
                StartStates = reader.Rule<StartStateKind, IStartStatePolicy>("start_states", "evenly_spaced", "Which states of a failed trajectory are explored."),
                VerdictRule = reader.Rule<VerdictRuleKind, IVerdictRule>("verdict_rule", "any_success", "When the student counts as succeeding from a state that was tried more than once."),
                VerdictMemory = reader.Value("verdict_memory", ValueKind.Integer(1, 1000), $"{defaults.VerdictMemory}", "How many iterations' rollouts decide whether the student succeeds from a state, this one included; 1 is the paper's."),
                RecoveryMemory = reader.Value("recovery_memory", ValueKind.OneOf<RecoveryMemory>(), ValueKind.SnakeCase($"{defaults.RecoveryMemory}"), "How long a recovery state is learnt for: in the iteration that finds it (the paper's), until it has been taught a solution, or always."),
                SkipSettledTasks = reader.Value("skip_settled_tasks", ValueKind.Flag, "false", "Explore no expert states of tasks that are solved; what is saved is left over."),
                HarmPairs = reader.Section("harm_pairs", section =>
                {
                    var isOn = section.Value("use", ValueKind.Flag, "false", "Whether harm is learnt from as preference pairs too: from the same prefix, the action with which the student won over the expert's harmful one (step-wise DPO).");
                    var options = new HarmPairOptions(
                        section.Value("beta", ValueKind.Number(1e-6, 1000), harm.Beta.ToString(CultureInfo.InvariantCulture), "β of the preference loss."),
                        section.Value("nll_weight", ValueKind.Number(0, 1000), harm.NllWeight.ToString(CultureInfo.InvariantCulture), "Weight of the winning action's negative log-likelihood."));
                    return isOn ? options : null;
                }),
                ExploreOwnFailures = reader.Value("explore_own_failures", ValueKind.Flag, "false", "Explore the states of the student's own failed rollouts of the iteration before, too."),
            });
    }

    /// <inheritdoc/>
    public override string Describe(ExploringFailuresConfig config, string firstExpert) =>
        $"Explores {config.Options.ExpertStates} states of the failed runs of {string.Join(" and ", config.Experts.DefaultIfEmpty(firstExpert))}.";

    /// <inheritdoc/>
    public override MethodRole Role(ExploringFailuresConfig config) => MethodRole.Eef;

    /// <inheritdoc/>
    public override ImmutableArray<string> FurtherExperts(ExploringFailuresConfig config) => config.Experts;

    /// <inheritdoc/>
    public override IMethod Create(ExploringFailuresConfig config, string firstExpert) =>
        new ExploringExpertFailures(config.Name, config.Experts.IsEmpty ? [firstExpert] : config.Experts, config.Options);
}

/// <summary>What its section says.</summary>
/// <param name="Name">Its name in tables.</param>
/// <param name="Restart">Whether each iteration trains from the pre-trained student.</param>
/// <param name="Experts">The experts whose failures are explored; empty for the experiment's first one.</param>
/// <param name="Options">The choices that the paper leaves open.</param>
public sealed record ExploringFailuresConfig(string Name, bool Restart, ImmutableArray<string> Experts, EefOptions Options) : MethodConfig(Name, Restart)
{
    /// <summary>EEF with the paper's defaults on the first expert's failures.</summary>
    public ExploringFailuresConfig() : this("EEF", false, [], new EefOptions())
    {
    }
}
