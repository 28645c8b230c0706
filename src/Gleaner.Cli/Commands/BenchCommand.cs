using System.CommandLine;
using Gleaner.Benchmarks.WebShop;
using Gleaner.Cli.App;
using Gleaner.Cli.Terminals;

namespace Gleaner.Cli.Commands;

/// <summary><c>gleaner bench</c>: how fast parts of Gleaner are.</summary>
internal static class BenchCommand
{
    public static Command Create(Terminal terminal, AppSurroundings surroundings)
    {
        var webshop = new Command(
            "webshop", "Play recorded episodes on one core; the last line is JSON. WEBSHOP_DATA names the folder with catalogue/ and trajectories/.");
        webshop.SetAction(_ =>
        {
            WebShopBenchmark.Run(terminal.Out);
            return ExitCode.Done;
        });
        return new Command("bench", "Measure how fast parts of Gleaner are.") { webshop, PrefixBenchCommand.Create(terminal, surroundings) };
    }
}
