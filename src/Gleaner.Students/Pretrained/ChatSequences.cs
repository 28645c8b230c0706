using System.Collections.Immutable;
using Gleaner.Chat.Rendering;
using Gleaner.Chat.Templates;
using Gleaner.Selection;
using Gleaner.Students.Views;
using Gleaner.Tokenizers;

namespace Gleaner.Students.Pretrained;

/// <summary>
/// The sequences that a chat model would be trained on, from its folder's tokenizer and template alone: no weights are read. The
/// same renderer as the student's, so the ids are the ones that sampling with this model would see.
/// </summary>
public sealed class ChatSequences : ISequenceRenderer
{
    private readonly SequenceRenderer _renderer;
    private readonly string _rules;
    private readonly bool _keepSampledIds;

    /// <summary>Reads the tokenizer and the template.</summary>
    /// <param name="folder">The model's folder: <c>tokenizer.json</c>, <c>tokenizer_config.json</c>, the chat template.</param>
    /// <param name="rules">What the model is told about the environment and its actions.</param>
    /// <param name="use">How the template is used; null: as it is.</param>
    /// <param name="keepSampledIds">
    /// Whether the ids that actions were sampled as are this model's. If not, actions are tokenised from their texts.
    /// </param>
    /// <exception cref="GleanerException">The folder cannot be used.</exception>
    public ChatSequences(string folder, string rules, ChatTemplateUse? use = null, bool keepSampledIds = false)
    {
        try
        {
            Format = ChatFormat.Load(folder);
        }
        catch (Exception exception) when (exception is TokenizerException or ChatTemplateException)
        {
            throw new GleanerException(exception.Message, exception);
        }

        var tokens = new ActionTokens(Format.Tokenizer, Format.StopTokens.Select(token => token.Id), Format.Tokenizer.VocabularySize, limit: 2);
        Chat = new ChatRenderer(Format, (use ?? new ChatTemplateUse()).ToChatOptions());
        _renderer = new SequenceRenderer(new ChatView(Chat, tokens, rules));
        _rules = rules;
        _keepSampledIds = keepSampledIds;
    }

    /// <summary>The model's tokens and template.</summary>
    public ChatFormat Format { get; }

    /// <summary>What writes conversations with them.</summary>
    public ChatRenderer Chat { get; }

    /// <summary>Whether <see cref="RenderRows"/> gives the rows that the model saw behind a chat server (<see cref="ChatRenderer.RenderAsServed"/>).</summary>
    public bool AsServed { get; init; }

    /// <inheritdoc/>
    public string? TextOf(int id) => Format.Tokenizer.Decode([id]);

    /// <inheritdoc/>
    public RenderedSequence Render(WeightedTrajectory example)
    {
        ArgumentNullException.ThrowIfNull(example);
        return Named(example, () => _renderer.Render(Known(example)));
    }

    /// <inheritdoc/>
    public IReadOnlyList<RenderedSequence> RenderRows(WeightedTrajectory example)
    {
        ArgumentNullException.ThrowIfNull(example);
        return AsServed ? Named(example, () => Chat.RenderAsServed(MessagesOf(Known(example))).Select(row => new RenderedSequence(row.Ids, row.Weights)).ToList()) : [Render(example)];
    }

    private static T Named<T>(WeightedTrajectory example, Func<T> render)
    {
        try
        {
            return render();
        }
        catch (ChatTemplateException exception)
        {
            throw new GleanerException($"{example.State.Task}: {exception.Message}", exception);
        }
    }

    private List<ChatMessage> MessagesOf(WeightedTrajectory example)
    {
        var messages = ChatView.MessagesOf(example.Turns, _rules);
        foreach (var (turn, weight) in example.Weights.Index())
        {
            messages[(2 * turn) + 2] = messages[(2 * turn) + 2] with { Weight = weight.Weight };
        }

        return messages;
    }

    // Without the ids that are not this model's.
    private WeightedTrajectory Known(WeightedTrajectory example)
    {
        if (_keepSampledIds)
        {
            return example;
        }

        var trajectory = example.Solution.Trajectory;
        ImmutableArray<Trajectories.Turn> turns = [.. trajectory.Turns.Select(turn => turn with { Tokens = null })];
        return example with { Solution = example.Solution with { Trajectory = trajectory with { Turns = turns } } };
    }
}
