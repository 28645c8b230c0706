using System.CommandLine;
using Gleaner.CommandLine.App;

namespace Gleaner.CommandLine.Commands;

/// <summary><c>gleaner config CONFIG</c>: checks a configuration and prints it resolved.</summary>
internal static class ConfigCommand
{
    public static Command Create(CommandContext context)
    {
        var terminal = context.Terminal;
        var file = SharedOptions.ConfigFile();
        var overrides = SharedOptions.Overrides();
        var command = new Command("config", "Check an experiment's configuration and print every key with its value.") { file, overrides };
        command.SetAction(parsed =>
        {
            var experiment = context.ReaderOf(parsed).Read(parsed.GetRequiredValue(file), parsed.GetValue(overrides) ?? []);
            terminal.Out.Write(experiment.Resolved);
            return ExitCode.Done;
        });
        return command;
    }
}
