using System.CommandLine;
using System.Globalization;
using Gleaner.Cluster;
using Gleaner.Cluster.Working;
using Gleaner.CommandLine.App;
using Gleaner.Runs;

namespace Gleaner.CommandLine.Commands;

/// <summary><c>gleaner worker</c>: plays rollouts for runs on other machines.</summary>
internal static class WorkerCommand
{
    public static Command Create(CommandContext context)
    {
        var (terminal, surroundings, _) = context;
        var connect = new Option<string>("--connect")
        {
            Description = "The NATS server, for example nats://host:4222 or tls://host:4222; several with commas between. Credentials are read from the environment: "
                + string.Join(", ", ClusterCredentials.Variables.Select(variable => $"{variable.Variable} ({variable.Meaning})")) + ".",
            HelpName = "URL",
            Required = true,
        };
        var slots = new Option<int>("--slots") { Description = "Items of rollouts that are played at once; by default one a core.", HelpName = "NUMBER", DefaultValueFactory = _ => Environment.ProcessorCount };
        slots.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError("--slots is at least 1.");
            }
        });
        var run = new Option<string?>("--run") { Description = "The name of the run that is served; by default the first that is announced.", HelpName = "NAME" };
        var ends = new Option<bool>("--end-with-run") { Description = "End when the run that was served ends, instead of waiting for the next." };
        var scratch = new Option<string?>("--scratch") { Description = "Where checkpoints are kept meanwhile; by default a temporary folder, which is deleted in the end.", HelpName = "DIR" };
        var overrides = new Option<string[]>("--set") { Description = "Say where data lies on this machine, for example --set environment.catalogue=DIR; can be repeated.", HelpName = "KEY=PATH" };
        var command = new Command("worker", "Play rollouts for runs of 'gleaner run --workers', until Ctrl-C.") { connect, slots, run, ends, scratch, overrides };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var reader = context.ReaderOf(parsed);
            var given = parsed.GetValue(scratch);
            var folder = given is null ? Path.Combine(Path.GetTempPath(), $"gleaner-worker-{Environment.ProcessId}") : surroundings.Full(given);
            try
            {
                var options = new WorkerOptions
                {
                    Name = string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}:{Environment.ProcessId}"),
                    Folder = folder,
                    Slots = parsed.GetValue(slots),
                    Run = parsed.GetValue(run),
                    EndsWithRun = parsed.GetValue(ends),
                    Overrides = parsed.GetValue(overrides) ?? [],
                };
                await new ClusterWorker(ClusterAccess.To(parsed.GetRequiredValue(connect), surroundings), options, reader, Tell).RunAsync(cancellationToken).ConfigureAwait(false);
                return ExitCode.Done;
            }
            finally
            {
                if (given is null)
                {
                    new DiskRunFiles().DeleteFolder(folder);
                }
            }
        });
        return command;

        void Tell(string message)
        {
            terminal.Out.WriteLine(message);
            terminal.Out.Flush();
        }
    }
}
