using Gleaner.Experiments;
using Gleaner.Methods;
using Gleaner.Selection;

namespace Gleaner.EndToEnd.Tests;

/// <summary>Which code takes part in a run: a change of any of it is another program.</summary>
public class PartAssembliesTests
{
    [Fact]
    public void The_rules_of_a_method_count_as_its_own_code_does()
    {
        var own = typeof(PartAssembliesTests).Assembly;
        PartAssemblies.Of(new ExploringExpertFailures("EEF", ["expert"], new EefOptions())).ShouldNotContain(own);
        PartAssemblies.Of(new ExploringExpertFailures("EEF", ["expert"], new EefOptions { Choice = new Last() })).ShouldContain(own);
        PartAssemblies.Of(new RejectionSampling("RFT", 2, new OneOf([new FewestExpertActions(), new Last()]))).ShouldContain(own);
        PartAssemblies.Of(new OneOf([])).ShouldBe([own]);

        Func<int> function = () => 1;
        PartAssemblies.Of(new List<object> { "text", 1, function }).ShouldContain(own);
    }

    private sealed class Last : ISolutionChoice
    {
        public IReadOnlyList<Solution> Choose(ImportantState state, IReadOnlyList<Solution> solutions, SelectionContext context) => [solutions[^1]];
    }

    private sealed class OneOf(IReadOnlyList<ISolutionChoice> choices) : ISolutionChoice
    {
        public IReadOnlyList<Solution> Choose(ImportantState state, IReadOnlyList<Solution> solutions, SelectionContext context) => choices[0].Choose(state, solutions, context);
    }
}
