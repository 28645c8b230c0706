using System.Runtime.InteropServices;
using System.Text;

namespace Gleaner.Tokenizers.Normalization;

/// <summary>Unicode normalization form C (UAX #15), one stretch after another from each character that starts a new one.</summary>
internal sealed class CompositionNormalizer(CompositionTable table) : INormalizer
{
    public bool Keeps(ReadOnlySpan<char> fragment)
    {
        var first = fragment.IndexOfAnyExceptInRange('\0', '\u02FF');
        if (first < 0)
        {
            return true;
        }

        foreach (var rune in fragment[first..].EnumerateRunes())
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
        var old = text.Text;
        if (Keeps(old))
        {
            return;
        }

        var result = new StringBuilder(old.Length);
        var spans = new List<(int, int)>(old.Length);
        List<int> codes = [];
        var at = 0;
        while (at < old.Length)
        {
            var end = EndOfStretch(old, at);
            var stretch = old[at..end];
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
            foreach (var rune in stretch.EnumerateRunes())
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
        Rune.DecodeFromUtf16(text[at..], out _, out var width);
        for (at += width; at < text.Length; at += width)
        {
            Rune.DecodeFromUtf16(text[at..], out var next, out width);
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
        for (var start = 0; start < codes.Count; start++)
        {
            var end = start;
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
        for (var i = 0; i < codes.Count; i++)
        {
            int code = codes[i], @class = table.ClassOf(code);
            var isBlocked = starter < 0 || (written - 1 != starter && lastClass >= @class);
            var composite = isBlocked ? -1 : table.Compose(codes[starter], code);
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
        var start = result.Length;
        foreach (var code in codes)
        {
            result.Append(new Rune(code).ToString());
        }

        var length = result.Length - start;
        var isSame = length == old.Length && result.ToString(start, length).AsSpan().SequenceEqual(old);
        for (var i = 0; i < length; i++)
        {
            spans.Add(isSame ? (at + i, at + i) : (at, at + old.Length - 1));
        }
    }
}
