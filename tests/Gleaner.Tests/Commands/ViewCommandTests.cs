using System.Net;
using Gleaner.CommandLine.App;
using Gleaner.CommandLine.Terminals;
using Gleaner.CommandLine.Tests.App;

namespace Gleaner.CommandLine.Tests.Commands;

public sealed class ViewCommandTests
{
    [Fact]
    public async Task It_prints_an_address_that_shows_the_runs_and_stops_on_Ctrl_C()
    {
        using var folder = new TemporaryFolder();
        using var interrupt = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var output = new FirstLine();
        var error = new StringWriter { NewLine = "\n" };
        var app = GleanerHost.CreateBuilder().Create(new Terminal(output, error, IsLive: false), new AppSurroundings(folder.Path, TimeProvider.System, "gleaner view"));

        var run = Task.Run(() => app.RunAsync(["view", "."], interrupt.Token), TestContext.Current.CancellationToken);
        var line = await await Task.WhenAny(output.Task, run.ContinueWith(ended => $"ended with {ended.Result}: {error}", TaskScheduler.Default));

        line.ShouldMatch(@"^http://127\.0\.0\.1:[1-9]\d*/login\?token=[0-9a-f]{64}$");
        using var http = new HttpClient();
        using var response = await http.GetAsync(new Uri(line), TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        await interrupt.CancelAsync();
        (await run).ShouldBe(ExitCode.Done);
        error.ToString().ShouldBe("The address works once. Ctrl-C ends the viewer.\nstopped.\n");
    }

    [Theory]
    [InlineData("error: --port must be a whole number from 0 to 65535, not 65536.\n", "--port", "65536")]
    [InlineData("error: --listen must be an IP address such as 0.0.0.0, not 'here'.\n", "--listen", "here")]
    public async Task A_wrong_command_line_is_one_message_and_exit_code_2(string error, params string[] arguments) =>
        (await ProgramRun.OfAsync(["view", Path.GetTempPath(), .. arguments])).ShouldBe(new ProgramRun(ExitCode.Usage, "", error));

    [Fact]
    public async Task A_folder_that_is_not_there_is_named()
    {
        using var folder = new TemporaryFolder();

        var run = await ProgramRun.OfAsync("view", folder.File("nothing"));

        run.ExitCode.ShouldBe(ExitCode.Usage);
        run.Error.ShouldContain(folder.File("nothing"));
    }
}
