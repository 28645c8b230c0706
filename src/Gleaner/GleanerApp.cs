using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Gleaner.CommandLine.App;
using Gleaner.CommandLine.Commands;
using Gleaner.CommandLine.Terminals;
using System.CommandLine.Parsing;

namespace Gleaner.CommandLine;

/// <summary>The command line program: parses, runs one command, and turns what is thrown into a message and an exit code.</summary>
/// <param name="context">What commands are made with.</param>
/// <param name="further">Commands that another program adds.</param>
internal sealed class GleanerApp(CommandContext context, IReadOnlyList<Func<CommandContext, Command>> further)
{
    private const string Description =
        """
        Gleaner teaches small agents from the failures of large ones (Exploring Expert Failures, arXiv 2504.13145).

        Start with 'gleaner demo'.
        """;

    private readonly Terminal _terminal = context.Terminal;

    /// <summary>Runs one command line.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(IReadOnlyList<string> arguments, CancellationToken interrupted)
    {
        try
        {
            var root = CreateRoot();
            var parsed = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
            if (parsed.Action is ParseErrorAction && parsed.Errors.Count > 0)
            {
                _terminal.Error.WriteLine($"error: {ParseFault.Of(parsed, arguments)}");
                _terminal.Error.WriteLine($"See 'gleaner {CommandPath(parsed)}--help'.");
                return ExitCode.Usage;
            }

            var configuration = new InvocationConfiguration
            {
                Output = _terminal.Out,
                Error = _terminal.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            return await parsed.InvokeAsync(configuration, interrupted).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            return FailureReport.Write(failure, _terminal, interrupted);
        }
    }

    /// <summary>All commands with their options.</summary>
    public Command CreateRoot()
    {
        var help = new HelpOption { Recursive = true };
        help.Action = new HelpWithExitCodes((HelpAction)help.Action!);
        var root = new Command("gleaner", Description) { help, new VersionOption(), context.With };
        foreach (var command in AllCommands.Create(context).Concat(further.Select(create => create(context))))
        {
            root.Add(command);
        }

        RefuseEmptyTexts(root);
        root.SetAction(parsed => ((SynchronousCommandLineAction)help.Action).Invoke(parsed));
        return root;
    }

    // A variable of the shell that is not set: an empty folder would be the current one.
    private static void RefuseEmptyTexts(Command command)
    {
        foreach (var option in command.Options)
        {
            option.Validators.Add(result => RefuseEmpty(result, option.Name));
        }

        foreach (var argument in command.Arguments)
        {
            argument.Validators.Add(result => RefuseEmpty(result, argument.Name));
        }

        foreach (var subcommand in command.Subcommands)
        {
            RefuseEmptyTexts(subcommand);
        }
    }

    private static void RefuseEmpty(SymbolResult result, string name)
    {
        if (result.Tokens.Any(token => token.Value.Length == 0))
        {
            result.AddError($"'{name}' is given an empty text; is a variable not set?");
        }
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
