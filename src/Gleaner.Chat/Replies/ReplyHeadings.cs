using System.Globalization;
using System.Text.RegularExpressions;

namespace Gleaner.Chat.Replies;

/// <summary>What a heading of an agent's text announces.</summary>
public enum HeadingKind
{
    /// <summary><c>Thought:</c>, <c>Think:</c>.</summary>
    Thought,

    /// <summary><c>Action:</c>, <c>Act:</c>.</summary>
    Action,

    /// <summary><c>Action Input:</c>, which follows the name of a tool.</summary>
    ActionInput,

    /// <summary><c>Observation:</c>.</summary>
    Observation,

    /// <summary><c>Final Answer:</c>.</summary>
    Answer,

    /// <summary><c>Question:</c>, with which the next run of a log begins.</summary>
    Question,
}

/// <summary>A heading in a text.</summary>
/// <param name="Kind">What it announces.</param>
/// <param name="Start">Where it begins.</param>
/// <param name="End">Where what it announces begins.</param>
/// <param name="Number">Its number; null if it has none.</param>
/// <param name="Opening">Emphasis (<c>**</c>) that it opens and does not close.</param>
public readonly record struct ReplyHeading(HeadingKind Kind, int Start, int End, int? Number, string Opening);

/// <summary>Finds the headings of thoughts, actions and observations: in any case, numbered or not, emphasised, with <c>:</c> or <c>：</c>.</summary>
public static partial class ReplyHeadings
{
    private const string Names =
        @"thoughts?|think|thinking|思考|想法|생각|pensamiento|pensamento|pensée|pensiero|gedanke|мысль|action[_" + Blanks + @"]*input|action|act|动作|行动|操作|行動|アクション|행동|acción|ação|azione|aktion|действие|"
        + @"observation|obs|观察|観察|관찰|observación|observação|osservazione|beobachtung|наблюдение|final answer|question|问题|問題|質問|질문|pregunta|pergunta|domanda|frage|вопрос";

    // Full-width ones and those that don't break, too.
    private const string Blanks = " \\t\u00A0\u2000-\u200A\u202F\u3000";
    private const string Blank = "[" + Blanks + "]";

    /// <summary>The headings at the beginning of lines, in order.</summary>
    public static IReadOnlyList<ReplyHeading> Find(string text) => [.. AtLine().Matches(text).Select(match => Of(text, match))];

    /// <summary>Whether a text has a heading of an action, at the beginning of a line or after a thought on one line.</summary>
    public static bool HasAction(string text) => Find(text).Any(heading => heading.Kind == HeadingKind.Action) || InLineAction(text) is not null;

    /// <summary>The first heading of an action that stands within a line.</summary>
    internal static ReplyHeading? InLineAction(string text) => InLine().Match(text) is { Success: true } match ? Of(text, match) : null;

    /// <summary>Where, on an action's own line, the next heading begins; its length if there is none.</summary>
    internal static int EndOfLine(string line) => Next().Match(line) is { Success: true } match ? match.Index : line.Length;

    private static ReplyHeading Of(string text, Match match)
    {
        var (open, close) = (match.Groups["open"].Value, match.Groups["close"].Value);
        var end = match.Index + match.Length;
        if (open.Length > 0 && close.Length == 0 && string.CompareOrdinal(text, end, open, 0, open.Length) == 0)
        {
            (end, close) = (end + open.Length, open);
        }

        while (end < text.Length && text[end] != '\n' && char.IsWhiteSpace(text[end]))
        {
            end++;
        }

        return new ReplyHeading(
            KindOf(match.Groups["name"].Value), match.Index, end,
            int.TryParse(match.Groups["number"].Value, CultureInfo.InvariantCulture, out var number) ? number : null,
            close.Length == 0 ? open : "");
    }

    private static HeadingKind KindOf(string name) => name.ToLowerInvariant() switch
    {
        "action" or "act" or "动作" or "行动" or "操作" or "行動" or "アクション" or "행동" or "acción" or "ação" or "azione" or "aktion" or "действие" => HeadingKind.Action,
        "observation" or "obs" or "观察" or "観察" or "관찰" or "observación" or "observação" or "osservazione" or "beobachtung" or "наблюдение" => HeadingKind.Observation,
        "question" or "问题" or "問題" or "質問" or "질문" or "pregunta" or "pergunta" or "domanda" or "frage" or "вопрос" => HeadingKind.Question,
        "final answer" => HeadingKind.Answer,
        var other when other.EndsWith("input", StringComparison.Ordinal) => HeadingKind.ActionInput,
        _ => HeadingKind.Thought,
    };

    [GeneratedRegex(
        @"^[" + Blanks + @">#\-]*(?<open>[*_]*)" + Blank + "*(?<name>" + Names + ")" + Blank + @"*[#(\[]?(?<number>\d*)[)\]]?" + Blank + "*(?<close>[*_]*)" + Blank + "*[:：]"
        + "|^" + Blank + @"*\#{2,6}" + Blank + "+(?<open>[*_]*)(?<name>" + Names + ")" + Blank + @"*(?<number>\d*)(?<close>[*_]*)" + Blank + "*$",
        RegexOptions.Multiline | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AtLine();

    [GeneratedRegex(@"(?<=[\s.。!！?？;；,，)\]>""”])(?<open>[*_]*)(?<name>Action|ACTION|Act|ACT|动作|行动|行動)" + Blank + @"*(?<number>\d*)" + Blank + "*(?<close>[*_]*)" + Blank + "*[:：]", RegexOptions.CultureInvariant)]
    private static partial Regex InLine();

    [GeneratedRegex(@"\s[*_]*(?:Observation|OBSERVATION|Thought|THOUGHT|Action|ACTION)" + Blank + @"*\d*" + Blank + "*[*_]*" + Blank + "*[:：]", RegexOptions.CultureInvariant)]
    private static partial Regex Next();
}
