using System.Collections.Immutable;
using Gleaner.Chat.Rendering;
using Gleaner.Selection;
using Gleaner.Tasks;

namespace Gleaner.Formats.Exports;

/// <summary>
/// An example as a conversation: the rules as the system's message, observations as the user's, actions as the assistant's. What was
/// seen after the last action is left out: nothing is learnt from it.
/// </summary>
/// <param name="Task">The task.</param>
/// <param name="Messages">Its messages; after the system's the user and the assistant take turns, and the assistant is last.</param>
public sealed record Conversation(TaskId Task, ImmutableArray<ConversationMessage> Messages)
{
    /// <summary>Where the example can be looked at, written into its row; null, and not written, for nothing.</summary>
    public string? Source { get; init; }

    /// <summary>The assistant's turns that are trained.</summary>
    public int TrainedTurns => Messages.Count(message => message.IsTrained);

    /// <summary>The assistant's turns that are not trained.</summary>
    public int MaskedTurns => Messages.Count(message => message.Role == ChatRole.Assistant) - TrainedTurns;

    /// <summary>The conversation of an example.</summary>
    /// <param name="example">The example.</param>
    /// <param name="rules">What the model is told about the environment and its actions; empty for no message of the system.</param>
    /// <param name="thoughts">
    /// Whether a turn's thought is part of it: <c>Thought: …</c>, a line feed and <c>Action: …</c>. Without, a turn is its action.
    /// </param>
    /// <param name="part">Which part of a trained turn is trained.</param>
    public static Conversation Of(WeightedTrajectory example, string rules, bool thoughts = false, TrainedPart part = TrainedPart.Turn)
    {
        ArgumentNullException.ThrowIfNull(example);
        var turns = example.Turns;
        var messages = ImmutableArray.CreateBuilder<ConversationMessage>((2 * turns.Length) + 1);
        if (!string.IsNullOrEmpty(rules))
        {
            messages.Add(new ConversationMessage(ChatRole.System, rules, 0));
        }

        for (var i = 0; i < turns.Length; i++)
        {
            messages.Add(new ConversationMessage(ChatRole.User, turns[i].Observation.Text, 0));
            var content = ReActTurn.Of(turns[i], thoughts);
            messages.Add(new ConversationMessage(ChatRole.Assistant, content, example.Weights[i].Weight)
            {
                WeightStart = part == TrainedPart.Action ? ReActTurn.ActionStart(content) : 0,
            });
        }

        return new Conversation(example.State.Task, messages.DrainToImmutable());
    }
}
