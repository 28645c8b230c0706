using Gleaner.CommandLine.App;
using Gleaner.CommandLine.Terminals;

namespace Gleaner.Campaigns;

/// <summary>What a command came to.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Out">What it printed.</param>
/// <param name="Error">What it said on the side.</param>
internal sealed record Outcome(int ExitCode, string Out, string Error);

/// <summary>The program inside this process.</summary>
internal static class Host
{
    public static async Task<Outcome> RunAsync(string folder, string[] arguments, CancellationToken cancellationToken)
    {
        var output = new StringWriter { NewLine = "\n" };
        var error = new StringWriter { NewLine = "\n" };
        var app = GleanerHost.CreateBuilder().Create(
            new Terminal(output, error, IsLive: false), new AppSurroundings(folder, TimeProvider.System, "gleaner " + arguments[0]));
        return new Outcome(await app.RunAsync(arguments, cancellationToken), output.ToString(), error.ToString());
    }
}
