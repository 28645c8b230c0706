using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Gleaner.Maze.Tests;

/// <summary>docs/environments.md shows the repository's own code.</summary>
public sealed partial class EnvironmentsDocTests
{
    [Fact]
    public void Every_piece_of_code_stands_in_the_file_that_is_named_before_it()
    {
        var page = File.ReadAllText(InRepository("docs/environments.md"));
        var blocks = Blocks.Matches(page);
        blocks.Count.ShouldBeGreaterThan(9);
        foreach (Match block in blocks)
        {
            var links = Links.Matches(page[..block.Index]);
            links.ShouldNotBeEmpty();
            var file = links[^1].Groups["file"].Value;
            Lines(File.ReadAllText(InRepository(file))).ShouldContain(Lines(block.Groups["code"].Value), customMessage: file);
        }
    }

    [Fact]
    public void The_maze_is_as_short_as_the_page_says() =>
        Directory.GetFiles(InRepository("src/Gleaner.Maze"), "*.cs").Sum(file => File.ReadAllLines(file).Length).ShouldBeLessThan(300);

    private static string InRepository(string path, [CallerFilePath] string thisFile = "") =>
        Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "..", path);

    private static string Lines(string text) =>
        string.Join('\n', text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0));

    [GeneratedRegex(@"```(csharp|xml|yaml)\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks { get; }

    [GeneratedRegex(@"^\[[\w.]+\]\(\.\./(?<file>[^)]+)\):$", RegexOptions.Multiline)]
    private static partial Regex Links { get; }
}
