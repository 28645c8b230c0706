using Gleaner.Decoder.Sampling;
using Gleaner.Policies;
using Gleaner.Students.Views;

namespace Gleaner.Students.Sampling;

/// <summary>What a session keeps for an open episode: its cache slot, and the tokens that are not in it yet.</summary>
internal sealed class EpisodeCache
{
    private const int None = -1;

    private int _observations;
    private int _actions;

    /// <summary>The slot; only once it was opened.</summary>
    public int Slot { get; private set; } = None;

    /// <summary>Tokens of the sequence that the slot does not have.</summary>
    public List<int> Pending { get; } = [];

    /// <summary>Puts the sequence into a slot that has its first tokens already.</summary>
    public void Open(int slot, int length)
    {
        Slot = slot;
        Pending.RemoveRange(0, length);
    }

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

    public SlotExtension TakePending() => TakePending(Pending.Count);

    /// <summary>The next tokens for the slot.</summary>
    public SlotExtension TakePending(int count)
    {
        var extension = new SlotExtension(Slot, Pending.GetRange(0, count).ToArray());
        Pending.RemoveRange(0, count);
        return extension;
    }
}
