using System.Text;
using Gleaner.Chat.Templates;
using Gleaner.Chat.Texts;

namespace Gleaner.Chat.Rendering;

/// <summary>
/// The text of a growing conversation, cut where the model begins and ends to write. Each step renders all messages again and
/// checks that what is there already stays as it is, for ids that were fed cannot be taken back. With <see cref="ChatOptions.KeepTurns"/>
/// a template may write earlier turns differently: what was written is kept, and only what follows the last turn is taken from it.
/// </summary>
internal sealed class ConversationText(ChatFormat format, ChatOptions options)
{
    private readonly List<TemplateMessage> _messages = [];
    private TracedText _text = TracedText.Empty;

    /// <summary>What was written, where the template would write it differently by now.</summary>
    private StringBuilder? _kept;

    public string Text => _kept?.ToString() ?? _text.Text;

    /// <summary>Adds messages of others.</summary>
    /// <returns>What they add, up to where the assistant continues.</returns>
    public ChatChunk Prompt(IReadOnlyList<TemplateMessage> messages)
    {
        var first = _messages.Count;
        _messages.AddRange(messages);
        var text = first == 0 ? RenderFirst() : Render(addGenerationPrompt: true);
        RequireAllShown(text, first);
        return _text.CommonPrefix(text) < _text.Length && RewrittenTurns.Find(format, options, _messages, first, _text, text) is { } start
            ? Replace(text, start)
            : Advance(text, text.Length, isTurn: false);
    }

    /// <summary>Adds a message of the assistant.</summary>
    /// <returns>Its turn, the end-of-turn token included.</returns>
    public ChatChunk Turn(string content)
    {
        var index = _messages.Count;
        _messages.Add(new TemplateMessage("assistant", content));
        var text = Render(addGenerationPrompt: false);
        RequirePrefix(text);
        RequireAllShown(text, index);
        return Advance(text, new TurnEnd(format).Find(text, index, _text.Length), isTurn: true);
    }

    /// <summary>Takes up a conversation that ends with a turn of the assistant, without cutting what comes before that turn.</summary>
    /// <returns>The turn.</returns>
    public ChatChunk Resume(IReadOnlyList<TemplateMessage> messages)
    {
        var first = messages.TakeWhile(message => message.Role != "assistant").ToList();
        Prompt(first);
        var between = messages.Skip(first.Count).SkipLast(1).ToList();
        if (between.Count > 0)
        {
            var start = _messages.Count;
            _messages.AddRange(between);
            var text = Render(addGenerationPrompt: true);
            RequireAllShown(text, start);
            if (options.KeepTurns)
            {
                _text = text;
            }
            else
            {
                Advance(text, text.Length, isTurn: false);
            }
        }

        return Turn(messages[^1].Content);
    }

    private ChatChunk Advance(TracedText text, int end, bool isTurn)
    {
        RequirePrefix(text);
        var chunk = text.Slice(_text.Length, end - _text.Length);
        _text = text.Slice(0, end);
        _kept?.Append(chunk.Text);
        return new ChatChunk(chunk, isTurn);
    }

    /// <summary>Continues with a text that writes earlier turns differently.</summary>
    private ChatChunk Replace(TracedText text, int start)
    {
        var chunk = text.Slice(start);
        _kept = (_kept ?? new StringBuilder(_text.Text)).Append(chunk.Text);
        _text = text;
        return new ChatChunk(chunk, IsTurn: false);
    }

    private TracedText Render(bool addGenerationPrompt) => format.Template.Render(new ChatTemplateInput([.. _messages], addGenerationPrompt)
    {
        BosToken = format.Tokenizer.Settings.BosToken,
        EosToken = format.Tokenizer.Settings.EosToken,
        Variables = options.Variables,
        Clock = options.Clock,
    });

    /// <summary>Renders the beginning, where a template may not take a system message.</summary>
    private TracedText RenderFirst()
    {
        if (_messages is not [{ Role: "system" } system, ..])
        {
            return Render(addGenerationPrompt: true);
        }

        ChatTemplateException? refusal = null;
        try
        {
            var text = Render(addGenerationPrompt: true);
            if (IsShown(text, 0))
            {
                return text;
            }
        }
        catch (ChatTemplateException exception) when (exception.IsRaisedByTemplate)
        {
            refusal = exception;
        }

        if (!options.FoldSystemIntoUser)
        {
            throw new ChatRenderingException(
                $"{format.Template.Name}: the template takes no system message{(refusal is null ? "" : $" ({refusal.Reason})")}. "
                + "Leave it out, or allow it to be put before the first user message.", refusal!);
        }

        if (_messages is not [_, { Role: "user" } user, ..])
        {
            throw new ChatRenderingException("A system message can only be put before a user message that follows it.");
        }

        _messages.RemoveAt(0);
        _messages[0] = user with { Content = $"{system.Content}\n\n{user.Content}" };
        return Render(addGenerationPrompt: true);
    }

    private void RequirePrefix(TracedText text)
    {
        var same = _text.CommonPrefix(text);
        if (same < _text.Length)
        {
            throw new ChatRenderingException(
                $"{format.Template.Name}: with message {_messages.Count} added the template writes what stands before it differently: "
                + $"{Excerpt(_text.Text, same)} becomes {Excerpt(text.Text, same)}. Ids that were fed to the model cannot be taken back, so such a "
                + $"template or conversation cannot be used{(options.KeepTurns ? "" : ", unless turns are kept as they were written (keep_turns)")}.");
        }
    }

    private void RequireAllShown(TracedText text, int first)
    {
        for (var i = first; i < _messages.Count; i++)
        {
            if (!IsShown(text, i))
            {
                throw new ChatRenderingException($"{format.Template.Name}: the template leaves out message {i + 1}, of role '{_messages[i].Role}'.");
            }
        }
    }

    private bool IsShown(TracedText text, int index) => string.IsNullOrWhiteSpace(_messages[index].Content)
        || text.Runs.Any(run => run.Origin == TextOrigin.Message(index));

    private static string Excerpt(string text, int at) => $"'{IO.Texts.Excerpt.Around(text, at, before: 20, after: 40)}'";
}

/// <summary>A stretch of a conversation that is encoded by itself: a prompt, or an assistant's turn.</summary>
/// <param name="Text">Its text.</param>
/// <param name="IsTurn">Whether the model writes it.</param>
internal readonly record struct ChatChunk(TracedText Text, bool IsTurn);
