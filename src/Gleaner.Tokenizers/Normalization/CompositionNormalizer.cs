using System.Runtime.InteropServices;
using System.Text;

namespace Gleaner.Tokenizers.Normalization;

/// <summary>Unicode normalization form C (UAX #15), one stretch after another from each character that begins anew.</summary>
internal sealed class CompositionNormalizer(CompositionTable table) : INormalizer
{
    public bool Keeps(ReadOnlySpan<char> fragment)
    {
        int first = fragment.IndexOfAnyExceptInRange('\0', '\u02FF');
        if (first < 0)
        {
            return true;
        }

        foreach (Rune rune in fragment[first..].EnumerateRunes())
        {
            if (table.IsActive(rune.Value))
            {
                return false;
            }
        }

        return true;
    }

    public void Apply(NormalizedText text)
    {
        ReadOnlySpan<char> old = text.Text;
        if (Keeps(old))
        {
            return;
        }

        StringBuilder result = new(old.Length);
        List<(int, int)> spans = new(old.Length);
        List<int> codes = [];
        int at = 0;
        while (at < old.Length)
        {
            int end = EndOfStretch(old, at);
            ReadOnlySpan<char> stretch = old[at..end];
            if (Keeps(stretch))
            {
                result.Append(stretch);
                for (; at < end; at++)
                {
                    spans.Add((at, at));
                }

                continue;
            }

            codes.Clear();
            foreach (Rune rune in stretch.EnumerateRunes())
            {
                table.Decompose(rune.Value, codes);
            }

            Reorder(codes);
            Compose(codes);
            Write(codes, stretch, at, result, spans);
            at = end;
        }

        text.Rewrite(result.ToString(), CollectionsMarshal.AsSpan(spans));
    }

    private int EndOfStretch(ReadOnlySpan<char> text, int at)
    {
        Rune.DecodeFromUtf16(text[at..], out _, out int width);
        for (at += width; at < text.Length; at += width)
        {
            Rune.DecodeFromUtf16(text[at..], out Rune next, out width);
            if (!table.IsActive(next.Value))
            {
                break;
            }
        }

        return at;
    }

    /// <summary>Sorts every run of non-starters by class; equal classes keep their order.</summary>
    private void Reorder(List<int> codes)
    {
        for (int start = 0; start < codes.Count; start++)
        {
            int end = start;
            while (end < codes.Count && table.ClassOf(codes[end]) != 0)
            {
                end++;
            }

            if (end - start > 1)
            {
                // OrderBy is stable, and stays quick on the absurdly long runs that a hostile text may hold.
                int[] sorted = [.. codes[start..end].OrderBy(code => table.ClassOf(code))];
                sorted.CopyTo(CollectionsMarshal.AsSpan(codes)[start..end]);
            }

            start = Math.Max(start, end);
        }
    }

    private void Compose(List<int> codes)
    {
        int starter = -1, written = 0, lastClass = 0;
        for (int i = 0; i < codes.Count; i++)
        {
            int code = codes[i], @class = table.ClassOf(code);
            bool isBlocked = starter < 0 || (written - 1 != starter && lastClass >= @class);
            int composite = isBlocked ? -1 : table.Compose(codes[starter], code);
            if (composite >= 0)
            {
                codes[starter] = composite;
                continue;
            }

            if (@class == 0)
            {
                starter = written;
            }

            lastClass = @class;
            codes[written++] = code;
        }

        codes.RemoveRange(written, codes.Count - written);
    }

    /// <summary>Appends the stretch; where it changed, each of its characters comes from the whole of it.</summary>
    private static void Write(List<int> codes, ReadOnlySpan<char> old, int at, StringBuilder result, List<(int, int)> spans)
    {
        int start = result.Length;
        foreach (int code in codes)
        {
            result.Append(new Rune(code).ToString());
        }

        int length = result.Length - start;
        bool isSame = length == old.Length && result.ToString(start, length).AsSpan().SequenceEqual(old);
        for (int i = 0; i < length; i++)
        {
            spans.Add(isSame ? (at + i, at + i) : (at, at + old.Length - 1));
        }
    }
}
