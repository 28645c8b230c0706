using System.CommandLine;
using Gleaner.Benchmarks;
using Gleaner.CommandLine.App;
using Gleaner.CommandLine.Terminals;

namespace Gleaner.CommandLine.Commands;

/// <summary><c>gleaner bench NAME</c>: how fast parts of Gleaner are, beside others that do the same.</summary>
internal static class BenchCommand
{
    public static Command Create(Terminal terminal, AppSurroundings surroundings)
    {
        var command = new Command("bench", "Measure how fast parts of Gleaner are. The last line is JSON.");
        foreach ((string name, Benchmark benchmark) in AllBenchmarks.ByName)
        {
            var measure = new Command(name, benchmark.Description);
            measure.SetAction(_ =>
            {
                benchmark.Run(terminal.Out);
                return ExitCode.Done;
            });
            command.Add(measure);
        }

        command.Add(PrefixBenchCommand.Create(terminal, surroundings));
        return command;
    }
}
