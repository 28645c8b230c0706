using Gleaner.Decoder.Sampling;
using Gleaner.Policies;
using Gleaner.Students.Views;

namespace Gleaner.Students.Sampling;

/// <summary>What a session keeps for an open episode: its cache slot, and the tokens that are not in it yet.</summary>
internal sealed class EpisodeCache(int slot)
{
    private int _observations;
    private int _actions;

    public int Slot { get; } = slot;

    /// <summary>Tokens of the sequence that the cache has not seen.</summary>
    public List<int> Pending { get; } = [];

    /// <summary>Queues what the episode has seen and done since the last decision, and what it sees now.</summary>
    public void CatchUp(OpenEpisode episode, SequenceRenderer renderer)
    {
        while (_actions < episode.Turns.Count)
        {
            var turn = episode.Turns[_actions];
            if (_observations == _actions)
            {
                renderer.AppendObservation(turn.Observation, new TurnsBefore(episode.Turns, _actions), Pending);
                _observations++;
            }

            renderer.AppendAction(turn, Pending);
            _actions++;
        }

        if (_observations == _actions)
        {
            renderer.AppendObservation(episode.Observation, episode.Turns, Pending);
            _observations++;
        }
    }

    /// <summary>Says that the action to come is queued token by token as it is sampled.</summary>
    public void MarkActionSampled() => _actions++;

    public SlotExtension TakePending()
    {
        var extension = new SlotExtension(Slot, Pending.ToArray());
        Pending.Clear();
        return extension;
    }
}
