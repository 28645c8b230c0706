using System.Collections;
using Gleaner.Selection;
using Gleaner.Trajectories;

namespace Gleaner.Students.Views;

/// <summary>
/// The one renderer: turns into token ids and loss weights. Sampling asks it for the same pieces in the same order, so what is
/// trained on is what was sampled.
/// </summary>
internal sealed class SequenceRenderer(IStudentView view)
{
    /// <summary>Appends the tokens of what is seen after the given turns.</summary>
    public void AppendObservation(Observation observation, IReadOnlyList<Turn> turns, List<int> ids) =>
        view.RenderObservation(observation, turns, ids);

    /// <summary>Appends an action's tokens: as they were sampled if they were, else rendered from the text.</summary>
    public void AppendAction(IReadOnlyList<Turn> turns, int index, List<int> ids)
    {
        var turn = turns[index];
        if (turn.Tokens is { } sampled)
        {
            ids.AddRange(sampled.Ids);
        }
        else
        {
            view.RenderAction(turn.Observation, new TurnsBefore(turns, index), turn.Action, ids);
        }
    }

    /// <summary>The whole sequence of an example: observations with weight 0, each action's tokens with the action's weight.</summary>
    /// <param name="example">The example.</param>
    /// <param name="longest">Most tokens: turns that have no room, and those after them, are left out.</param>
    public RenderedSequence Render(WeightedTrajectory example, int longest = int.MaxValue)
    {
        var turns = example.Turns;
        var ids = new List<int>();
        var weights = new List<float>();
        var isTruncated = false;
        for (var i = 0; i < turns.Length; i++)
        {
            var fitting = ids.Count;
            AppendObservation(turns[i].Observation, new TurnsBefore(turns, i), ids);
            Pad(weights, ids, 0);
            AppendAction(turns, i, ids);
            if (ids.Count > longest)
            {
                ids.RemoveRange(fitting, ids.Count - fitting);
                weights.RemoveRange(fitting, weights.Count - fitting);
                isTruncated = true;
                break;
            }

            Pad(weights, ids, example.Weights[i].Weight);
        }

        return new RenderedSequence([.. ids], [.. weights]) { IsTruncated = isTruncated };
    }

    /// <summary>Gives the ids that have none yet a weight.</summary>
    public static void Pad(List<float> weights, List<int> ids, float weight) => weights.AddRange(Enumerable.Repeat(weight, ids.Count - weights.Count));
}

/// <summary>The first turns of a list, without a copy.</summary>
internal sealed class TurnsBefore(IReadOnlyList<Turn> turns, int count) : IReadOnlyList<Turn>
{
    public int Count => count;

    public Turn this[int index] => index < count ? turns[index] : throw new ArgumentOutOfRangeException(nameof(index));

    public IEnumerator<Turn> GetEnumerator() => turns.Take(count).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
