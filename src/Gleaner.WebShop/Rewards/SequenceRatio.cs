namespace Gleaner.WebShop.Rewards;

/// <summary>
/// Python's <c>difflib.SequenceMatcher.ratio()</c> (Ratcliff and Obershelp 1988): twice the matching elements by all elements, where
/// matches are found by taking the longest common block, then looking left and right of it.
/// </summary>
internal static class SequenceRatio
{
    /// <summary>From this length of the second sequence on, its most frequent elements start no match ("autojunk").</summary>
    private const int AutoJunkLength = 200;

    /// <summary>2 M / T in 0..1; 1 for two empty sequences. Not symmetric.</summary>
    internal static double Compute(ReadOnlySpan<int> a, ReadOnlySpan<int> b)
    {
        var total = a.Length + b.Length;
        if (total == 0)
        {
            return 1;
        }

        var popular = b.Length <= 512 ? stackalloc bool[b.Length] : new bool[b.Length];
        MarkPopular(b, popular);
        var rows = b.Length <= 512 ? stackalloc int[2 * (b.Length + 1)] : new int[2 * (b.Length + 1)];
        return 2.0 * CountMatches(a, b, popular, rows) / total;
    }

    private static void MarkPopular(ReadOnlySpan<int> b, Span<bool> popular)
    {
        popular.Clear();
        if (b.Length < AutoJunkLength)
        {
            return;
        }

        var limit = (b.Length / 100) + 1;
        for (var i = 0; i < b.Length; i++)
        {
            popular[i] = b.Count(b[i]) > limit;
        }
    }

    private static int CountMatches(ReadOnlySpan<int> a, ReadOnlySpan<int> b, ReadOnlySpan<bool> popular, Span<int> rows)
    {
        var count = 0;
        while (!a.IsEmpty && !b.IsEmpty)
        {
            var (startA, startB, size) = LongestMatch(a, b, popular, rows);
            if (size == 0)
            {
                break;
            }

            count += size + CountMatches(a[..startA], b[..startB], popular[..startB], rows);
            a = a[(startA + size)..];
            b = b[(startB + size)..];
            popular = popular[(startB + size)..];
        }

        return count;
    }

    // The longest block; of equally long ones the one that starts first in a, then first in b.
    private static (int StartA, int StartB, int Size) LongestMatch(
        ReadOnlySpan<int> a, ReadOnlySpan<int> b, ReadOnlySpan<bool> popular, Span<int> rows)
    {
        int startA = 0, startB = 0, size = 0;

        // Lengths of the matches that end at a[i - 1] and a[i] and, shifted by one, at b[j].
        var previous = rows[..(b.Length + 1)];
        var current = rows.Slice(rows.Length / 2, b.Length + 1);
        previous.Clear();
        current[0] = 0;
        for (var i = 0; i < a.Length; i++)
        {
            for (var j = 0; j < b.Length; j++)
            {
                var length = a[i] == b[j] && !popular[j] ? previous[j] + 1 : 0;
                current[j + 1] = length;
                if (length > size)
                {
                    (startA, startB, size) = (i - length + 1, j - length + 1, length);
                }
            }

            var swap = previous;
            previous = current;
            current = swap;
        }

        return Extend(a, b, startA, startB, size);
    }

    // Popular elements may lengthen a match, though not start one.
    private static (int StartA, int StartB, int Size) Extend(ReadOnlySpan<int> a, ReadOnlySpan<int> b, int startA, int startB, int size)
    {
        while (startA > 0 && startB > 0 && a[startA - 1] == b[startB - 1])
        {
            (startA, startB, size) = (startA - 1, startB - 1, size + 1);
        }

        while (startA + size < a.Length && startB + size < b.Length && a[startA + size] == b[startB + size])
        {
            size++;
        }

        return (startA, startB, size);
    }
}
