using System.Collections.Immutable;

namespace Gleaner.Chat.Rendering;

/// <summary>
/// The one renderer of conversations for a pretrained model: messages to ids and loss weights, for sampling and training alike.
/// Thread-safe.
/// </summary>
/// <remarks>
/// The text is the template's. It is cut where the model begins to write (behind the generation prompt) and where it ends (behind
/// the end-of-turn token), and each piece is encoded by itself, so ids sampled after a prompt are those trained on. A turn
/// carries its message's weight as a whole, blanks that the template writes around the content included: the model has to write
/// all of it. Everything else has weight 0.
/// </remarks>
public sealed class ChatRenderer
{
    private readonly ChunkEncoder _encoder;

    /// <summary>Creates a renderer.</summary>
    public ChatRenderer(ChatFormat format, ChatOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(format);
        Format = format;
        Options = options ?? new ChatOptions();
        _encoder = new ChunkEncoder(format.Tokenizer);
    }

    /// <summary>The model's tokens and template.</summary>
    public ChatFormat Format { get; }

    /// <summary>How conversations are put to the template.</summary>
    public ChatOptions Options { get; }

    /// <summary>Starts a conversation.</summary>
    public ChatSession Open() => new(Format, _encoder, Options);

    /// <summary>
    /// Renders a conversation: up to the last turn's end-of-turn token, or up to where the assistant goes on if a message of
    /// another role is the last.
    /// </summary>
    /// <exception cref="ArgumentException">Two turns follow each other, the first message is the assistant's, or a message is not valid.</exception>
    /// <exception cref="Templates.ChatTemplateException">The template refuses the messages or cannot be carried out.</exception>
    /// <exception cref="ChatRenderingException">The conversation cannot be rendered so that it only grows.</exception>
    public RenderedChat Render(IReadOnlyList<ChatMessage> messages)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var session = Open();
        for (var i = 0; i < messages.Count;)
        {
            var prompt = messages.Skip(i).TakeWhile(message => message.Role != ChatRole.Assistant).ToImmutableArray();
            if (prompt.Length == 0)
            {
                throw new ArgumentException($"Message {i + 1} is the assistant's and follows no prompt.", nameof(messages));
            }

            session.AddPrompt(prompt);
            i += prompt.Length;
            if (i < messages.Count)
            {
                session.AddTurn(messages[i++]);
            }
        }

        return session.ToRendered();
    }
}
