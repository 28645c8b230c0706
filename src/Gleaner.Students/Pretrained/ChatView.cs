using Gleaner.Chat.Rendering;
using Gleaner.Students.Views;
using Gleaner.Trajectories;

namespace Gleaner.Students.Pretrained;

/// <summary>
/// How an environment looks to a chat model: its rules as the system message, every observation a message of the user, every
/// action a turn of the assistant. The ids are the chat renderer's; actions are free text up to the end of the turn.
/// </summary>
internal sealed class ChatView : IStudentView
{
    private readonly ChatRenderer _renderer;
    private readonly ActionTokens _tokens;
    private readonly string _rules;

    /// <param name="renderer">Makes ids of messages.</param>
    /// <param name="tokens">The tokens that actions are written in.</param>
    /// <param name="rules">What the model is told about the environment and its actions.</param>
    public ChatView(ChatRenderer renderer, ActionTokens tokens, string rules)
    {
        _renderer = renderer;
        _tokens = tokens;
        _rules = rules;
    }

    /// <inheritdoc/>
    public void RenderObservation(Observation observation, IReadOnlyList<Turn> turns, List<int> ids)
    {
        var messages = MessagesOf(turns, _rules);
        messages.Add(new ChatMessage(ChatRole.User, observation.Text));
        ids.AddRange(_renderer.RenderLastPrompt(messages));
    }

    /// <inheritdoc/>
    public void RenderAction(Observation observation, IReadOnlyList<Turn> turns, string action, List<int> ids) =>
        ids.AddRange(_renderer.RenderTurn(action));

    /// <inheritdoc/>
    public IActionGrammar GrammarFor(Observation observation) => new FreeTextGrammar(_tokens);

    /// <inheritdoc/>
    public string? TextOf(int id) => _tokens.TextOf(id);

    /// <summary>The rules, then an observation and an action for each turn: the action of turn i is message 2i + 2.</summary>
    internal static List<ChatMessage> MessagesOf(IReadOnlyList<Turn> turns, string rules)
    {
        var messages = new List<ChatMessage>((2 * turns.Count) + 2) { new(ChatRole.System, rules) };
        foreach (var turn in turns)
        {
            messages.Add(new ChatMessage(ChatRole.User, turn.Observation.Text));
            messages.Add(new ChatMessage(ChatRole.Assistant, turn.Action) { SampledIds = turn.Tokens?.Ids ?? [], LeftOut = turn.LeftOut });
        }

        return messages;
    }
}
