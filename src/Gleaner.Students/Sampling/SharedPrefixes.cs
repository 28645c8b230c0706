using Gleaner.Decoder.Sampling;

namespace Gleaner.Students.Sampling;

/// <summary>
/// Opens slots for new sequences so that a beginning which several have in common is computed once and forked: the
/// instruction, an expert's trunk, a system prompt. Sequences may share with each other and with those that are open
/// already. Forked or computed, the bits are the same.
/// </summary>
internal static class SharedPrefixes
{
    /// <summary>Below so many tokens a fork, which copies a page, costs more than it saves.</summary>
    private const int ShortestFork = 4;

    /// <summary>Opens all of <paramref name="caches"/>; each is left with at least one pending token.</summary>
    public static void Open(InferenceSession session, IReadOnlyList<EpisodeCache> caches, IReadOnlyList<EpisodeCache> open)
    {
        var waiting = Plan(session, caches, open);
        while (waiting.Count > 0)
        {
            var ready = waiting.FindAll(sequence => sequence.IsReady);
            waiting.RemoveAll(sequence => sequence.IsReady);
            foreach (var sequence in ready)
            {
                sequence.Open(session);
            }

            SlotExtension[] trunks = [.. ready.Where(sequence => sequence.Missing > 0).Select(sequence => sequence.Cache.TakePending(sequence.Missing))];
            if (trunks.Length > 0)
            {
                session.Extend(trunks);
            }

            ready.ForEach(sequence => sequence.IsComputed = true);
        }
    }

    /// <summary>
    /// Chooses for each sequence, the longest first, the one with the longest common beginning among those before it and the
    /// open ones. What then remains to be computed are just the nodes of the tree that all sequences form.
    /// </summary>
    private static List<NewSequence> Plan(InferenceSession session, IReadOnlyList<EpisodeCache> caches, IReadOnlyList<EpisodeCache> open)
    {
        var planned = new List<NewSequence>(caches.Count);
        foreach (var cache in caches.OrderByDescending(cache => cache.Pending.Count))
        {
            var sequence = new NewSequence(cache, session.Config.MaxSequenceLength);
            foreach (var other in open)
            {
                sequence.ConsiderOpen(other, session.Tokens(other.Slot), ShortestFork);
            }

            foreach (var other in planned)
            {
                sequence.ConsiderNew(other, ShortestFork);
            }

            sequence.ReserveInTrunk();
            planned.Add(sequence);
        }

        return planned;
    }
}
