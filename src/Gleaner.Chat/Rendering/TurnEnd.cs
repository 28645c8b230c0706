using Gleaner.Chat.Texts;

namespace Gleaner.Chat.Rendering;

/// <summary>Finds where an assistant's turn ends: behind the stop token that the template writes after the content.</summary>
internal sealed class TurnEnd(ChatFormat format)
{
    /// <summary>Index after the end-of-turn token.</summary>
    /// <param name="text">The conversation.</param>
    /// <param name="message">Index of the assistant's message.</param>
    /// <param name="start">Where its turn begins.</param>
    /// <exception cref="ChatRenderingException">No stop token follows the content.</exception>
    public int Find(TracedText text, int message, int start)
    {
        var at = start;
        foreach (var run in text.Runs)
        {
            at = run.Origin == TextOrigin.Message(message) ? Math.Max(at, run.End) : at;
        }

        // With no content the turn may begin with text of the template; the token is the first thing behind it.
        for (; at < text.Length && IsTemplate(text, at, 1); at++)
        {
            foreach (var token in format.StopTokens.OrderByDescending(token => token.Content.Length))
            {
                if (text.Text.AsSpan(at).StartsWith(token.Content, StringComparison.Ordinal) && IsTemplate(text, at, token.Content.Length))
                {
                    return at + token.Content.Length;
                }
            }
        }

        throw new ChatRenderingException(
            $"{format.Template.Name}: the template writes no end-of-turn token after the assistant's message {message + 1}, so a model could "
            + $"not learn to stop. It must be one of {string.Join(", ", format.StopTokens.Select(token => $"'{token.Content}'"))}.");
    }

    private static bool IsTemplate(TracedText text, int start, int length)
    {
        var run = text.Runs[text.RunAt(start)];
        return run.Origin.Kind == TextOriginKind.Template && start + length <= run.End;
    }
}
