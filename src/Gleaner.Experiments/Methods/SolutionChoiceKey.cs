using Gleaner.Experiments.Configuration;
using Gleaner.Selection;

namespace Gleaner.Experiments;

/// <summary>The key <c>solution_choice</c>, which several methods have.</summary>
internal static class SolutionChoiceKey
{
    public static SolutionChoice Read(SectionReader reader, SolutionChoice fallback) =>
        reader.Value("solution_choice", ValueKind.OneOf<SolutionChoice>(), ValueKind.SnakeCase($"{fallback}"), "Which solutions of a state are trained on.");
}
