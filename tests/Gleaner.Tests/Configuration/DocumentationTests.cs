using System.Text;

namespace Gleaner.CommandLine.Tests.Configuration;

/// <summary>docs/configuration.md lists exactly the keys there are. GLEANER_UPDATE_DOCS=1 writes the list anew.</summary>
public sealed class DocumentationTests
{
    private const string Begin = "<!-- keys: begin -->\n";
    private const string End = "<!-- keys: end -->";

    [Fact]
    public void The_documentation_lists_every_key_with_its_default_and_meaning()
    {
        var file = Path.Combine(Repository.Root, "docs", "configuration.md");
        var text = File.ReadAllText(file);
        var begin = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var end = text.IndexOf(End, StringComparison.Ordinal);
        var expected = Table();
        if (Environment.GetEnvironmentVariable("GLEANER_UPDATE_DOCS") == "1")
        {
            File.WriteAllText(file, text[..begin] + expected + text[end..]);
            return;
        }

        text[begin..end].ShouldBe(expected);
    }

    private static string Table()
    {
        var table = new StringBuilder();
        foreach (var section in Configs.Reader("/").DescribeKeys().GroupBy(key => Section(key.Path)))
        {
            table.Append($"\n### {(section.Key.Length == 0 ? "The experiment" : $"`{section.Key}`")}\n\n| key | values | default | meaning |\n|---|---|---|---|\n");
            foreach (var key in section.GroupBy(key => (key.Path, key.Values, key.Default, key.Meaning)))
            {
                var kinds = key.Select(k => k.Kinds).OfType<string>().ToList();
                var only = kinds.Count == 0 || section.Key is not ("methods[]" or "environment") ? "" : $" ({string.Join(", ", kinds)})";
                var fallback = key.Key.Default switch { null => "required", "" => "none", var value => $"`{value}`" };
                table.Append($"| `{key.Key.Path}`{only} | {key.Key.Values.Replace("|", "\\|", StringComparison.Ordinal)} | {fallback} | {key.Key.Meaning} |\n");
            }
        }

        return table.Append('\n').ToString();
    }

    private static string Section(string path) => path.Contains('.', StringComparison.Ordinal) ? path[..path.IndexOf('.', StringComparison.Ordinal)] : "";
}
