using System.CommandLine;
using Gleaner.Benchmarks.Prefix;
using Gleaner.CommandLine.App;
using Gleaner.CommandLine.Configuration;
using Gleaner.CommandLine.Experiments;
using Gleaner.CommandLine.Terminals;
using Gleaner.Runs;

namespace Gleaner.CommandLine.Commands;

/// <summary><c>gleaner bench prefix [CONFIG]</c>: what the exploration of a real run computes.</summary>
internal static class PrefixBenchCommand
{
    public static Command Create(Terminal terminal, AppSurroundings surroundings)
    {
        var file = new Argument<string?>("CONFIG")
        {
            Description = "The experiment whose first EEF exploration is measured; the demo's if left out.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var overrides = SharedOptions.Overrides();
        var output = SharedOptions.Output("Where the student of the measurement is kept, so that a second one starts at once; a temporary folder if left out.");
        var command = new Command(
            "prefix", "Explore as EEF does with a behaviour-cloned student, with and without shared prefixes; the last line is JSON.") { file, overrides, output };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string[] assignments = parsed.GetValue(overrides) ?? [];
            var config = parsed.GetValue(file) is { } path
                ? ConfigLoader.Load(path, assignments, surroundings.CurrentFolder)
                : DemoCommand.LoadConfig(assignments, surroundings.CurrentFolder);
            var folder = parsed.GetValue(output);
            var temporary = folder is null ? Directory.CreateTempSubdirectory("gleaner-bench-").FullName : null;
            try
            {
                await RunAsync(config, surroundings.Full(folder ?? temporary!), terminal, surroundings, cancellationToken).ConfigureAwait(false);
                return ExitCode.Done;
            }
            finally
            {
                if (temporary is not null)
                {
                    Directory.Delete(temporary, recursive: true);
                }
            }
        });
        return command;
    }

    private static async Task RunAsync(
        ExperimentConfig config, string folder, Terminal terminal, AppSurroundings surroundings, CancellationToken cancellationToken)
    {
        var method = config.Methods.OfType<ExploringFailuresConfig>().FirstOrDefault()
            ?? throw new UsageException("The configuration has no method of the kind eef, whose exploration could be measured.");
        var cloningOnly = config with { Methods = [], Seeds = [config.Seeds[0]] };
        terminal.Error.WriteLine("Making the behaviour-cloned student ...");
        await new ExperimentRun(surroundings, new DiskRunFiles(), terminal.Error.WriteLine).ExploreFirstAsync(
            cloningOnly,
            method,
            folder,
            exploration => PrefixBenchmark.RunAsync(
                exploration.Environment, exploration.Student, exploration.Requests, exploration.Options, terminal.Out, cancellationToken),
            cancellationToken).ConfigureAwait(false);
    }
}
