using System.Collections.Immutable;
using Gleaner.Chat.Templates;

namespace Gleaner.Chat.Rendering;

/// <summary>
/// A growing conversation: gives only what each step adds, for a model that keeps the rest in its cache. All steps put together
/// are the whole rendering. Prompts and turns take turns. Not thread-safe; after an exception the session is of no use.
/// </summary>
public sealed class ChatSession
{
    private readonly ChatFormat _format;
    private readonly ChunkEncoder _encoder;
    private readonly ConversationText _conversation;
    private readonly List<int> _ids = [];
    private readonly List<float> _weights = [];
    private bool _isTurn;
    private bool _isOpen;
    private int _endOfTurn;

    internal ChatSession(ChatFormat format, ChunkEncoder encoder, ChatOptions options)
    {
        _format = format;
        _encoder = encoder;
        _conversation = new ConversationText(format, options);
    }

    /// <summary>Adds messages of the system or the user.</summary>
    /// <returns>The new ids, up to where the assistant continues; they carry no loss.</returns>
    /// <exception cref="ArgumentException">No message is given, or one of the assistant's.</exception>
    /// <exception cref="InvalidOperationException">The assistant's turn is awaited.</exception>
    /// <exception cref="ChatTemplateException">The template refuses the messages or cannot be carried out.</exception>
    /// <exception cref="ChatRenderingException">The conversation cannot be rendered so that it only grows.</exception>
    public ImmutableArray<int> AddPrompt(params IReadOnlyList<ChatMessage> messages)
    {
        ArgumentNullException.ThrowIfNull(messages);
        if (messages.Count == 0 || messages.Any(message => message.Role == ChatRole.Assistant))
        {
            throw new ArgumentException("A prompt is made of one or more messages of the system or the user.", nameof(messages));
        }

        if (_isTurn)
        {
            throw new InvalidOperationException("The assistant's turn is awaited.");
        }

        var start = _ids.Count;
        var chunk = _conversation.Prompt([.. messages.Select(message => message.ToTemplate())]);
        if (_isOpen)
        {
            // The model was cut short; the conversation continues after an end that it did not write.
            _ids.Add(_endOfTurn);
        }

        _encoder.Encode(chunk.Text, _ids);
        Pad(0);
        (_isTurn, _isOpen) = (true, false);
        return [.. _ids.Skip(start)];
    }

    /// <summary>Adds the assistant's answer to the last prompt.</summary>
    /// <returns>The new ids: those sampled, or those of the turn's text. Behind a turn that was cut short the next prompt begins with the end-of-turn token.</returns>
    /// <exception cref="ArgumentException">The message is not the assistant's, its weight is not finite, or its ids hold a stop token before their end.</exception>
    /// <exception cref="InvalidOperationException">A prompt is awaited.</exception>
    /// <exception cref="ChatTemplateException">The template refuses the messages or cannot be carried out.</exception>
    /// <exception cref="ChatRenderingException">The conversation cannot be rendered so that it only grows, or no end-of-turn token follows the message.</exception>
    public ImmutableArray<int> AddTurn(ChatMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (message.Role != ChatRole.Assistant || !float.IsFinite(message.Weight))
        {
            throw new ArgumentException("A turn is a message of the assistant with a finite weight.", nameof(message));
        }

        if (!_isTurn)
        {
            throw new InvalidOperationException("A prompt is awaited.");
        }

        var start = _ids.Count;
        var chunk = _conversation.Turn(message.Content);
        _endOfTurn = _format.EndOfTurn(chunk);
        if (message.SampledIds.IsDefaultOrEmpty)
        {
            _encoder.Encode(chunk.Text, _ids);
        }
        else
        {
            AddSampled(message.SampledIds);
        }

        Pad(message.Weight);
        _isTurn = false;
        return [.. _ids.Skip(start)];
    }

    /// <summary>All so far. A last turn that was cut short is ended, without loss.</summary>
    public RenderedChat ToRendered() => _isOpen
        ? new RenderedChat([.. _ids, _endOfTurn], [.. _weights, 0], _conversation.Text)
        : new RenderedChat([.. _ids], [.. _weights], _conversation.Text);

    private void AddSampled(ImmutableArray<int> sampled)
    {
        for (var i = 0; i < sampled.Length - 1; i++)
        {
            if (_format.IsStop(sampled[i]))
            {
                throw new ArgumentException($"The sampled ids hold the stop token {sampled[i]} before their end.", nameof(sampled));
            }
        }

        _ids.AddRange(sampled);
        _isOpen = !_format.IsStop(sampled[^1]);
    }

    private void Pad(float weight) => _weights.AddRange(Enumerable.Repeat(weight, _ids.Count - _weights.Count));
}
