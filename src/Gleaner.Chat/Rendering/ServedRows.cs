using System.Collections.Immutable;
using Gleaner.Chat.Templates;

namespace Gleaner.Chat.Rendering;

/// <summary>
/// A conversation as the model saw it behind a chat server, which gets messages as texts and renders them anew before every turn. A row
/// goes on as long as the template writes what is in it as it stands there, and another begins where it does not: Qwen3's template
/// leaves out the thoughts of earlier turns, a server's parser takes them out of what is said, and a full context leaves out old observations. Every trained turn stands
/// once in all rows with its weight, behind exactly the text that it was sampled after.
/// </summary>
internal sealed class ServedRows(ChatFormat format, ChunkEncoder encoder, ChatOptions options)
{
    private readonly List<RenderedChat> _rows = [];
    private readonly List<int> _ids = [];
    private readonly List<float> _weights = [];

    /// <summary>The row's text as the template wrote it; null where it can't go on.</summary>
    private string? _text = "";
    private string _whole = "";

    public ImmutableArray<RenderedChat> Render(IReadOnlyList<ChatMessage> messages)
    {
        // Turns without weight are told with what follows them; behind the last that has one there is nothing to train.
        for (var i = 0; i < messages.Count; i++)
        {
            if (messages[i] is { Role: ChatRole.Assistant, Weight: not 0 } turn)
            {
                Add([.. Before(messages, i, turn.LeftOut)], turn);
            }
        }

        Finish();
        return [.. _rows];
    }

    /// <summary>What stood before a turn: the messages of the user after the first, as many as were left out, by what was shown for them.</summary>
    private static IEnumerable<TemplateMessage> Before(IReadOnlyList<ChatMessage> messages, int turn, int leftOut)
    {
        var asked = 0;
        return messages.Take(turn).Select(message => message.Role == ChatRole.User && asked++ is var earlier && earlier > 0 && earlier <= leftOut
            ? (message with { Content = ChatMessage.LeftOutText }).ToTemplate()
            : message.ToTemplate());
    }

    private void Add(List<TemplateMessage> before, ChatMessage turn)
    {
        var conversation = new ConversationText(format, options);
        var prompt = conversation.Prompt(before).Text;
        var said = conversation.Turn(turn.Content);
        if (_text is null || !prompt.Text.StartsWith(_text, StringComparison.Ordinal))
        {
            Finish();
            _text = "";
        }

        encoder.Encode(prompt.Slice(_text.Length), _ids);
        Pad(0);
        if (turn.SampledIds.IsDefaultOrEmpty)
        {
            encoder.Encode(said.Text, _ids);
            _text = conversation.Text;
        }
        else
        {
            _ids.AddRange(turn.SampledIds);
            _text = TextOf(turn.SampledIds, said) is { } shown ? prompt.Text + shown : null;
        }

        Pad(turn.Weight);
        _whole = conversation.Text;
    }

    /// <summary>What the template writes for the turn, up to where the ids end; null if it writes something else than was sampled.</summary>
    private string? TextOf(ImmutableArray<int> sampled, ChatChunk said)
    {
        var isWhole = format.IsStop(sampled[^1]);
        var end = format.Tokenizer.TokenOf(format.EndOfTurn(said)).Length;
        var text = said.Text.Text[..^end];

        // Some tokenizers leave out a blank at the start when they decode.
        return text.TrimStart(' ') == format.Tokenizer.Decode((isWhole ? sampled[..^1] : sampled).AsSpan()).TrimStart(' ')
            ? isWhole ? said.Text.Text : text
            : null;
    }

    private void Finish()
    {
        if (_ids.Count > 0)
        {
            _rows.Add(new RenderedChat([.. _ids], [.. _weights], _whole));
            _ids.Clear();
            _weights.Clear();
        }
    }

    private void Pad(float weight) => _weights.AddRange(Enumerable.Repeat(weight, _ids.Count - _weights.Count));
}
