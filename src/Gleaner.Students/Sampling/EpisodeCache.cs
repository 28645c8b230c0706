using Gleaner.Decoder.Sampling;
using Gleaner.Policies;
using Gleaner.Students.Views;
using Gleaner.Tasks;

namespace Gleaner.Students.Sampling;

/// <summary>What a session keeps for an open episode: its cache slot, and the tokens that are not in it yet.</summary>
internal sealed class EpisodeCache(TaskId task)
{
    /// <summary>No slot.</summary>
    public const int None = -1;

    private int _observations;
    private int _actions;

    /// <summary>The episode's task.</summary>
    public TaskId Task => task;

    /// <summary>Whether the episode has ended; its slot is then kept for others to fork from.</summary>
    public bool IsRetired { get; set; }

    /// <summary>Whether there is a slot.</summary>
    public bool IsOpen => Slot != None;

    /// <summary>The slot, once there is one.</summary>
    public int Slot { get; private set; } = None;

    /// <summary>Tokens of the sequence that the slot does not have.</summary>
    public List<int> Pending { get; } = [];

    /// <summary>Moves the sequence to a slot that has the first so many of the pending tokens already.</summary>
    public void Open(int slot, int count)
    {
        Slot = slot;
        Pending.RemoveRange(0, count);
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

            renderer.AppendAction(episode.Turns, _actions, Pending);
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
