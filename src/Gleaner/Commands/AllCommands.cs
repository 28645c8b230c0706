using System.CommandLine;
using Gleaner.CommandLine.App;
using Gleaner.CommandLine.Terminals;

namespace Gleaner.CommandLine.Commands;

/// <summary>The commands in the order of the help.</summary>
internal static class AllCommands
{
    public static IEnumerable<Command> Create(Terminal terminal, AppSurroundings surroundings) =>
    [
        DemoCommand.Create(terminal, surroundings),
        RunCommand.Create(terminal, surroundings),
        CollectCommand.Create(terminal, surroundings),
        ShowCommand.Create(terminal, surroundings),
        ReportCommand.Create(terminal, surroundings),
        ConfigCommand.Create(terminal, surroundings),
        ImportCommand.Create(terminal, surroundings),
        ReplayCommand.Create(terminal, surroundings),
        CatalogueCommand.Create(terminal, surroundings),
        ModelCommand.Create(terminal, surroundings),
        ExportCommand.Create(terminal, surroundings),
        FineTuneCommand.Create(terminal, surroundings),
        ServeCommand.Create(terminal, surroundings),
        BenchCommand.Create(terminal, surroundings),
    ];
}
