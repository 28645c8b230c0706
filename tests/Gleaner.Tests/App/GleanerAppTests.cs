using Gleaner.CommandLine.App;

namespace Gleaner.CommandLine.Tests.App;

public sealed class GleanerAppTests
{
    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData]
    public async Task The_help_names_every_command_and_every_exit_code(params string[] arguments)
    {
        var run = await ProgramRun.OfAsync(arguments);

        run.ExitCode.ShouldBe(0);
        run.Error.ShouldBeEmpty();
        run.Out.ShouldContain("Usage:\n  gleaner [command] [options]");
        foreach (var command in new[] { "demo", "run", "show", "report", "config", "import", "replay", "catalogue", "model", "serve", "kinds" })
        {
            run.Out.ShouldContain($"\n  {command} ");
        }

        run.Out.ShouldEndWith(ExitCode.Help + "\n");
    }

    [Fact]
    public void Help_and_documentation_give_the_same_exit_codes()
    {
        var documentation = File.ReadAllText(Path.Combine(Repository.Root, "docs", "commands.md"));
        foreach (var code in new[]
            {
                ExitCode.Done, ExitCode.Different, ExitCode.Usage, ExitCode.Data, ExitCode.InputOutput, ExitCode.BudgetSpent, ExitCode.Defect, ExitCode.Interrupted,
            })
        {
            documentation.ShouldContain($"| {code} | ");
            ExitCode.Help.ShouldContain($"\n  {code} ");
        }
    }

    [Theory]
    [InlineData("error: there is no command 'cnofig'; did you mean 'config'?\nSee 'gleaner --help'.\n", "cnofig")]
    [InlineData("error: there is no option '--outptu'; did you mean '--output'?\nSee 'gleaner run --help'.\n", "run", "--outptu", "x", "y.yaml")]
    [InlineData("error: there is no option '--zzzzzzzz'.\nSee 'gleaner show --help'.\n", "show", "a", "b", "--zzzzzzzz")]
    [InlineData("error: Required argument 'CONFIG' missing for command: 'config'.\nSee 'gleaner config --help'.\n", "config")]
    [InlineData("error: Name the shop by --catalogue DIR, or an experiment by --config CONFIG.\nSee 'gleaner replay --help'.\n", "replay", "x.jsonl")]
    [InlineData("error: '--output' is given an empty text; is a variable not set?\nSee 'gleaner run --help'.\n", "run", "y.yaml", "--output", "")]
    [InlineData("error: 'CONFIG' is given an empty text; is a variable not set?\nSee 'gleaner config --help'.\n", "config", "")]
    public async Task A_wrong_command_line_is_one_message_and_exit_code_2(string error, params string[] arguments) =>
        (await ProgramRun.OfAsync(arguments)).ShouldBe(new ProgramRun(ExitCode.Usage, "", error));

    [Fact]
    public async Task Configuration_errors_are_listed_with_exit_code_2()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("x.yaml"), "nmae: a\nseeds: x\n");

        var run = await ProgramRun.InAsync(folder.Path, "config", "x.yaml", "--set", "environment={kind: webshop, catalogue: generated}");

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.Out.ShouldBeEmpty();
        run.Error.ShouldBe(
            """
            4 errors in the configuration:
              x.yaml:2: 'seeds' must be a whole number from 0, not 'x'.
              x.yaml:1: 'experts' needs a list with at least one item: the policies whose trajectories are learnt from.
              x.yaml:1: 'methods' needs a list with at least one item: what is compared.
              x.yaml:1: unknown key 'nmae'; did you mean 'name'?

            """);
    }

    [Fact]
    public async Task A_resolved_configuration_can_be_used_in_place_of_the_file()
    {
        using var folder = new TemporaryFolder();
        var first = await ProgramRun.OfAsync("config", Path.Combine(Repository.Root, "experiments", "webshop-1k.yaml"), "--set", "seeds=[1,2,3]");
        File.WriteAllText(folder.File("resolved.yaml"), first.Out);

        var second = await ProgramRun.OfAsync("config", folder.File("resolved.yaml"));

        first.ExitCode.ShouldBe(0);
        first.Out.ShouldContain("seeds: [1, 2, 3]");
        second.ShouldBe(first);
    }
}
