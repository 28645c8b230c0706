using Gleaner.Tokenizers.Normalization;

namespace Gleaner.Tokenizers.Encoders;

/// <summary>Where ids go, and their ends in the source where someone asks for them.</summary>
/// <param name="ids">The ids.</param>
/// <param name="ends">The ends, or null.</param>
/// <param name="text">Where the characters of the fragment in work come from.</param>
internal readonly struct IdSink(List<int> ids, List<int>? ends, NormalizedText text)
{
    /// <summary>Adds an added token that ends at <paramref name="end"/> of the source.</summary>
    public void AddToken(int id, int end)
    {
        ids.Add(id);
        ends?.Add(end);
    }

    /// <summary>Adds a word's ids; <paramref name="start"/> is where in the normalized fragment the word begins.</summary>
    public void AddWord(ReadOnlySpan<int> wordIds, ReadOnlySpan<int> wordEnds, int start)
    {
        ids.AddRange(wordIds);
        if (ends is null)
        {
            return;
        }

        foreach (int end in wordEnds)
        {
            ends.Add(text.EndOf(start + end - 1));
        }
    }
}
