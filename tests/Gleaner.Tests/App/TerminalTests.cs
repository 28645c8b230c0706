using Gleaner.CommandLine.App;
using Gleaner.CommandLine.Progress;
using Gleaner.CommandLine.Terminals;
using Gleaner.CommandLine.Tests.Configuration;
using Gleaner.Runs;

namespace Gleaner.CommandLine.Tests.App;

/// <summary>Nothing that comes from outside steers the terminal.</summary>
public sealed class TerminalTests
{
    private const string Hostile = "\u001b[2J\u202Etxet\r";

    [Fact]
    public void Output_and_errors_show_what_would_steer_the_terminal()
    {
        var (output, error) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        var terminal = new Terminal(output, error, IsLive: false);

        terminal.Out.WriteLine(Hostile);
        terminal.Screen.Write(new Spectre.Console.Text(Hostile));
        FailureReport.Write(new GleanerException($"the server said {Hostile}"), terminal, CancellationToken.None);

        (output + error.ToString()).Where(character => character == '\u202E' || (char.IsControl(character) && character != '\n')).ShouldBeEmpty();
        error.ToString().ShouldBe("error: the server said \\u001b[2J\\u202etxet\\u000d\n");
    }

    [Fact]
    public async Task A_live_screen_steers_itself_and_shows_names_as_they_are()
    {
        var output = new StringWriter { NewLine = "\n" };
        var terminal = new Terminal(output, TextWriter.Null, IsLive: true);
        var stage = new RunStage($"experts/evil{Hostile}", StageKind.ExpertCollection, "evil");

        await LiveProgress.ShowAsync(new StageText(Configs.Parse(Configs.Minimal)), terminal.Screen, observer =>
        {
            observer.StageStarted(stage);
            observer.StageProgressed(stage, new StageProgress(1, 2));
            observer.StageFinished(stage, new StageResult(new StageProgress(2, 2), WasRestored: false, 1));
            return Task.CompletedTask;
        });

        output.ToString().ShouldContain("evil\\u001b[2J\\u202etxet\\u000d: playing");
        output.ToString().ShouldNotContain("evil\u001b");
        output.ToString().ShouldNotContain("\u202E");
    }

    [Fact]
    public async Task Where_the_current_folder_is_gone_that_is_the_message()
    {
        var error = new StringWriter { NewLine = "\n" };
        var app = GleanerHost.CreateBuilder().Create(new Terminal(TextWriter.Null, error, IsLive: false), new AppSurroundings(null, TimeProvider.System, "gleaner"));

        (await app.RunAsync(["run", "x.yaml"], TestContext.Current.CancellationToken)).ShouldBe(ExitCode.InputOutput);

        error.ToString().ShouldStartWith("error: The folder that this was started in is not there any more, ");
        new AppSurroundings(null, TimeProvider.System, "").Full(Path.GetTempPath()).ShouldBe(Path.GetTempPath());
    }
}
