using Gleaner.Reports.Model;

namespace Gleaner.Reports.Tests.Tables;

public sealed class MarkdownTablesTests
{
    private static readonly ReportModel TwoSeeds = new()
    {
        Title = "A run",
        Splits = [new("test", 200), new("other | words", 1000)],
        Methods =
        [
            new MethodResult
            {
                Name = "teacher", Kind = RowKind.Expert, IsSimulated = true,
                Iterations = [new IterationResult { Iteration = 0, Splits = [Won("test", 0.43, 0.36, 0.5)] }],
            },
            new MethodResult
            {
                Name = "EEF", Kind = RowKind.Eef, BestOnDev = 1,
                Iterations =
                [
                    new IterationResult { Iteration = 1, Splits = [Won("test", 0.7, 0.6, 0.8)] },
                    new IterationResult
                    {
                        Iteration = 2, Splits = [Won("test", 0.65, 0.55, 0.75) with { Score = new(0.655), Measures = [new("pass@4", 0.8)] }, Won("other | words", 0.5, 0.4, 0.6)],
                        Simulations = 4500, EnvironmentSteps = 20_000, TokensGenerated = 61_000, TokensTrained = 9_000, GradientSteps = 300,
                        TrainingTasksSolved = 141.7, NewlySolved = 30,
                    },
                ],
                PerSeed = [Seed(1, 0.6), Seed(2, 0.7)],
            },
        ],
        Comparisons =
        [
            new MethodComparison
            {
                A = "EEF", B = "RFT", Split = "test", Tasks = 200, OnlyA = 60, OnlyB = 10,
                Difference = new(0.25, 0.2, 0.3), OverSeeds = new(0.25, -0.01, 0.51), MinimumDetectable = 0.11, PValue = 0.002, AdjustedP = 0.006,
            },
        ],
    };

    [Fact]
    public void Results_seeds_costs_and_tests_are_tables() =>
        ReportWriter.RenderTables(TwoSeeds).ShouldBe(
            """
            | method | iteration | test (200): won % | other \| words (1,000): won % | score | pass@4 |
            |---|---|---:|---:|---:|---:|
            | teacher (simulated expert) | – | 43.0 [36.0, 50.0] | – | – | – |
            | EEF | 2 last | 65.0 [55.0, 75.0] | 50.0 [40.0, 60.0] | 0.66 | 0.80 |
            | 〃 | 1 best on dev | 70.0 [60.0, 80.0] | – | – | – |

            | test: won %, last iteration | seed 1 | seed 2 |
            |---|---:|---:|
            | EEF | 60.0 | 70.0 |

            | method | simulations | environment steps | tokens sampled | tokens trained | gradient steps | training tasks solved | of these, expert failed |
            |---|---:|---:|---:|---:|---:|---:|---:|
            | EEF | 4,500 | 20,000 | 61k | 9,000 | 300 | 141.7 | 30 |

            | A − B | split | points | interval | t over seeds | detectable | only A | only B | p (Holm) |
            |---|---|---:|---:|---:|---:|---:|---:|---:|
            | EEF − RFT | test | +25.0 | +20.0 to +30.0 | −1.0 to +51.0 | 11.0 | 60 | 10 | 0.006 |

            """.ReplaceLineEndings("\n"));

    [Fact]
    public void What_a_run_has_not_produced_yet_is_left_out() =>
        ReportWriter.RenderTables(SampleReport.Empty).ShouldBe("| method | iteration | score |\n|---|---|---:|\n");

    [Fact]
    public void A_name_ends_neither_a_cell_nor_a_row()
    {
        var lines = ReportWriter.RenderTables(TwoSeeds with { Methods = [TwoSeeds.Methods[1] with { Name = "a|b\n| c `<i>` \\" }] }).Split('\n');
        lines[2].ShouldStartWith("| a\\|b \\| c \\`\\<i>\\` \\\\ | 2 last |");
    }

    private static SplitResult Won(string split, double rate, double low, double high) => new() { Split = split, Tasks = 200, Wins = 200 * rate, WinRate = new(rate, low, high) };

    private static SeedResult Seed(long seed, double rate) => new(seed, [new IterationResult { Iteration = 2, Splits = [Won("test", rate, 0, 1)] }]);
}
