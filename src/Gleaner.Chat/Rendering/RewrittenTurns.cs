using Gleaner.Chat.Templates;
using Gleaner.Chat.Texts;

namespace Gleaner.Chat.Rendering;

/// <summary>
/// Templates that write an assistant's turn differently once another message follows, as Qwen3's does, which leaves out the thoughts of
/// earlier turns. Only that may differ: everything else must stay, character by character and origin by origin.
/// </summary>
internal static class RewrittenTurns
{
    /// <summary>Where what the new messages add begins; null where turns are not to be kept, or more than turns differs.</summary>
    /// <param name="format">The model's tokens.</param>
    /// <param name="options">Whether turns are kept.</param>
    /// <param name="messages">All messages.</param>
    /// <param name="first">Index of the first new one; the one before it is the assistant's.</param>
    /// <param name="before">The text up to the end of the last turn, as it was.</param>
    /// <param name="after">The text with the new messages.</param>
    public static int? Find(ChatFormat format, ChatOptions options, IReadOnlyList<TemplateMessage> messages, int first, TracedText before, TracedText after)
    {
        if (!options.KeepTurns || first == 0 || messages[first - 1].Role != "assistant" || !after.Runs.Any(run => run.Origin == TextOrigin.Message(first - 1)))
        {
            return null;
        }

        var start = new TurnEnd(format).Find(after, first - 1, 0);
        return Fixed(before, messages).SequenceEqual(Fixed(after.Slice(0, start), messages)) ? start : null;
    }

    /// <summary>All but what the assistant wrote and what the template writes right before it.</summary>
    private static IEnumerable<(TextOrigin Origin, string Text)> Fixed(TracedText text, IReadOnlyList<TemplateMessage> messages)
    {
        for (var i = 0; i < text.Runs.Length; i++)
        {
            var run = text.Runs[i];
            var leads = run.Origin.Kind == TextOriginKind.Template && i + 1 < text.Runs.Length && IsTurn(text.Runs[i + 1]);
            if (!leads && !IsTurn(run))
            {
                yield return (run.Origin, text.Text.Substring(run.Start, run.Length));
            }
        }

        bool IsTurn(OriginRun run) => run.Origin.Kind == TextOriginKind.Message && messages[run.Origin.MessageIndex].Role == "assistant";
    }
}
