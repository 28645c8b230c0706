using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Gleaner.CommandLine.Commands;
using Gleaner.CommandLine.Terminals;

namespace Gleaner.CommandLine.App;

/// <summary>The command line program: parses, runs one command, and turns what is thrown into a message and an exit code.</summary>
internal sealed class GleanerApp(Terminal terminal, AppSurroundings surroundings)
{
    private const string Description =
        """
        Gleaner teaches small agents from the failures of large ones: Exploring Expert Failures (arXiv 2504.13145) on WebShop.

        Start with 'gleaner demo'.
        """;

    /// <summary>Runs one command line.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken interrupted)
    {
        try
        {
            var parsed = CreateRoot().Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
            if (parsed.Action is ParseErrorAction && parsed.Errors is [var first, ..])
            {
                terminal.Error.WriteLine($"error: {first.Message}");
                terminal.Error.WriteLine($"See 'gleaner {CommandPath(parsed)}--help'.");
                return ExitCode.Usage;
            }

            var configuration = new InvocationConfiguration
            {
                Output = terminal.Out,
                Error = terminal.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            return await parsed.InvokeAsync(configuration, interrupted).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            return FailureReport.Write(failure, terminal, interrupted);
        }
    }

    private Command CreateRoot()
    {
        var help = new HelpOption { Recursive = true };
        help.Action = new HelpWithExitCodes((HelpAction)help.Action!);
        var root = new Command("gleaner", Description) { help, new VersionOption() };
        foreach (var command in AllCommands.Create(terminal, surroundings))
        {
            root.Add(command);
        }

        root.SetAction(parsed => ((SynchronousCommandLineAction)help.Action).Invoke(parsed));
        return root;
    }

    private static string CommandPath(ParseResult parsed)
    {
        var names = new List<string>();
        for (var result = parsed.CommandResult; result is { Parent: not null }; result = result.Parent as System.CommandLine.Parsing.CommandResult)
        {
            names.Insert(0, result.Command.Name);
        }

        return string.Concat(names.Select(name => name + " "));
    }

    /// <summary>The usual help with the exit codes below it.</summary>
    private sealed class HelpWithExitCodes(HelpAction usual) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            usual.Invoke(parseResult);
            if (parseResult.CommandResult.Parent is null)
            {
                parseResult.InvocationConfiguration.Output.WriteLine(ExitCode.Help);
            }

            return ExitCode.Done;
        }
    }
}
