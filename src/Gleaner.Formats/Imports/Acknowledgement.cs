using System.Text.RegularExpressions;
using Gleaner.Chat.Replies;

namespace Gleaner.Formats.Imports;

/// <summary>
/// Whether a model's first reply says that it has understood, and so is no action. What has the form of an action (tags, brackets, JSON,
/// code) or of a reply that went wrong (a thought alone) is none.
/// </summary>
internal static partial class Acknowledgement
{
    private const int Longest = 400;

    /// <summary>Whether a text says that its author has understood.</summary>
    /// <param name="text">The text, without thoughts.</param>
    /// <param name="isLater">Whether the next reply has an action under a heading: then other words, too, are none.</param>
    public static bool IsOne(string text, bool isLater = false)
    {
        var said = text.Trim();
        return said.Length <= Longest && IsPlain(said) && (Alone().IsMatch(said) || (isLater ? Agreement().IsMatch(said) || Preface().IsMatch(said) : Agreement().IsMatch(said) && IsSentence(said)));
    }

    /// <summary>Whether a text is words and nothing else.</summary>
    public static bool IsPlain(string text) =>
        !string.IsNullOrWhiteSpace(text) && !text.AsSpan().ContainsAny("<{[`") && !text.Contains("~~~", StringComparison.Ordinal) && ReplyHeadings.Find(text).Count == 0 && !ReplyHeadings.HasAction(text);

    /// <summary>Whether a text ends as a sentence does.</summary>
    public static bool IsSentence(string text) => text.TrimEnd() is [.., '.' or '!' or '?' or '。' or '！' or '？'];

    // Words that are no command of any environment.
    [GeneratedRegex(@"\A(?:OK|Okay|Understood|Got it|Acknowledged|Noted|I understand|I am ready|I['’]m ready|好的|明白了?|了解|收到|わかりました|了解しました|알겠습니다)\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Alone();

    [GeneratedRegex(
        @"\A(?:(?:OK|Okay|Sure|Understood|Got it|Yes|Certainly|Of course|Alright|I understand|I have understood|I will follow|I['’]ll follow|I am ready|I['’]m ready|Entendido|D['’]accord|Compris|Verstanden)\b"
        + @"|好的|明白|了解|收到|我明白|わかりました|承知|알겠습니다)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Agreement();

    // Where actions have headings, these are no actions either.
    [GeneratedRegex(
        @"\A(?:(?:Absolutely|All right|Great|Acknowledged|Noted|Thanks|Thank you|Hello|Hi|Sounds good|No problem|I (?:have )?read|I['’]ve (?:read|understood)|I got it|I(?: will|['’]ll| shall)|I(?: am|['’]m) going to|Ready|Let['’]?s|Let us"
        + @"|Please (?:provide|give|tell)|How (?:can|may) I|What (?:should|shall|is|would)|De acuerdo|Claro|Capito)\b|我会|我將|我将|请|はい|네[,. ])",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Preface();
}
