using System.Collections.Immutable;
using Gleaner.Decoder.Sampling;
using Gleaner.Policies;
using Gleaner.Students.Views;

namespace Gleaner.Students.Sampling;

/// <summary>
/// Samples actions for many episodes at once: all of them take a token in each pass of the decoder. What sequences have in
/// common is computed once.
/// </summary>
/// <param name="decoder">The student's weights.</param>
/// <param name="view">How the environment looks to it.</param>
/// <param name="decoding">How tokens are drawn.</param>
/// <param name="reuse">What is kept and shared; results are the same.</param>
internal sealed class DecoderPolicySession(FrozenDecoder decoder, IStudentView view, Decoding decoding, PrefixReuse reuse = PrefixReuse.Shared)
    : IPolicySession
{
    private readonly InferenceSession _session = new(decoder);
    private readonly SequenceRenderer _renderer = new(view);
    private readonly List<EpisodeCache> _held = [];
    private readonly List<PendingDecision> _undecided = [];
    private readonly int _vocabularySize = decoder.Config.VocabularySize;
    private float[] _logits = [];
    private float[] _candidates = [];
    private SlotExtension[] _extensions = [];

    /// <summary>Above so many candidates a pass takes the logits of all rows and the whole vocabulary at once.</summary>
    private const int ManyCandidates = 512;

    public ValueTask<IReadOnlyList<Decision>> ActAsync(IReadOnlyList<OpenEpisode> episodes, CancellationToken cancellationToken)
    {
        var decisions = new Decision[episodes.Count];
        for (var i = 0; i < episodes.Count; i++)
        {
            Begin(i, episodes[i], decisions);
        }

        OpenSlots();
        while (_undecided.Count > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            EndWhereFull(decisions);
            Extend();
            Draw(decisions);
        }

        return ValueTask.FromResult<IReadOnlyList<Decision>>(decisions);
    }

    /// <summary>Tokens that went through the decoder.</summary>
    public long TokensComputed => _session.TokensComputed;

    /// <summary>The ids of an episode's sequence so far: those that the decoder was fed, then those that it gets next.</summary>
    public ImmutableArray<int> TokensOf(OpenEpisode episode) => episode.SessionState is EpisodeCache cache
        ? [.. _session.Tokens(cache.Slot), .. cache.Pending]
        : [];

    public void Release(OpenEpisode episode)
    {
        if (episode.SessionState is not EpisodeCache cache)
        {
            return;
        }

        // What a task's rollouts have computed is kept while one of them may still come to the same page.
        episode.SessionState = null;
        cache.IsRetired = true;
        if (reuse != PrefixReuse.Shared || !_held.Exists(other => other.Task == cache.Task && !other.IsRetired))
        {
            foreach (var ended in _held.Where(other => other.Task == cache.Task && other.IsRetired))
            {
                _session.Release(ended.Slot);
            }

            _held.RemoveAll(other => other.Task == cache.Task && other.IsRetired);
        }
    }

    public void Dispose()
    {
        // The session's memory is managed; nothing to give back.
    }

    private void OpenSlots()
    {
        if (reuse == PrefixReuse.Shared)
        {
            SharedPrefixes.Open(_session, _undecided.Select(decision => decision.Cache), _held);
        }

        foreach (var cache in _undecided.Select(decision => decision.Cache).Where(cache => !_held.Contains(cache)))
        {
            if (!cache.IsOpen)
            {
                cache.Open(_session.Create(), 0);
            }

            _held.Add(cache);
        }
    }

    private void Begin(int index, OpenEpisode episode, Decision[] decisions)
    {
        if (reuse == PrefixReuse.None)
        {
            Release(episode);
        }

        if (episode.SessionState is not EpisodeCache cache)
        {
            episode.SessionState = cache = new EpisodeCache(episode.Task);
        }

        cache.CatchUp(episode, _renderer);
        _undecided.Add(new PendingDecision(index, episode, cache, view.GrammarFor(episode.Observation)));
    }

    /// <summary>
    /// Ends the episodes that have no room for the token to be drawn. It must fit as well as those before it: a sequence that
    /// was sampled must be short enough to be trained on.
    /// </summary>
    private void EndWhereFull(Decision[] decisions) => _undecided.RemoveAll(decision =>
    {
        var isFull = _session.Length(decision.Cache.Slot) + decision.Cache.Pending.Count >= decoder.Config.MaxSequenceLength;
        if (isFull)
        {
            decisions[decision.Index] = new Decision(null) { IsContextFull = true };
        }

        return isFull;
    });

    private void Extend()
    {
        if (_extensions.Length < _undecided.Count)
        {
            _extensions = new SlotExtension[_undecided.Count];
        }

        for (var row = 0; row < _undecided.Count; row++)
        {
            _extensions[row] = _undecided[row].Cache.TakePending();
        }

        _session.Extend(_extensions.AsSpan(0, _undecided.Count));
    }

    private void Draw(Decision[] decisions)
    {
        var rows = _undecided.Count;
        var wholeVocabulary = _undecided.Exists(decision => decision.Grammar.Candidates.Length > ManyCandidates);
        if (wholeVocabulary)
        {
            Grow(ref _logits, rows * _vocabularySize);
            _session.Logits(_logits.AsSpan(0, rows * _vocabularySize));
        }

        for (var row = rows - 1; row >= 0; row--)
        {
            var decision = _undecided[row];
            var ids = decision.Grammar.Candidates;
            Grow(ref _candidates, ids.Length);
            var logits = _candidates.AsSpan(0, ids.Length);
            if (wholeVocabulary)
            {
                Gather(_logits.AsSpan(row * _vocabularySize, _vocabularySize), ids, logits);
            }
            else
            {
                _session.LogitsFor(row, ids, logits);
            }

            if (decision.Draw(logits, decoding.Temperature))
            {
                decisions[decision.Index] = decision.ToDecision();
                _undecided.RemoveAt(row);
            }
        }
    }

    private static void Gather(ReadOnlySpan<float> all, ReadOnlySpan<int> ids, Span<float> logits)
    {
        for (var i = 0; i < ids.Length; i++)
        {
            logits[i] = all[ids[i]];
        }
    }

    private static void Grow(ref float[] buffer, int length)
    {
        if (buffer.Length < length)
        {
            buffer = new float[length];
        }
    }
}
