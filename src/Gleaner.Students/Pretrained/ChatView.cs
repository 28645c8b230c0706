using Gleaner.Chat.Rendering;
using Gleaner.Environments;
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
    public void RenderObservation(Observation observation, IReadOnlyList<Turn> turns, List<int> ids) =>
        ids.AddRange(Replay(turns).AddPrompt(Messages(observation, turns.Count)));

    /// <inheritdoc/>
    public void RenderAction(Observation observation, IReadOnlyList<Turn> turns, string action, List<int> ids)
    {
        var chat = Replay(turns);
        chat.AddPrompt(Messages(observation, turns.Count));
        ids.AddRange(chat.AddTurn(new ChatMessage(ChatRole.Assistant, action)));
    }

    /// <inheritdoc/>
    public IActionGrammar GrammarFor(Observation observation) => new FreeTextGrammar(_tokens);

    private ChatSession Replay(IReadOnlyList<Turn> turns)
    {
        var chat = _renderer.Open();
        for (var i = 0; i < turns.Count; i++)
        {
            chat.AddPrompt(Messages(turns[i].Observation, i));
            chat.AddTurn(new ChatMessage(ChatRole.Assistant, turns[i].Action) { SampledIds = turns[i].Tokens?.Ids ?? [] });
        }

        return chat;
    }

    private ChatMessage[] Messages(Observation observation, int turn)
    {
        var seen = new ChatMessage(ChatRole.User, observation.Text);
        return turn == 0 ? [new ChatMessage(ChatRole.System, _rules), seen] : [seen];
    }
}
