using Gleaner.WebShop.Text;

namespace Gleaner.WebShop.Sessions;

/// <summary>
/// Reads <c>name[argument]</c> as the original's expression <c>(.+)\[(.+)\]</c> does: greedy on one line, from the start, what
/// follows is ignored. So <c>search[a[b]c]</c> has the name <c>search[a</c> and is no action.
/// </summary>
internal readonly ref struct ActionText
{
    private ActionText(ReadOnlySpan<char> name, ReadOnlySpan<char> argument)
    {
        Name = name;
        RawArgument = argument;
    }

    internal ReadOnlySpan<char> Name { get; }

    internal ReadOnlySpan<char> RawArgument { get; }

    /// <summary>The argument in lower case; empty if the text is no action.</summary>
    internal string Argument() => PythonStrings.Lower(RawArgument.ToString());

    internal static ActionText Parse(string action)
    {
        ReadOnlySpan<char> line = action;
        int end = line.IndexOf('\n');
        line = end < 0 ? line : line[..end];
        int close = line.LastIndexOf(']');
        int open = close < 2 ? -1 : line[..(close - 1)].LastIndexOf('[');
        return open < 1 ? default : new ActionText(line[..open], line[(open + 1)..close]);
    }
}
