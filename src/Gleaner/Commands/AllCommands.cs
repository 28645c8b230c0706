using System.CommandLine;
using Gleaner.CommandLine.App;

namespace Gleaner.CommandLine.Commands;

/// <summary>The commands in the order in which people come to need them.</summary>
internal static class AllCommands
{
    public static IEnumerable<Command> Create(CommandContext context) =>
    [
        // Try, check, run, look.
        DemoCommand.Create(context),
        CheckCommand.Create(context),
        RunCommand.Create(context),
        DiagnoseCommand.Create(context),
        ReportCommand.Create(context),
        ShowCommand.Create(context),
        ViewCommand.Create(context),
        RunHealthCommand.Create(context),

        // Other machines.
        WorkerCommand.Create(context),

        // Expert runs in, data sets out.
        ImportCommand.Create(context),
        CollectCommand.Create(context),
        ReplayCommand.Create(context),
        ExportCommand.Create(context),
        FineTuneCommand.Create(context),

        // What there is to configure.
        ConfigCommand.Create(context),
        KindsCommand.Create(context),

        // Parts by themselves.
        ModelCommand.Create(context),
        CatalogueCommand.Create(context),
        ServeCommand.Create(context),
    ];
}
