using Gleaner.Experiments.Configuration;
using Gleaner.Selection;

namespace Gleaner.Experiments;

/// <summary>The key <c>solution_choice</c>, which several methods have.</summary>
internal static class SolutionChoiceKey
{
    private static Dictionary<string, ISolutionChoice> Choices => new()
    {
        ["fewest_expert_actions"] = new FewestExpertActions(),
        ["fewest_unproven_expert_actions"] = new FewestUnprovenExpertActions(),
        ["random"] = new RandomSolution(),
        ["all"] = new AllSolutions(),
    };

    public static ISolutionChoice Read(SectionReader reader, string fallback) =>
        reader.Value("solution_choice", ValueKind.OneOf(Choices), fallback, "Which solutions of a state are trained on.");
}
