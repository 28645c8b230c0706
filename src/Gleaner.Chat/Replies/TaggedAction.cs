using System.Text.RegularExpressions;

namespace Gleaner.Chat.Replies;

/// <summary>
/// An action in tags of its own: <c>&lt;action&gt;…&lt;/action&gt;</c>, <c>&lt;execute&gt;</c> (CodeAct), <c>&lt;code&gt;</c> (smolagents). The closing
/// tag may be missing where it was the text at which the model was stopped.
/// </summary>
internal static partial class TaggedAction
{
    /// <summary>What stands before the first tag, what is in it, what follows it, and whether it is closed; null if there is none, or nothing in it.</summary>
    public static (string Before, string Action, string After, bool IsClosed)? Read(string text)
    {
        if (Tag().Match(text) is not { Success: true } tag)
        {
            return null;
        }

        var body = tag.Groups["body"].Value.Trim();
        var action = PlayedText.IsFenced(body) ? PlayedText.First(body).Action : PlayedText.Bare(body);
        return action.Length == 0 ? null : (text[..tag.Index], action, text[(tag.Index + tag.Length)..], tag.Groups["end"].Success);
    }

    [GeneratedRegex(@"<(?<name>action|execute)>(?<body>.*?)(?:(?<end></\k<name>>)|\z)|<code>(?<body>.*?)(?<end></code>)", RegexOptions.Singleline | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Tag();
}
