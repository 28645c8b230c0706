using Gleaner.CommandLine.App;
using Gleaner.CommandLine.Terminals;

namespace Gleaner.CommandLine.Tests.App;

/// <summary>Runs the program inside the test process and captures what it prints.</summary>
internal sealed record ProgramRun(int ExitCode, string Out, string Error)
{
    public static Task<ProgramRun> OfAsync(params string[] arguments) => InAsync(Path.GetTempPath(), arguments);

    public static async Task<ProgramRun> InAsync(string folder, params string[] arguments)
    {
        var output = new StringWriter { NewLine = "\n" };
        var error = new StringWriter { NewLine = "\n" };
        var app = GleanerHost.CreateBuilder().Create(
            new Terminal(output, error, IsLive: false),
            new AppSurroundings(folder, TimeProvider.System, $"gleaner {string.Join(' ', arguments)}"));
        var exitCode = await app.RunAsync(arguments, TestContext.Current.CancellationToken);
        return new ProgramRun(exitCode, output.ToString(), error.ToString());
    }
}
