using System.CommandLine;
using Gleaner.CommandLine.App;
using Gleaner.CommandLine.Configuration;
using Gleaner.CommandLine.Terminals;

namespace Gleaner.CommandLine.Commands;

/// <summary><c>gleaner config CONFIG</c>: checks a configuration and prints it resolved.</summary>
internal static class ConfigCommand
{
    public static Command Create(Terminal terminal, AppSurroundings surroundings)
    {
        var file = SharedOptions.ConfigFile();
        var overrides = SharedOptions.Overrides();
        var command = new Command("config", "Check an experiment's configuration and print every key with its value.") { file, overrides };
        command.SetAction(parsed =>
        {
            var config = ConfigLoader.Load(parsed.GetRequiredValue(file), parsed.GetValue(overrides) ?? [], surroundings.CurrentFolder);
            terminal.Out.Write(config.Resolved);
            return ExitCode.Done;
        });
        return command;
    }
}
