using Gleaner.CommandLine.Reporting;
using Gleaner.CommandLine.Terminals;
using Gleaner.Reports.Model;

namespace Gleaner.CommandLine.Tests.Reporting;

public sealed class ResultsTableTests
{
    private static readonly ReportModel Model = new()
    {
        Title = "a run",
        Splits = [new SplitInfo("test", 500), new SplitInfo("disjoint", 300)],
        Methods =
        [
            new MethodResult { Name = "simulated-careful", Kind = RowKind.Expert, Iterations = [Iteration(0, 0.36, 0.66, null, null)] },
            new MethodResult { Name = "EEF [two]", Kind = RowKind.Eef, Iterations = [Iteration(1, 0.5, 0.7, 6000, 90), Iteration(2, 0.62, 0.81, 12_000, 130.5)] },
        ],
    };

    [Fact]
    public void Each_method_is_a_row_with_its_last_iteration() => Print(200).ShouldBe(
        [
            "method                     test (500)      disjoint (300)   score   simulations   newly solved",
            "──────────────────────────────────────────────────────────────────────────────────────────────────",
            "simulated-careful   36.0 [35.0, 37.0]                   –   0.660             –              –",
            "EEF [two]           62.0 [61.0, 63.0]   31.0 [30.0, 32.0]   0.810        12,000          130.5",
        ],
        Case.Sensitive);

    [Fact]
    public void A_narrow_screen_gets_the_first_split_only()
    {
        var lines = Print(80);

        lines[0].ShouldBe("method                     test (500)   score   simulations   newly solved");
        lines.ShouldAllBe(line => line.Length <= 80);
    }

    [Fact]
    public void What_the_environment_measures_besides_has_a_column()
    {
        var method = Model.Methods[1];
        var last = method.Last!;
        var measured = last with { Splits = [last.Splits[0] with { Measures = [new("final", 41.25)] }, .. last.Splits.Skip(1)] };
        var model = Model with { Methods = [Model.Methods[0], method with { Iterations = [measured] }] };

        var lines = Print(200, model);

        lines[0].ShouldBe("method                     test (500)      disjoint (300)   score   final   simulations   newly solved");
        lines[2].ShouldEndWith("0.660       –             –              –");
        lines[3].ShouldEndWith("0.810    41.3        12,000          130.5"); // a half is rounded up, as in the report
    }

    [Fact]
    public void Tasks_that_were_not_played_and_start_states_that_were_missed_are_told()
    {
        var method = Model.Methods[1];
        var last = method.Last!;
        var shortened = last with { Splits = [last.Splits[0] with { NotPlayed = 2 }, .. last.Splits.Skip(1)], StartsMissed = 20 };
        var lines = Print(200, Model with { Methods = [Model.Methods[0], method with { Iterations = [shortened] }] });
        lines[3].ShouldContain("62.0 [61.0, 63.0] (2 not played)");
        lines[3].ShouldContain("12,000 (20 missed)");
        lines[2].ShouldNotContain("(");
    }

    private static IterationResult Iteration(int number, double rate, double score, double? simulations, double? solved) => new()
    {
        Iteration = number,
        Splits =
        [
            Result("test", rate, score),
            .. number == 2 ? [Result("disjoint", rate / 2, score)] : Array.Empty<SplitResult>(),
        ],
        Simulations = simulations,
        NewlySolved = solved,
    };

    private static SplitResult Result(string split, double rate, double score) => new()
    {
        Split = split,
        Tasks = 500,
        Wins = 500 * rate,
        WinRate = new Estimate(rate, rate - 0.01, rate + 0.01),
        Score = new Estimate(score),
    };

    private static List<string> Print(int width, ReportModel? model = null)
    {
        var output = new StringWriter();
        new Terminal(output, TextWriter.Null, IsLive: false).Screen.Write(ResultsTable.Create(model ?? Model, width));
        return [.. output.ToString().Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)];
    }
}
