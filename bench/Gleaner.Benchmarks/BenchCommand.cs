using System.CommandLine;
using Gleaner.Benchmarks.Catalogue;
using Gleaner.Benchmarks.Decoder;
using Gleaner.Benchmarks.Prefix;
using Gleaner.CommandLine.App;

namespace Gleaner.Benchmarks;

/// <summary><c>gleaner bench NAME</c>: how fast parts of Gleaner are, beside others that do the same.</summary>
internal static class BenchCommand
{
    public static Command Create(CommandContext context)
    {
        var command = new Command("bench", "Measure how fast parts of Gleaner are. The last line is JSON.");
        foreach (var (name, benchmark) in AllBenchmarks.ByName)
        {
            var measure = new Command(name, benchmark.Description);
            measure.SetAction(_ =>
            {
                benchmark.Run(context.Terminal.Out);
                return ExitCode.Done;
            });
            command.Add(measure);
        }

        command.Add(LoraCommand.Create(context));
        command.Add(CatalogueCommand.Create(context));
        command.Add(PrefixCommand.Create(context));
        return command;
    }
}
