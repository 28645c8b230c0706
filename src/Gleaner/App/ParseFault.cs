using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Parsing;
using System.Globalization;
using Gleaner.Experiments.Configuration;

namespace Gleaner.CommandLine.App;

/// <summary>Says what is wrong with a command line: the word at fault, and what was probably meant.</summary>
internal static class ParseFault
{
    public static string Of(ParseResult parsed, IReadOnlyList<string> arguments)
    {
        var command = parsed.CommandResult.Command;
        var options = OptionsOf(parsed.CommandResult);

        // A misspelt option is taken for an argument, and then its value or a later word is blamed: look for it first.
        var given = arguments.TakeWhile(argument => argument != "--").ToList();
        for (var i = 0; i < given.Count; i++)
        {
            var name = given[i].Split('=', ':')[0];
            var isValue = i > 0 && options.Contains(given[i - 1]);
            if (name.Length > 1 && name[0] == '-' && !isValue && !options.Contains(name) && !double.TryParse(given[i], CultureInfo.InvariantCulture, out _))
            {
                return Unknown("option", name, options.Where(option => option.StartsWith("--", StringComparison.Ordinal)));
            }
        }

        if (command.Subcommands.Count > 0 && parsed.UnmatchedTokens.FirstOrDefault(token => !token.StartsWith('-')) is { } word)
        {
            return Unknown("command", word, command.Subcommands.Where(sub => !sub.Hidden).Select(sub => sub.Name));
        }

        return parsed.Errors[0] is { SymbolResult: OptionResult result } && NotAmong(result) is { } fault ? fault : parsed.Errors[0].Message;
    }

    /// <summary>Says which values an option takes, where it was given another; null where that is not what is wrong.</summary>
    private static string? NotAmong(OptionResult result)
    {
        var allowed = result.Option.GetCompletions(CompletionContext.Empty).Select(completion => completion.Label).ToList();
        return allowed.Count > 0 && result.Tokens.Select(token => token.Value).FirstOrDefault(value => !allowed.Contains(value)) is { } wrong
            ? $"'{result.Option.Name}' must be {string.Join(" | ", allowed)}, not '{wrong}'{(NearestName.Of(wrong, allowed) is { } nearest ? $"; did you mean '{nearest}'?" : ".")}"
            : null;
    }

    private static string Unknown(string what, string name, IEnumerable<string> known)
    {
        var nearest = NearestName.Of(name, known);
        return $"there is no {what} '{name}'{(nearest is null ? "." : $"; did you mean '{nearest}'?")}";
    }

    private static HashSet<string> OptionsOf(CommandResult result)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var isOwn = true;
        for (var current = result; current is not null; current = current.Parent as CommandResult, isOwn = false)
        {
            foreach (var option in current.Command.Options.Where(option => isOwn || option.Recursive))
            {
                names.Add(option.Name);
                names.UnionWith(option.Aliases);
            }
        }

        return names;
    }
}
