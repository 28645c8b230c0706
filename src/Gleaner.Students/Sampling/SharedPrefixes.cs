using Gleaner.Decoder.Sampling;

namespace Gleaner.Students.Sampling;

/// <summary>
/// Lets sequences fork what they are about to compute from others that have it or will have it: the instruction, an expert's
/// trunk, a system prompt, a page that two rollouts came to by the same actions. Forked or computed, the bits are the same.
/// </summary>
internal static class SharedPrefixes
{
    /// <summary>Below so many tokens a fork, which copies a page, costs more than it saves.</summary>
    private const int LeastGain = 4;

    /// <summary>Gives each cache a slot with all that could be shared; each is left with at least one pending token.</summary>
    /// <param name="session">The session of all slots.</param>
    /// <param name="caches">What is to be decided next: with pending tokens, open or not.</param>
    /// <param name="held">All open slots, those of <paramref name="caches"/> among them.</param>
    public static void Open(InferenceSession session, IEnumerable<EpisodeCache> caches, IReadOnlyList<EpisodeCache> held)
    {
        var waiting = Plan(session, caches, held);
        while (waiting.Count > 0)
        {
            var ready = waiting.FindAll(sequence => sequence.IsReady);
            waiting.RemoveAll(sequence => sequence.IsReady);
            ready.ForEach(sequence => sequence.Open(session));
            SlotExtension[] trunks = [.. ready.Where(sequence => sequence.Missing > 0).Select(sequence => sequence.TakeMissing())];
            if (trunks.Length > 0)
            {
                session.Extend(trunks);
            }

            ready.ForEach(sequence => sequence.IsComputed = true);
        }
    }

    /// <summary>
    /// Chooses for each sequence, the longest first, the one with the longest common beginning among the open slots and those
    /// queued before it. What then remains to be computed are just the new nodes of the tree that all sequences form.
    /// </summary>
    private static List<QueuedSequence> Plan(InferenceSession session, IEnumerable<EpisodeCache> caches, IReadOnlyList<EpisodeCache> held)
    {
        var planned = new List<QueuedSequence>();
        foreach (var cache in caches.Where(cache => !cache.IsOpen || cache.Pending.Count > LeastGain).OrderByDescending(cache => cache.Pending.Count))
        {
            var sequence = new QueuedSequence(cache, session);
            foreach (var other in held)
            {
                sequence.Consider(other, session, LeastGain);
            }

            foreach (var other in planned)
            {
                sequence.Consider(other, LeastGain);
            }

            sequence.Reserve(session);
            planned.Add(sequence);
        }

        return planned;
    }
}
