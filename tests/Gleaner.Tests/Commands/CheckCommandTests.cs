using System.Text.Json;
using Gleaner.CommandLine.App;
using Gleaner.CommandLine.Tests.App;
using Gleaner.CommandLine.Tests.Preflight;

namespace Gleaner.CommandLine.Tests.Commands;

public sealed class CheckCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public CheckCommandTests() => File.WriteAllText(_folder.File("maze.yaml"), PreflightTests.Maze);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Each_check_is_a_line_and_the_last_one_sums_up()
    {
        var run = await RunAsync("--output", "out");

        run.ExitCode.ShouldBe(ExitCode.Done, run.Out + run.Error);
        run.Error.ShouldBeEmpty();
        run.Out.ShouldStartWith("ok       configuration            maze: experts walker; methods BC, RFT, EEF; seeds 1\n");
        run.Out.ShouldContain($"\nok       output folder            {_folder.File("out")}\n");
        run.Out.ShouldContain("\nok       equal resets             10 tasks started twice");
        run.Out.TrimEnd().Split('\n')[^1].ShouldMatch("^[0-9]+ ok(, [0-9]+ warnings?)?: (ready to run|a run will work; see what is warned of)\\.$");
        Directory.Exists(_folder.File("out")).ShouldBeFalse();
    }

    [Fact]
    public async Task What_fails_says_what_to_do_and_the_exit_code_is_1()
    {
        var run = await RunAsync("--set", "tasks.train.count=5000");

        run.ExitCode.ShouldBe(ExitCode.Different);
        run.Out.ShouldContain("\nFAILED   tasks                    tasks.train asks for the numbers 25 to 5024");
        run.Out.ShouldEndWith("failed, 4 skipped: a run would fail.\n");
    }

    [Fact]
    public async Task A_program_reads_it_as_JSON()
    {
        var run = await RunAsync("--json", "--set", "tasks.train.count=5000");

        var outcome = JsonElement.Parse(run.Out);
        outcome.GetProperty("failed").GetBoolean().ShouldBeTrue();
        outcome.GetProperty("counts").GetProperty("failed").GetInt32().ShouldBe(1);
        var tasks = outcome.GetProperty("checks").EnumerateArray().Single(check => check.GetProperty("id").GetString() == "tasks");
        tasks.GetProperty("outcome").GetString().ShouldBe("failed");
        tasks.GetProperty("message").GetString().ShouldNotBeNull().ShouldStartWith("tasks.train asks for");
        tasks.GetProperty("seconds").GetDouble().ShouldBeGreaterThanOrEqualTo(0);
        run.ExitCode.ShouldBe(ExitCode.Different);
    }

    [Fact]
    public async Task A_wrong_configuration_is_exit_code_2_in_words_and_as_JSON()
    {
        var words = await RunAsync("--set", "student.widht=3");
        words.ShouldSatisfyAllConditions(run => run.ExitCode.ShouldBe(ExitCode.Usage), run => run.Error.ShouldContain("did you mean 'width'"));

        var json = await RunAsync("--set", "student.widht=3", "--json");
        json.ExitCode.ShouldBe(ExitCode.Usage);
        JsonElement.Parse(json.Out).GetProperty("checks")[0].GetProperty("id").GetString().ShouldBe("configuration");
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1e9")]
    [InlineData("nan")]
    public async Task A_time_limit_is_a_time(string limit)
    {
        var run = await RunAsync("--time-limit", limit);

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.Error.ShouldContain("time-limit");
    }

    private Task<ProgramRun> RunAsync(params string[] more) => ProgramRun.InAsync(_folder.Path, ["check", "maze.yaml", .. more]);
}
