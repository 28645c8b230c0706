using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Gleaner.IO.Texts;
using Gleaner.Trajectories;
using Microsoft.Extensions.AI;

namespace Gleaner.Endpoints.Judging;

/// <summary>How a chat model is asked which steps of a trajectory decide it, and how its answer is understood.</summary>
internal static partial class JudgePrompt
{
    /// <summary>Characters of an observation that are shown.</summary>
    private const int LongestObservation = 2000;

    private const string Rules =
        """
        You are shown everything that an agent saw and did on a task in which it succeeded. Say which of its steps were critical.
        A step is critical if the task would probably have been lost without it and if it is not what any agent would do there anyway: it sets the plan, it
        finds out what later steps depend on, it does what cannot be made good later, or it puts an earlier mistake right. Steps taken in
        passing are not critical.
        """;

    public const string Correction = "No numbers of steps could be made out in that reply. Answer again with the numbers alone, on one line, separated by commas.";

    /// <summary>The question about a trajectory.</summary>
    /// <param name="trajectory">The trajectory.</param>
    /// <param name="most">How many steps may be named.</param>
    public static List<ChatMessage> Ask(Trajectory trajectory, int most)
    {
        var text = new StringBuilder();
        for (var i = 0; i < trajectory.Length; i++)
        {
            var turn = trajectory.Turns[i];
            text.Append(CultureInfo.InvariantCulture, $"Step {i + 1}\nSeen: {Excerpt.Start(turn.Observation.Text.Trim(), LongestObservation)}\n");
            text.Append(turn.Thought is { } thought ? $"Thought: {thought.Trim()}\n" : "").Append(CultureInfo.InvariantCulture, $"Done: {turn.Action}\n\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"These were all {trajectory.Length} steps. Name the {(most == 1 ? "one step that was" : $"at most {most} steps that were")} critical, the most critical first. ");
        text.Append("Answer with their numbers alone, on one line, separated by commas.");
        return [new ChatMessage(ChatRole.System, Rules), new ChatMessage(ChatRole.User, text.ToString())];
    }

    /// <summary>The steps that a reply names on its last line, from 0, in its order; empty if none can be made out.</summary>
    /// <param name="said">What the model said, its thoughts left out.</param>
    /// <param name="length">The trajectory's length.</param>
    /// <param name="most">How many are taken.</param>
    public static ImmutableArray<int> StepsIn(string said, int length, int most)
    {
        var line = said.Split('\n').Select(part => part.Trim()).LastOrDefault(part => part.Length > 0) ?? "";
        return
        [
            .. Numbers().Matches(line)
                .Select(match => int.TryParse(match.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0)
                .Where(number => number > 0 && number <= length)
                .Distinct()
                .Take(most)
                .Select(number => number - 1),
        ];
    }

    [GeneratedRegex(@"\d+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Numbers();
}
