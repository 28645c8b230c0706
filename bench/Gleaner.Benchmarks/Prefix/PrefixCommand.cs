using System.CommandLine;
using Gleaner.CommandLine.App;
using Gleaner.CommandLine.Commands;
using Gleaner.Experiments;
using Gleaner.Runs;

namespace Gleaner.Benchmarks.Prefix;

/// <summary><c>gleaner bench prefix [CONFIG]</c>: what the exploration of a real run computes.</summary>
internal static class PrefixCommand
{
    public static Command Create(CommandContext context)
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
            var (_, surroundings, _) = context;
            var assignments = parsed.GetValue(overrides) ?? [];
            var reader = context.ReaderOf(parsed);
            var experiment = parsed.GetValue(file) is { } path ? reader.Read(path, assignments) : DemoCommand.Load(reader, surroundings.CurrentFolder, assignments);
            var folder = parsed.GetValue(output);
            var temporary = folder is null ? Directory.CreateTempSubdirectory("gleaner-bench-").FullName : null;
            try
            {
                await RunAsync(experiment, surroundings.Full(folder ?? temporary!), context, cancellationToken).ConfigureAwait(false);
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

    private static async Task RunAsync(Experiment experiment, string folder, CommandContext context, CancellationToken cancellationToken)
    {
        var method = experiment.Methods.FirstOrDefault(method => method.Role == MethodRole.Eef)
            ?? throw new UsageException("The configuration has no method that explores failures, whose exploration could be measured.");
        var cloningOnly = experiment with { Methods = [], Seeds = [experiment.Seeds[0]] };
        context.Terminal.Error.WriteLine("Making the behaviour-cloned student ...");
        var options = new RunOptions { Clock = context.Surroundings.Clock, Warn = context.Terminal.Error.WriteLine, Command = context.Surroundings.CommandLine };
        await new ExperimentRun(cloningOnly, options).ExploreFirstAsync(
            method,
            folder,
            exploration => PrefixBenchmark.RunAsync(
                exploration.Environment, exploration.Student, exploration.Requests, exploration.Options, context.Terminal.Out, cancellationToken),
            cancellationToken).ConfigureAwait(false);
    }
}
