using System.Collections.Immutable;
using Gleaner.Cli.Configuration.Reading;
using Gleaner.Methods;
using Gleaner.Selection;

namespace Gleaner.Cli.Configuration;

/// <summary>A method of the comparison.</summary>
internal abstract record MethodConfig
{
    /// <summary>Its name in tables.</summary>
    public required string Name { get; init; }

    /// <summary>Its experts' names; empty for the first expert of the experiment.</summary>
    public required ImmutableArray<string> Experts { get; init; }

    /// <summary>Whether each iteration trains from the pre-trained student instead of the current one.</summary>
    public required bool Restart { get; init; }

    internal static MethodConfig Read(SectionReader reader) => reader.Kind<MethodConfig>(
        "`bc` behaviour cloning alone; `bc_longer` trained on for as many steps as the others; `rft` rejection-sampling fine-tuning; `eef` Exploring Expert Failures.",
        ("bc", own => new CloningConfig { Name = ReadName(own, "BC"), Experts = ReadExperts(own), Restart = false, TrainsOn = false }),
        ("bc_longer", own => new CloningConfig { Name = ReadName(own, "BC longer"), Experts = ReadExperts(own), Restart = ReadRestart(own), TrainsOn = true }),
        ("rft", own => new RejectionSamplingConfig
        {
            Name = ReadName(own, "RFT"),
            Experts = ReadExperts(own),
            Restart = ReadRestart(own),
            Rollouts = own.Value("rollouts", ValueKind.Integer(1, 1000), "1", "k: rollouts from s0 of each task in an iteration."),
            Choice = ReadChoice(own, "all"),
        }),
        ("eef", ReadEef));

    private static MethodConfig ReadEef(SectionReader own)
    {
        var states = own.Value("expert_states", ValueKind.Integer(0, 100), "5", "M: states of each failed expert trajectory that are explored.");
        return new ExploringFailuresConfig
        {
            Name = ReadName(own, "EEF"),
            Experts = ReadExperts(own),
            Restart = ReadRestart(own),
            Options = new EefOptions
            {
                ExpertStates = states,
                SimulationsPerTask = own.Value("simulations_per_task", ValueKind.Integer(1, 1000), "6", "The budget of an iteration, as a mean over the tasks; 6 is RFT×6's."),
                Leftover = own.Value("leftover", ValueKind.OneOf<LeftoverUse>(), "none", "What becomes of simulations that short or successful expert trajectories leave over: nothing, or further attempts at unsolved tasks, or at s0 of all."),
                Choice = ReadChoice(own, "fewest_expert_actions"),
                UseInitialStates = own.Value("use_initial_states", ValueKind.Flag, "true", "Whether D_s0 is trained on."),
                UseRecoveryStates = own.Value("use_recovery_states", ValueKind.Flag, "true", "Whether D_r is trained on."),
            },
        };
    }

    private static string ReadName(SectionReader own, string fallback) =>
        own.Value("name", ValueKind.Name, fallback, "Name in tables; different for each method.");

    private static ImmutableArray<string> ReadExperts(SectionReader own) =>
        own.Values("experts", ValueKind.Text, "", "The experts it learns from, by kind; the first one of the experiment where the list is empty.");

    private static bool ReadRestart(SectionReader own) =>
        own.Value("restart", ValueKind.Flag, "false", "Train each iteration from the pre-trained student (as ReST-EM does) instead of going on with the current one.");

    private static SolutionChoice ReadChoice(SectionReader own, string fallback) =>
        own.Value("solution_choice", ValueKind.OneOf<SolutionChoice>(), fallback, "Which solutions of a state are trained on.");
}

/// <summary>Behaviour cloning.</summary>
internal sealed record CloningConfig : MethodConfig
{
    /// <summary>Whether it trains on in each iteration, as the control does.</summary>
    public required bool TrainsOn { get; init; }
}

/// <summary>RFT(k).</summary>
internal sealed record RejectionSamplingConfig : MethodConfig
{
    /// <summary>k.</summary>
    public required int Rollouts { get; init; }

    public required SolutionChoice Choice { get; init; }
}

/// <summary>EEF.</summary>
internal sealed record ExploringFailuresConfig : MethodConfig
{
    public required EefOptions Options { get; init; }
}
