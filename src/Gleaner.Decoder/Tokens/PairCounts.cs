namespace Gleaner.Decoder.Tokens;

/// <summary>
/// How often each pair of pieces stands side by side in the training words, kept up to date under merges: a merge touches
/// only the words that hold the pair.
/// </summary>
internal sealed class PairCounts
{
    private readonly List<(List<int> Pieces, long Count)> _words = [];
    private readonly Dictionary<PiecePair, long> _counts = [];
    private readonly Dictionary<PiecePair, HashSet<int>> _wordsWith = [];
    private readonly PriorityQueue<PiecePair, (long MinusCount, int Left, int Right)> _queue = new();
    private readonly HashSet<PiecePair> _changed = [];

    /// <summary>Adds a training word that occurs <paramref name="count"/> times.</summary>
    public void AddWord(IEnumerable<int> pieces, long count)
    {
        _words.Add(([.. pieces], count));
        Add(_words.Count - 1, +1);
    }

    /// <summary>Takes the most frequent pair; false when none occurs at least twice.</summary>
    public bool TakeMostFrequent(out PiecePair pair)
    {
        QueueChanged();

        // Entries are never removed when a count changes; an outdated one is recognised by its count and skipped.
        while (_queue.TryDequeue(out pair, out var priority))
        {
            var count = -priority.MinusCount;
            if (count < 2)
            {
                return false;
            }

            if (_counts.TryGetValue(pair, out var current) && current == count)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Replaces the pair by <paramref name="merged"/> in every word, from left to right.</summary>
    public void Merge(PiecePair pair, int merged)
    {
        foreach (var index in _wordsWith[pair].Order().ToArray())
        {
            Add(index, -1);
            WordEncoder.Replace(_words[index].Pieces, pair, merged);
            Add(index, +1);
        }
    }

    private void Add(int index, int sign)
    {
        var (pieces, count) = _words[index];
        for (var i = 0; i + 1 < pieces.Count; i++)
        {
            var pair = new PiecePair(pieces[i], pieces[i + 1]);
            _counts[pair] = _counts.GetValueOrDefault(pair) + (sign * count);
            _changed.Add(pair);
            if (!_wordsWith.TryGetValue(pair, out var words))
            {
                _wordsWith[pair] = words = [];
            }

            if (sign > 0)
            {
                words.Add(index);
            }
            else
            {
                words.Remove(index);
            }
        }
    }

    private void QueueChanged()
    {
        foreach (var pair in _changed)
        {
            if (_counts[pair] > 0)
            {
                _queue.Enqueue(pair, (-_counts[pair], pair.Left, pair.Right));
            }
        }

        _changed.Clear();
    }
}

/// <summary>Two adjacent pieces, by id.</summary>
internal readonly record struct PiecePair(int Left, int Right);
