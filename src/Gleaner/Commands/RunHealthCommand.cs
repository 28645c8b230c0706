using System.CommandLine;
using Gleaner.CommandLine.App;
using Gleaner.CommandLine.Reporting;
using Gleaner.Runs;
using Gleaner.Runs.Health;

namespace Gleaner.CommandLine.Commands;

/// <summary><c>gleaner health RUN</c>: what may be wrong with a run although it ran to its end.</summary>
internal static class RunHealthCommand
{
    public static Command Create(CommandContext context)
    {
        var (terminal, surroundings, _) = context;
        var run = SharedOptions.Run();
        var command = new Command("health", "Check a run: its files against their hashes, and how its rollouts ended and what was learnt from them.") { run };
        command.SetAction(parsed =>
        {
            var results = RunResults.Read(surroundings.Full(parsed.GetRequiredValue(run)), new DiskRunFiles(), CheckedFiles.All);
            var health = results.Health(context.KindsOf(parsed).Of<IRunNotes>());
            terminal.Out.WriteLine(results.Summary.FilesChecked > 0
                ? $"{results.Summary.FilesChecked:N0} files are as they were written."
                : "The run was made before files were recorded with their hashes: damage to them would go unnoticed.");
            HealthView.Write(health, results, terminal.Out);
            return health.Checks.Any(check => check.Status == HealthStatus.Warning) ? ExitCode.Different : ExitCode.Done;
        });
        return command;
    }
}
