using System.CommandLine;
using System.CommandLine.Help;
using System.Text;
using Gleaner.CommandLine.App;
using Gleaner.CommandLine.Terminals;

namespace Gleaner.CommandLine.Tests.Commands;

/// <summary>docs/commands.md lists exactly the options there are. GLEANER_UPDATE_DOCS=1 writes the list anew.</summary>
public sealed class CommandDocumentationTests
{
    private const string Begin = "<!-- options: begin -->\n";
    private const string End = "<!-- options: end -->";

    private static readonly string DocumentationFile = Path.Combine(Repository.Root, "docs", "commands.md");

    [Fact]
    public void The_documentation_lists_every_option_of_every_command()
    {
        var text = File.ReadAllText(DocumentationFile);
        var begin = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var end = text.IndexOf(End, StringComparison.Ordinal);
        var expected = Tables();
        if (Environment.GetEnvironmentVariable("GLEANER_UPDATE_DOCS") == "1")
        {
            File.WriteAllText(DocumentationFile, text[..begin] + expected + text[end..]);
            return;
        }

        text[begin..end].ShouldBe(expected);
    }

    [Fact]
    public void The_documentation_says_what_every_command_is_for()
    {
        var text = File.ReadAllText(DocumentationFile);
        Leaves(Root(), "gleaner").Select(leaf => leaf.Path)
            .Where(path => !text.Contains($"`{path}", StringComparison.Ordinal) && !IsListedTogether(path))
            .ShouldBeEmpty("a command that only the list of options names");

        // `gleaner import webshop|sharegpt|…` is one row for all of them.
        bool IsListedTogether(string path) => text.Split('\n').Any(line =>
            line.Contains('`' + path[..path.LastIndexOf(' ')] + ' ', StringComparison.Ordinal)
            && line.Contains('|' + path[(path.LastIndexOf(' ') + 1)..], StringComparison.Ordinal));
    }

    // Commands beside each other that take the same options are one table.
    private static string Tables()
    {
        var tables = new StringBuilder();
        var commands = Leaves(Root(), "gleaner").Select(leaf => (leaf.Path, leaf.Command, Rows: Rows(leaf.Command))).ToList();
        for (var i = 0; i < commands.Count;)
        {
            var alike = commands.Skip(i).TakeWhile(other => other.Rows == commands[i].Rows && Parent(other.Path) == Parent(commands[i].Path)).ToList();
            var names = string.Join('|', alike.Select(command => command.Path[(Parent(command.Path).Length + 1)..]));
            tables.Append($"\n### `{Parent(alike[0].Path)} {names}{Arguments(alike[0].Command)}`\n\n{alike[0].Rows}");
            i += alike.Count;
        }

        return tables.Append('\n').ToString();
    }

    private static string Rows(Command command)
    {
        var rows = string.Concat(command.Options.Where(option => option is not (HelpOption or VersionOption) && !option.Hidden).Select(option =>
        {
            var value = option.HelpName is { } name ? " " + Cell(name) : "";
            return $"| `{option.Name}{value}`{(option.Required ? " (required)" : "")} | {Cell(option.Description)} |\n";
        }));
        return rows.Length == 0 ? "It has no options of its own.\n" : "| option | |\n|---|---|\n" + rows;
    }

    private static string Arguments(Command command) => string.Concat(
        command.Arguments.Select(argument => $" {(argument.Arity.MinimumNumberOfValues == 0 ? $"[{argument.Name}]" : argument.Name)}"));

    private static string Parent(string path) => path[..path.LastIndexOf(' ')];

    private static string Cell(string? text) => (text ?? "").ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal);

    private static IEnumerable<(string Path, Command Command)> Leaves(Command command, string path) => command.Subcommands.Count == 0
        ? [(path, command)]
        : command.Subcommands.SelectMany(child => Leaves(child, $"{path} {child.Name}"));

    private static Command Root() => GleanerHost.CreateBuilder()
        .Create(new Terminal(TextWriter.Null, TextWriter.Null, IsLive: false), new AppSurroundings(Path.GetTempPath(), TimeProvider.System, "gleaner"))
        .CreateRoot();
}
