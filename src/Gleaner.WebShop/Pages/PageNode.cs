using System.Collections.Immutable;
using Gleaner.WebShop.Text;

namespace Gleaner.WebShop.Pages;

/// <summary>A visible piece of text of a page, as the original's HTML parser finds it.</summary>
internal readonly record struct PageNode(NodeKind Kind, string Text)
{
    // White space that the parser folds; other spaces (no-break, ...) stay.
    private const string FoldedSpaces = " \n\t\f\r";

    /// <summary>Adds a text node the way the parser makes it: none for an empty text, white space folded to one blank or dropped.</summary>
    internal static void Add(ImmutableArray<PageNode>.Builder nodes, NodeKind kind, string text)
    {
        if (text.Length == 0)
        {
            return;
        }

        if (text.AsSpan().IndexOfAnyExcept(FoldedSpaces) >= 0)
        {
            nodes.Add(new PageNode(kind, text));
        }
        else if (!text.Contains('\n', StringComparison.Ordinal))
        {
            nodes.Add(new PageNode(kind, " "));
        }
    }

    /// <summary>Nodes that follow others, as mode <c>text</c> prints them: each stripped, with the separator in front.</summary>
    internal static string Tail(ImmutableArray<PageNode> nodes) =>
        string.Concat(nodes.SelectMany(node => new[] { PageLabels.Separator, PythonStrings.Strip(node.Text) }));
}

/// <summary>What a piece of text stands in; decides how <c>text_rich</c> marks it.</summary>
internal enum NodeKind
{
    Text,
    Button,
    Option,
    ProductLink,
}
