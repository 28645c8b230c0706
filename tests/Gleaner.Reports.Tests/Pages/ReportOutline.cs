using System.Text;
using System.Xml.Linq;

namespace Gleaner.Reports.Tests.Pages;

/// <summary>What a page is built of, a line for each element: its name, id, classes and label, equal neighbours once; numbers and drawings left out.</summary>
internal static class ReportOutline
{
    private static readonly HashSet<string> Texts = ["h1", "h2", "h3", "h4", "th", "a", "summary", "figcaption", "caption", "label", "button", "option"];
    private static readonly HashSet<string> Leaves = ["svg", "style", "script", "pre"];

    public static string Of(XDocument page) => string.Join('\n', Lines(page.Root!, 0)) + '\n';

    private static List<string> Lines(XElement element, int depth)
    {
        var inner = Leaves.Contains(element.Name.LocalName) ? [] : Children(element, depth + 1);
        return [new string(' ', 2 * depth) + Line(element), .. inner];
    }

    private static List<string> Children(XElement element, int depth)
    {
        List<string> lines = [];
        string? last = null;
        foreach (var child in element.Elements())
        {
            // The rows of a table are alike: the first stands for all.
            if (element.Name.LocalName == "tbody" && child.ElementsBeforeSelf().Any())
            {
                break;
            }

            var outline = Lines(child, depth);
            var key = string.Join('\n', outline);
            if (key == last)
            {
                continue;
            }

            last = key;
            lines.AddRange(outline);
        }

        return lines;
    }

    private static string Line(XElement element)
    {
        var line = new StringBuilder(element.Name.LocalName);
        line.Append(element.Attribute("id") is { } id ? $"#{id.Value}" : "");
        foreach (var name in ((string?)element.Attribute("class") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            line.Append($".{name}");
        }

        line.Append(element.Attribute("role") is { } role ? $" role={role.Value}" : "");
        var own = string.Concat(element.Nodes().OfType<XText>().Select(text => text.Value)).Trim();
        return line.Append(Texts.Contains(element.Name.LocalName) && own.Length > 0 ? $": {own}" : "").ToString();
    }
}
