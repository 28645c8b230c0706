using Gleaner.Experiments.Configuration;
using Gleaner.Exploration;
using Gleaner.Selection;

namespace Gleaner.Experiments;

/// <summary>The rules of the core as kinds.</summary>
internal static class BuiltInRules
{
    public static IReadOnlyList<IKind> All { get; } =
    [
        new Choice("fewest_expert_actions", "One: fewest expert actions, then fewest turns, then first found.", new FewestExpertActions()),
        new Choice("fewest_unproven_expert_actions", "One: fewest expert actions that would be trained without proof; harmful ones are masked and do not count.", new FewestUnprovenExpertActions()),
        new Choice("random", "One, drawn at random.", new RandomSolution()),
        new Choice("all", "All of them.", new AllSolutions()),
        new Choice("distinct", "All that differ in their actions.", new DistinctSolutions()),
        new Verdict("any_success", "Success if any attempt succeeded.", new AnySuccess()),
        new Verdict("first_attempt", "What the first attempt came to.", new FirstAttempt()),
        new Verdict("majority", "What most attempts came to; unknown at exactly half.", new Majority()),
        new WilsonBoundKind(),
        new Starts("evenly_spaced", "The paper's states: every ⌊|τ| / (M + 1)⌋ actions.", new EvenlySpaced()),
        new Starts("evenly_spaced_rounded", "States at round(k·|τ| / (M + 1)), which reach the trajectory's end.", new EvenlySpacedRounded()),
        new Starts("all", "Every state.", new AllStates()),
        new Starts("bisecting", "A binary search, in waves, for the actions that change whether the student succeeds; at most M states.", new Bisecting()),
    ];

    private sealed class Choice(string name, string summary, ISolutionChoice rule) : SolutionChoiceKind
    {
        public override string Name => name;

        public override string Summary => summary;

        public override ISolutionChoice Read(SectionReader reader) => rule;
    }

    private sealed class Verdict(string name, string summary, IVerdictRule rule) : VerdictRuleKind
    {
        public override string Name => name;

        public override string Summary => summary;

        public override IVerdictRule Read(SectionReader reader) => rule;
    }

    private sealed class Starts(string name, string summary, IStartStatePolicy rule) : StartStateKind
    {
        public override string Name => name;

        public override string Summary => summary;

        public override IStartStatePolicy Read(SectionReader reader) => rule;
    }

    private sealed class WilsonBoundKind : VerdictRuleKind
    {
        public override string Name => "wilson_bound";

        public override string Summary => "Success or failure where Wilson's one-sided bound of the success rate tells; unknown between.";

        public override IVerdictRule Read(SectionReader reader) => new WilsonBound(
            reader.Value("level", ValueKind.Number(0.5, 0.999), "0.8", "One-sided confidence of the bound."),
            reader.Value("threshold", ValueKind.Number(0.01, 0.99), "0.5", "The success rate from which on a state counts as succeeding."));
    }
}
