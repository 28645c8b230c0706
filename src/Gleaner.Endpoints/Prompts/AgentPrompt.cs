using System.Text;
using Gleaner.Chat.Replies;
using Gleaner.Trajectories;
using Microsoft.Extensions.AI;

namespace Gleaner.Endpoints.Prompts;

/// <summary>
/// How an episode looks to a chat model: rules, form and examples as the system message, every observation a message of the
/// user, every turn a message of the assistant. The system message is the same in all episodes, so servers can cache it.
/// </summary>
public sealed class AgentPrompt
{
    private readonly ChatMessage _system;
    private readonly PromptStyle _style;

    /// <param name="rules">What the model is told about the environment; see <see cref="EnvironmentRules"/>.</param>
    /// <param name="style">What it is asked to answer.</param>
    /// <param name="examples">Trajectories that are shown as examples; may be empty.</param>
    public AgentPrompt(string rules, PromptStyle style, IReadOnlyList<Trajectory> examples)
    {
        _style = style;
        var head = style == PromptStyle.Student ? rules : $"{rules.Trim()}\n\n{Form(style)}";
        _system = new ChatMessage(ChatRole.System, string.Join("\n\n", [head, .. examples.Select(Example)]));
    }

    /// <summary>The form of answers.</summary>
    public PromptStyle Style => _style;

    /// <summary>What a model is told after a reply in which no action can be made out.</summary>
    public string Correction => _style == PromptStyle.ReAct
        ? "No action could be made out in that reply. Answer again: one line 'Thought: …', then one line 'Action: …', nothing after it."
        : "No action could be made out in that reply. Answer again with one action on one line and nothing else.";

    /// <summary>The messages for the next turn.</summary>
    /// <param name="turns">The turns so far.</param>
    /// <param name="observation">What is seen now.</param>
    /// <param name="leftOut">How many of the oldest observations after the first are left out. The first one, which holds the task, always stays.</param>
    public List<ChatMessage> Messages(IReadOnlyList<Turn> turns, Observation observation, int leftOut)
    {
        var messages = new List<ChatMessage>((2 * turns.Count) + 2) { _system };
        for (var i = 0; i < turns.Count; i++)
        {
            messages.Add(new ChatMessage(ChatRole.User, i > 0 && i <= leftOut ? Gleaner.Chat.Rendering.ChatMessage.LeftOutText : turns[i].Observation.Text));
            messages.Add(new ChatMessage(ChatRole.Assistant, Reply(turns[i])));
        }

        messages.Add(new ChatMessage(ChatRole.User, observation.Text));
        return messages;
    }

    private string Reply(Turn turn) => _style == PromptStyle.ReAct && !turn.IsMalformed ? ReplyText.Of(turn.Thought, turn.Action) : turn.Action;

    private static string Form(PromptStyle style) => style == PromptStyle.ReAct
        ? """
          Answer every message with exactly two lines: what you think, in a sentence or two, and one action.
          Thought: your thought
          Action: your action
          """
        : "Answer every message with exactly one action on one line and nothing else.";

    private string Example(Trajectory trajectory)
    {
        var text = new StringBuilder("Here is how another task was done.");
        foreach (var turn in trajectory.Turns)
        {
            text.Append("\n\nObservation: ").Append(turn.Observation.Text.Trim()).Append('\n').Append(Reply(turn));
        }

        return text.ToString();
    }
}

/// <summary>What a model is asked to answer.</summary>
public enum PromptStyle
{
    /// <summary>A thought, then an action (Yao et al. 2023, arXiv 2210.03629).</summary>
    ReAct,

    /// <summary>An action alone.</summary>
    Act,

    /// <summary>
    /// An action alone, asked for by the environment's rules as they stand: the conversation that a student is trained on
    /// (<c>gleaner export</c>), so that a student that was trained elsewhere sees the same where it is served.
    /// </summary>
    Student,
}
