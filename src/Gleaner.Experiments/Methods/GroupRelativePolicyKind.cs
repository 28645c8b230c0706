using System.Globalization;
using Gleaner.Experiments.Configuration;
using Gleaner.Exploration;
using Gleaner.Methods;
using Gleaner.Runs;
using Gleaner.Selection;

namespace Gleaner.Experiments;

/// <summary>GRPO, group relative policy optimisation.</summary>
public sealed class GroupRelativePolicyKind : MethodKind<GroupRelativePolicyConfig>
{
    /// <inheritdoc/>
    public override string Name => "grpo";

    /// <inheritdoc/>
    public override string Summary => "Group relative policy optimisation: a clipped policy gradient over the rollouts of one start state.";

    /// <inheritdoc/>
    public override GroupRelativePolicyConfig Read(SectionReader reader)
    {
        var (defaults, loss) = (new GrpoOptions(), new GroupPolicyLoss());
        return new GroupRelativePolicyConfig(ReadName(reader, "GRPO"), ReadRestart(reader))
        {
            Options = new GrpoOptions
            {
                Rollouts = reader.Value("rollouts", ValueKind.Integer(2, 1000), $"{defaults.Rollouts}", "Rollouts of each task in an iteration, shared by its start states, each of which makes a group; 6 is RFT×6's budget."),
                ExpertStates = reader.Value("expert_states", ValueKind.Integer(0, 100), $"{defaults.ExpertStates}", "M: states of each failed trajectory of the first expert that groups start in beside s0; at most half as many start states as rollouts are taken."),
                StartStates = reader.Rule<StartStateKind, IStartStatePolicy>("start_states", "evenly_spaced", "Which states of a failed trajectory groups start in."),
                DividesByDeviation = reader.Value("divide_by_deviation", ValueKind.Flag, "true", "Divide a group's advantages by the standard deviation of its returns; `false` with `normalize_length: false` is Dr. GRPO."),
                Loss = new GroupPolicyLoss
                {
                    ClipLow = reader.Value("clip_low", ValueKind.Number(1e-6, 1), Text(loss.ClipLow), "ε_low: how far the ratio of a discouraged token to the policy that sampled it may fall below 1."),
                    ClipHigh = reader.Value("clip_high", ValueKind.Number(1e-6, 1000), Text(loss.ClipHigh), "ε_high: how far the ratio of a reinforced token may rise above 1."),
                    KlWeight = reader.Value("kl", ValueKind.Number(0, 1000), Text(loss.KlWeight), "β: weight of the divergence from the student at the start of the stage; 0 for none."),
                    NormalizesLength = reader.Value("normalize_length", ValueKind.Flag, "true", "Each rollout has the same say, its tokens sharing it; otherwise each token has the same."),
                },
            },
        };

        static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
    }

    /// <inheritdoc/>
    public override string Describe(GroupRelativePolicyConfig config, string firstExpert) =>
        $"Plays each task {config.Options.Rollouts} times in an iteration, from its initial state{(config.Options.ExpertStates == 0 ? "" : $" and from states of the failed runs of {firstExpert}")}, and follows a clipped policy gradient with advantages within each group.";

    /// <inheritdoc/>
    public override MethodRole Role(GroupRelativePolicyConfig config) => MethodRole.Baseline;

    /// <inheritdoc/>
    public override IMethod Create(GroupRelativePolicyConfig config, string firstExpert) => new GroupRelativePolicy(config.Name, [firstExpert], config.Options);
}

/// <summary>What its section says.</summary>
/// <param name="Name">Its name in tables.</param>
/// <param name="Restart">Whether each iteration trains from the pre-trained student.</param>
public sealed record GroupRelativePolicyConfig(string Name = "GRPO", bool Restart = false) : MethodConfig(Name, Restart)
{
    /// <summary>The settings.</summary>
    public GrpoOptions Options { get; init; } = new();
}
