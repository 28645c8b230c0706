using System.Text.Json;
using Gleaner.Chat.Rendering;
using Gleaner.Trajectories;

namespace Gleaner.Formats.Exports;

/// <summary>
/// Single trajectories as training rows of messages, a line of JSON each: for rollouts that somebody picked by hand. Thoughts stand in
/// the turns that have them.
/// </summary>
public static class TrajectoryRows
{
    /// <summary>A trajectory as OpenAI's <c>messages</c>: <c>weight</c> 1 for its own turns, 0 for those of the trunk before them and for replies without an action.</summary>
    /// <param name="trajectory">The trajectory.</param>
    /// <param name="prefixLength">Turns at its beginning that are the trunk's, 0 to its length.</param>
    /// <param name="rules">What a chat model is told about the environment; empty for no message of the system.</param>
    /// <returns>UTF-8, with the line feed.</returns>
    public static byte[] Messages(Trajectory trajectory, int prefixLength, string rules)
    {
        ArgumentNullException.ThrowIfNull(trajectory);
        return Line(json =>
        {
            json.WriteStartArray("messages");
            WriteRules(json, rules);
            for (var i = 0; i < trajectory.Length; i++)
            {
                WriteSeen(json, trajectory.Turns[i].Observation);
                json.WriteStartObject();
                MessageJson.WriteRoleAndContent(json, Said(trajectory.Turns[i]));
                json.WriteNumber("weight", i < prefixLength || trajectory.Turns[i].IsMalformed ? 0 : 1);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    /// <summary>Two trajectories from one state as TRL's <c>prompt</c>, <c>chosen</c> and <c>rejected</c>: the prompt ends with what both saw there.</summary>
    /// <param name="chosen">The better one.</param>
    /// <param name="rejected">The worse one; its first turns are the same.</param>
    /// <param name="prefixLength">Turns before the state, less than the length of either.</param>
    /// <param name="rules">What a chat model is told about the environment; empty for no message of the system.</param>
    /// <returns>UTF-8, with the line feed.</returns>
    public static byte[] Preference(Trajectory chosen, Trajectory rejected, int prefixLength, string rules)
    {
        ArgumentNullException.ThrowIfNull(chosen);
        ArgumentNullException.ThrowIfNull(rejected);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(prefixLength, Math.Min(chosen.Length, rejected.Length));
        return Line(json =>
        {
            json.WriteStartArray("prompt");
            WriteRules(json, rules);
            foreach (var turn in chosen.Turns[..prefixLength])
            {
                WriteSeen(json, turn.Observation);
                WriteMessage(json, Said(turn));
            }

            WriteSeen(json, chosen.Turns[prefixLength].Observation);
            json.WriteEndArray();
            WriteOwn(json, "chosen", chosen, prefixLength);
            WriteOwn(json, "rejected", rejected, prefixLength);
        });
    }

    private static void WriteOwn(Utf8JsonWriter json, string name, Trajectory trajectory, int from)
    {
        json.WriteStartArray(name);
        for (var i = from; i < trajectory.Length; i++)
        {
            if (i > from)
            {
                WriteSeen(json, trajectory.Turns[i].Observation);
            }

            WriteMessage(json, Said(trajectory.Turns[i]));
        }

        json.WriteEndArray();
    }

    private static ConversationMessage Said(Turn turn) => new(ChatRole.Assistant, ReActTurn.Of(turn, withThought: true), 0);

    private static void WriteRules(Utf8JsonWriter json, string rules)
    {
        if (rules.Length > 0)
        {
            WriteMessage(json, new ConversationMessage(ChatRole.System, rules, 0));
        }
    }

    private static void WriteSeen(Utf8JsonWriter json, Observation seen) => WriteMessage(json, new ConversationMessage(ChatRole.User, seen.Text, 0));

    private static void WriteMessage(Utf8JsonWriter json, ConversationMessage message)
    {
        json.WriteStartObject();
        MessageJson.WriteRoleAndContent(json, message);
        json.WriteEndObject();
    }

    private static byte[] Line(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        ExportJson.WriteLines(stream, [write], (json, row) => row(json));
        return stream.ToArray();
    }
}
