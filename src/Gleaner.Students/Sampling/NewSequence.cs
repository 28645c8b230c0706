using Gleaner.Decoder.Sampling;

namespace Gleaner.Students.Sampling;

/// <summary>A sequence that is about to get a slot, and where its first tokens come from.</summary>
/// <param name="cache">The sequence: all of it is pending.</param>
/// <param name="maxLength">The most tokens of a slot.</param>
internal sealed class NewSequence(EpisodeCache cache, int maxLength)
{
    private readonly int[] _tokens = [.. cache.Pending];
    private EpisodeCache? _source;
    private NewSequence? _trunk;
    private int _shared;
    private int _needed;

    public EpisodeCache Cache => cache;

    /// <summary>Whether what it shares is computed, so that it can be opened.</summary>
    public bool IsReady => _trunk is null || _trunk.IsComputed;

    /// <summary>Whether its slot has all that others share with it.</summary>
    public bool IsComputed { get; set; }

    /// <summary>Tokens to be computed before others can share them.</summary>
    public int Missing => Math.Max(0, _needed - _shared);

    public void ConsiderOpen(EpisodeCache other, ReadOnlySpan<int> tokens, int shortest)
    {
        if (Take(tokens, shortest))
        {
            _source = other;
            _trunk = null;
        }
    }

    public void ConsiderNew(NewSequence other, int shortest)
    {
        if (Take(other._tokens, shortest))
        {
            _source = other.Cache;
            _trunk = other;
        }
    }

    /// <summary>Tells the chosen sequence how much of it must be computed first.</summary>
    public void ReserveInTrunk()
    {
        if (_trunk is not null)
        {
            _trunk._needed = Math.Max(_trunk._needed, _shared);
        }
    }

    public void Open(InferenceSession session)
    {
        if (_source is null)
        {
            cache.Open(session.Create(), 0);
            return;
        }

        var slot = session.Fork(_source.Slot);
        session.Truncate(slot, _shared);
        cache.Open(slot, _shared);
    }

    /// <summary>Whether the tokens share more than what was found so far; the last token is never shared, because its logits are needed.</summary>
    private bool Take(ReadOnlySpan<int> tokens, int shortest)
    {
        var common = Math.Min(_tokens.AsSpan().CommonPrefixLength(tokens), Math.Min(_tokens.Length - 1, maxLength));
        if (common <= _shared || common < shortest)
        {
            return false;
        }

        _shared = common;
        return true;
    }
}
