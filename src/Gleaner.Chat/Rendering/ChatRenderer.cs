using System.Collections.Immutable;
using System.Text.Json;

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
    private readonly Lazy<ImmutableArray<int>> _plainPrompt;

    /// <summary>Creates a renderer.</summary>
    public ChatRenderer(ChatFormat format, ChatOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(format);
        Format = format;
        Options = options ?? new ChatOptions();
        _encoder = new ChunkEncoder(format.Tokenizer);
        _plainPrompt = new Lazy<ImmutableArray<int>>(() => RenderLastPrompt([Plain]));
    }

    /// <summary>The model's tokens and template.</summary>
    public ChatFormat Format { get; }

    /// <summary>How conversations are put to the template.</summary>
    public ChatOptions Options { get; }

    private static ChatMessage Plain => new(ChatRole.User, "a");

    /// <summary>Starts a conversation.</summary>
    public ChatSession Open() => new(Format, _encoder, Options);

    /// <summary>
    /// Renders a conversation: up to the last turn's end-of-turn token, or up to where the assistant continues if a message of
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

    /// <summary>
    /// Renders a conversation as the model saw it behind a chat server, which renders all messages anew before every turn: the turns that
    /// have a weight, each once, behind the text that it was said after. A row goes on as long as the template writes what is in it
    /// as it stands there; one row for templates that leave earlier turns as they are, more for those that do not.
    /// </summary>
    /// <returns>The rows; none where no turn has a weight. What follows the last such turn is left out.</returns>
    /// <exception cref="Templates.ChatTemplateException">The template refuses the messages or cannot be carried out.</exception>
    /// <exception cref="ChatRenderingException">The template leaves a message out, or does not end a turn.</exception>
    public ImmutableArray<RenderedChat> RenderAsServed(IReadOnlyList<ChatMessage> messages)
    {
        ArgumentNullException.ThrowIfNull(messages);
        return new ServedRows(Format, _encoder, Options).Render(messages);
    }

    /// <summary>
    /// The ids that the messages after the last turn add, up to where the assistant continues: the same as in the whole
    /// rendering, without rendering all of it. Behind a turn that was cut short they begin with the end-of-turn token.
    /// </summary>
    /// <param name="messages">The conversation; the last message is not the assistant's.</param>
    /// <exception cref="ArgumentException">The last message is the assistant's, or there is none.</exception>
    /// <exception cref="Templates.ChatTemplateException">The template refuses the messages or cannot be carried out.</exception>
    /// <exception cref="ChatRenderingException">The conversation cannot be rendered so that it only grows.</exception>
    public ImmutableArray<int> RenderLastPrompt(IReadOnlyList<ChatMessage> messages)
    {
        ArgumentNullException.ThrowIfNull(messages);
        if (messages is [] or [.., { Role: ChatRole.Assistant }])
        {
            throw new ArgumentException("A prompt ends with a message of the system or the user.", nameof(messages));
        }

        var prompt = messages.Reverse().TakeWhile(message => message.Role != ChatRole.Assistant).Count();
        var conversation = new ConversationText(Format, Options);
        var ids = new List<int>();
        var known = 0;
        if (prompt < messages.Count)
        {
            var turn = messages[^(prompt + 1)];
            var chunk = conversation.Resume([.. messages.SkipLast(prompt).Select(message => message.ToTemplate())]);
            RequireFreeOfHistory(chunk, turn.Content);
            ids.Add(Format.EndOfTurn(chunk));
            known = turn.SampledIds.IsDefaultOrEmpty || Format.IsStop(turn.SampledIds[^1]) ? 1 : 0;
        }

        _encoder.Encode(conversation.Prompt([.. messages.TakeLast(prompt).Select(message => message.ToTemplate())]).Text, ids);
        return [.. ids.Skip(known)];
    }

    /// <summary>
    /// The ids of an assistant's turn, its end-of-turn token included. They are the same in every conversation;
    /// <see cref="RenderLastPrompt"/> checks that.
    /// </summary>
    /// <param name="content">What the assistant says.</param>
    /// <exception cref="Templates.ChatTemplateException">The template cannot be carried out.</exception>
    /// <exception cref="ChatRenderingException">No end-of-turn token follows the content.</exception>
    public ImmutableArray<int> RenderTurn(string content)
    {
        var prompt = _plainPrompt.Value;
        List<int> ids = [.. prompt];
        _encoder.Encode(PlainTurn(content).Text, ids);
        return [.. ids.Skip(prompt.Length)];
    }

    private ChatChunk PlainTurn(string content) => new ConversationText(Format, Options).Resume([Plain.ToTemplate(), new("assistant", content)]);

    private void RequireFreeOfHistory(ChatChunk turn, string content)
    {
        var plain = PlainTurn(content);
        if (turn.Text.Text != plain.Text.Text)
        {
            throw new ChatRenderingException(
                $"{Format.Template.Name}: the template writes a turn of the assistant as '{turn.Text}' in one conversation and as '{plain.Text}' in another; "
                + "such a template is not supported.");
        }
    }
}

/// <summary>How conversations are put to a template.</summary>
public sealed record ChatOptions
{
    /// <summary>
    /// Whether a system message goes before the first user message's text, with an empty line between, where the template
    /// refuses system messages or leaves them out. Off by default: the model then sees another conversation than was asked for.
    /// </summary>
    public bool FoldSystemIntoUser { get; init; }

    /// <summary>
    /// Whether turns stay as they were written where the template would write them differently once more messages follow, as Qwen3's
    /// does by leaving out earlier thoughts. Off by default: the model then sees more of its past than its makers' template shows it.
    /// </summary>
    public bool KeepTurns { get; init; }

    /// <summary>Further variables of the template, such as <c>date_string</c>.</summary>
    public ImmutableDictionary<string, JsonElement> Variables { get; init; } = ImmutableDictionary<string, JsonElement>.Empty;

    /// <summary>The clock of templates that print a date. Hand in one that stands still where runs must not depend on the day.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}

/// <summary>A conversation as a model is trained on it.</summary>
/// <param name="Ids">Token ids.</param>
/// <param name="Weights">The loss weight of predicting each of them; as long as <paramref name="Ids"/>.</param>
/// <param name="Text">The text the template made of it, up to the last token.</param>
public sealed record RenderedChat(ImmutableArray<int> Ids, ImmutableArray<float> Weights, string Text);

/// <summary>
/// A conversation cannot be rendered with a model's template and tokenizer so that training sees what sampling saw. The message
/// names what does not fit.
/// </summary>
public sealed class ChatRenderingException : GleanerException
{
    /// <summary>Creates the exception with a message meant for the user.</summary>
    public ChatRenderingException(string message) : base(message)
    {
    }

    /// <summary>Creates the exception with a message meant for the user and the error beneath it.</summary>
    public ChatRenderingException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
