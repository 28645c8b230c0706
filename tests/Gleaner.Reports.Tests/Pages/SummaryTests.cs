using Gleaner.Reports.Model;
using Gleaner.Reports.Pages;

namespace Gleaner.Reports.Tests.Pages;

public sealed class SummaryTests
{
    [Fact]
    public void The_summary_gives_method_rival_expert_and_effort() => Text(SampleReport.Full()).ShouldBe(
        "EEF won 65.4 % of 500 test tasks (95 % interval 61.2 – 69.6), where RFT×6 won 57.4 % (+8.0 points, 95 % interval +4.8 to +11.4), " +
        "and the best of its simulated experts won 38.4 %. It spent 9,813 simulations (RFT×6: 18,000) and solved 916 of 1,000 training tasks, 531 of which the expert failed.");

    [Fact]
    public void A_test_listed_the_other_way_round_is_turned()
    {
        var model = SampleReport.Full();
        var turned = model.Comparisons[0] with { A = "RFT×6", B = "EEF", Difference = new Estimate(-0.08, -0.114, -0.048) };

        Text(model with { Comparisons = [turned] }).ShouldContain("(+8.0 points, 95 % interval +4.8 to +11.4)");
    }

    [Fact]
    public void A_difference_that_may_be_zero_is_called_that()
    {
        var model = SampleReport.Full();
        Text(model with { Comparisons = [], Refused = [new RefusedComparison("RFT×6", "EEF", 1, 2)] }).ShouldContain("(not tested, as their budgets differ)");
        var weak = model.Comparisons[0] with { Difference = new Estimate(-0.01, -0.04, 0.02) };

        Text(model with { Comparisons = [weak] }).ShouldContain("(−1.0 points, 95 % interval −4.0 to +2.0: not distinguishable from zero)");
    }

    [Fact]
    public void Of_several_variants_the_first_is_reported_not_the_luckiest()
    {
        var model = SampleReport.Full();
        var lucky = model.Methods[6] with { Name = "EEF, all solutions", Iterations = [model.Methods[6].Iterations[3] with { Splits = [model.Methods[6].Iterations[3].Splits[0] with { WinRate = new Estimate(0.99) }] }] };

        Text(model with { Methods = [.. model.Methods, lucky] }).ShouldStartWith("EEF won 65.4 %");
    }

    [Fact]
    public void Before_exploration_the_summary_does_not_credit_the_method() =>
        Text(SampleReport.OnlyCloned()).ShouldBe("EEF, so far only behaviour-cloned, won 44.4 % of 500 test tasks (95 % interval 40.0 – 48.8), where its simulated expert won 38.4 %.");

    [Fact]
    public void Without_results_it_says_so() => Text(SampleReport.Empty).ShouldBe("No method has been evaluated yet.");

    private static string Text(ReportModel model) => Summary.Text(new ReportContext(model)).Replace('\u202F', ' ');
}
