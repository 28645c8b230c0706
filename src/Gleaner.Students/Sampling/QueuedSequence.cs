using Gleaner.Decoder.Sampling;

namespace Gleaner.Students.Sampling;

/// <summary>A sequence with pending tokens, and the slot or the other queued sequence that it shares its beginning with.</summary>
internal sealed class QueuedSequence
{
    private readonly EpisodeCache _cache;
    private readonly int[] _tokens;
    private readonly int _limit;
    private QueuedSequence? _trunk;
    private int _source = EpisodeCache.None;
    private int _slot = EpisodeCache.None;
    private int _has;
    private int _needed;

    public QueuedSequence(EpisodeCache cache, InferenceSession session)
    {
        _cache = cache;
        _tokens = cache.IsOpen ? [.. session.Tokens(cache.Slot), .. cache.Pending] : [.. cache.Pending];
        _has = _tokens.Length - cache.Pending.Count;

        // The last token is never shared: its logits are needed.
        _limit = Math.Min(_tokens.Length - 1, session.Config.MaxSequenceLength);
    }

    /// <summary>Whether its trunk has what it shares, so that it can be opened.</summary>
    public bool IsReady => _trunk is null || _trunk.IsComputed;

    /// <summary>Whether its slot has all that others share with it.</summary>
    public bool IsComputed { get; set; }

    /// <summary>Tokens to be computed before others can share them.</summary>
    public int Missing => Math.Max(0, _needed - _has);

    /// <summary>Takes a slot as the source if more is in common with it than with those seen so far, by at least so many tokens.</summary>
    public void Consider(EpisodeCache held, InferenceSession session, int gain)
    {
        if (held != _cache && held.IsOpen && TryShare(session.Tokens(held.Slot), gain))
        {
            (_source, _trunk) = (held.Slot, null);
        }
    }

    /// <summary>The same for a sequence that is queued before this one.</summary>
    public void Consider(QueuedSequence other, int gain)
    {
        if (TryShare(other._tokens, gain))
        {
            (_source, _trunk) = (EpisodeCache.None, other);
        }
    }

    /// <summary>Forks from a slot at once, while it is sure to be there, and tells a queued trunk how much of it must be computed first.</summary>
    public void Reserve(InferenceSession session)
    {
        if (_trunk is not null)
        {
            _trunk._needed = Math.Max(_trunk._needed, _has);
        }
        else if (_source != EpisodeCache.None)
        {
            _slot = Fork(session, _source);
        }
    }

    /// <summary>Gives the cache its slot.</summary>
    public void Open(InferenceSession session)
    {
        if (_trunk is not null)
        {
            _slot = Fork(session, _trunk._cache.Slot);
        }
        else if (_slot == EpisodeCache.None)
        {
            _slot = _cache.IsOpen ? _cache.Slot : session.Create();
        }

        if (_cache.IsOpen && _cache.Slot != _slot)
        {
            session.Release(_cache.Slot);
        }

        _cache.Open(_slot, _cache.Pending.Count - (_tokens.Length - _has));
    }

    /// <summary>The tokens to be computed before others can share them.</summary>
    public SlotExtension TakeMissing() => _cache.TakePending(Missing);

    private bool TryShare(ReadOnlySpan<int> tokens, int gain)
    {
        var common = Math.Min(_tokens.AsSpan().CommonPrefixLength(tokens), _limit);
        if (common < _has + gain)
        {
            return false;
        }

        _has = common;
        return true;
    }

    private int Fork(InferenceSession session, int source)
    {
        var slot = session.Fork(source);
        session.Truncate(slot, _has);
        return slot;
    }
}
