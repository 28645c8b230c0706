using System.Collections.Immutable;
using Gleaner.CommandLine.Configuration.Reading;
using Gleaner.Methods;
using Gleaner.Selection;

namespace Gleaner.CommandLine.Configuration;

/// <summary>A method of the comparison; all of them go on from the same behaviour-cloned student.</summary>
internal abstract record MethodConfig
{
    /// <summary>Its name in tables.</summary>
    public required string Name { get; init; }

    /// <summary>Whether each iteration trains from the pre-trained student instead of the current one.</summary>
    public required bool Restart { get; init; }

    /// <summary>The experts it learns from beside the experiment's first one.</summary>
    public virtual ImmutableArray<string> FurtherExperts => [];

    internal static MethodConfig Read(SectionReader reader) => reader.Kind<MethodConfig>(
        "`bc_longer` is behaviour cloning for as many steps as the others; `rft` rejection-sampling fine-tuning; `eef` Exploring Expert Failures.",
        ("bc_longer", own => new LongerCloningConfig { Name = ReadName(own, "BC longer"), Restart = ReadRestart(own) }),
        ("rft", own => new RejectionSamplingConfig
        {
            Name = ReadName(own, "RFT"),
            Restart = ReadRestart(own),
            Rollouts = own.Value("rollouts", ValueKind.Integer(1, 1000), "1", "k: rollouts from s0 of each task in an iteration."),
            Choice = ReadChoice(own, "all"),
        }),
        ("eef", ReadEef));

    private static ExploringFailuresConfig ReadEef(SectionReader own)
    {
        var defaults = new EefOptions();
        return new()
        {
            Name = ReadName(own, "EEF"),
            Restart = ReadRestart(own),
            Experts = own.Values("experts", ValueKind.Text, "", "The experts whose failures are explored; an empty list stands for the first one. Only the first one's successes are demonstrations."),
            Options = new EefOptions
            {
                ExpertStates = own.Value("expert_states", ValueKind.Integer(0, 100), $"{defaults.ExpertStates}", "M: states of each failed expert trajectory that are explored."),
                SimulationsPerTask = own.Value("simulations_per_task", ValueKind.Integer(1, 1000), $"{defaults.SimulationsPerTask}", "The budget of an iteration, as a mean over the tasks; 6 is RFT×6's."),
                Leftover = own.Value("leftover", ValueKind.OneOf<LeftoverUse>(), ValueKind.SnakeCase($"{defaults.Leftover}"), "Where simulations go that short or successful expert trajectories leave over: nowhere, to tasks still unsolved, or to s0 of all tasks."),
                Choice = ReadChoice(own, "fewest_expert_actions"),
                UseInitialStates = own.Value("use_initial_states", ValueKind.Flag, "true", "Whether D_s0 is trained on."),
                UseRecoveryStates = own.Value("use_recovery_states", ValueKind.Flag, "true", "Whether D_r is trained on."),
            },
        };
    }

    private static string ReadName(SectionReader own, string fallback) =>
        own.Value("name", ValueKind.Name, fallback, "Name in tables; different for each method.");

    private static bool ReadRestart(SectionReader own) =>
        own.Value("restart", ValueKind.Flag, "false", "Train each iteration from the pre-trained student (as ReST-EM does) instead of going on with the current one.");

    private static ISolutionChoice ReadChoice(SectionReader own, string fallback) =>
        own.Value("solution_choice", ValueKind.OneOf(SolutionChoices), fallback, "Which solutions of a state are trained on.");

    private static Dictionary<string, ISolutionChoice> SolutionChoices => new()
    {
        ["fewest_expert_actions"] = new FewestExpertActions(),
        ["fewest_unproven_expert_actions"] = new FewestUnprovenExpertActions(),
        ["random"] = new RandomSolution(),
        ["all"] = new AllSolutions(),
    };
}

/// <summary>The control: behaviour cloning, trained on in each iteration.</summary>
internal sealed record LongerCloningConfig : MethodConfig;

/// <summary>RFT(k).</summary>
internal sealed record RejectionSamplingConfig : MethodConfig
{
    /// <summary>k.</summary>
    public required int Rollouts { get; init; }

    public required ISolutionChoice Choice { get; init; }
}

/// <summary>EEF.</summary>
internal sealed record ExploringFailuresConfig : MethodConfig
{
    /// <summary>The experts whose failures are explored; empty for the experiment's first one.</summary>
    public required ImmutableArray<string> Experts { get; init; }

    public required EefOptions Options { get; init; }

    public override ImmutableArray<string> FurtherExperts => Experts;
}
