using Gleaner.Randomness;
using Gleaner.Students.Views;
using Gleaner.Trajectories;

namespace Gleaner.Students.Text;

/// <summary>
/// Sequences for self-supervised pre-training: stretches of trajectories as the view shows them, observations and actions alike
/// to be predicted, but replies without an action. What came of a trajectory does not matter: this is about how the environment speaks and answers.
/// </summary>
/// <param name="view">The student's view: the same tokens as in rollouts.</param>
/// <param name="trajectories">The trajectories, each with a turn at least.</param>
/// <param name="length">Longest sequence in tokens.</param>
internal sealed class TextCorpus(TextView view, IReadOnlyList<Trajectory> trajectories, int length)
{
    /// <summary>Draws a stretch: every second one from the beginning, the others from any turn.</summary>
    public RenderedSequence Draw(RandomStream random)
    {
        var trajectory = trajectories[random.Next(trajectories.Count)];
        var turn = random.Next(2) == 0 ? 0 : random.Next(trajectory.Length);
        var ids = new List<int>();
        var weights = new List<float>();
        for (; turn < trajectory.Length && ids.Count < length; turn++)
        {
            view.RenderObservation(trajectory.Turns[turn].Observation, new TurnsBefore(trajectory.Turns, turn), ids);
            SequenceRenderer.Pad(weights, ids, 1);
            view.RenderAction(trajectory.Turns[turn].Action, ids);
            SequenceRenderer.Pad(weights, ids, trajectory.Turns[turn].IsMalformed ? 0 : 1);
        }

        if (ids.Count < length)
        {
            view.RenderObservation(trajectory.Final, trajectory.Turns, ids);
            SequenceRenderer.Pad(weights, ids, 1);
        }

        var count = Math.Min(length, ids.Count);
        return new RenderedSequence([.. ids.Take(count)], [0, .. weights.Take(count).Skip(1)]);
    }
}
