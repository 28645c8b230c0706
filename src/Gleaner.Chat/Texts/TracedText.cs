using System.Collections.Immutable;

namespace Gleaner.Chat.Texts;

/// <summary>
/// A text that knows of each character where it comes from, and keeps knowing it when it is cut, joined or changed. What may be
/// a special token and what is trained on is decided by this, never by searching the text.
/// </summary>
public sealed class TracedText
{
    internal TracedText(string text, ImmutableArray<OriginRun> runs)
    {
        Text = text;
        Runs = runs;
    }

    /// <summary>The text of no characters.</summary>
    public static TracedText Empty { get; } = new("", []);

    /// <summary>The characters.</summary>
    public string Text { get; }

    /// <summary>Origins in order: no run is empty, neighbours differ, together they cover the text.</summary>
    public ImmutableArray<OriginRun> Runs { get; }

    /// <summary>Number of characters (UTF-16).</summary>
    public int Length => Text.Length;

    /// <summary>A text of one origin.</summary>
    public static TracedText Of(string text, TextOrigin origin)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length == 0 ? Empty : new TracedText(text, [new OriginRun(0, text.Length, origin)]);
    }

    /// <summary>A part of the text.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The part does not lie in the text.</exception>
    public TracedText Slice(int start, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)start + length, Length, nameof(length));
        if (length == 0)
        {
            return Empty;
        }

        return length == Length ? this : new TracedTextBuilder().Append(this, start, length).Build();
    }

    /// <summary>The part from an index to the end.</summary>
    public TracedText Slice(int start) => Slice(start, Length - start);

    /// <summary>Number of leading characters that are equal in both texts and have equal origins.</summary>
    public int CommonPrefix(TracedText other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var same = Text.AsSpan().CommonPrefixLength(other.Text);
        for (var i = 0; i < Runs.Length && Runs[i].Start < same; i++)
        {
            // Runs are maximal, so the first run that differs tells where the origins part.
            if (Runs[i] != other.Runs[i])
            {
                return Runs[i].Origin != other.Runs[i].Origin ? Runs[i].Start : Math.Min(same, Math.Min(Runs[i].End, other.Runs[i].End));
            }
        }

        return same;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    /// <summary>Index of the run that holds a character.</summary>
    internal int RunAt(int index)
    {
        int low = 0, high = Runs.Length - 1;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Runs[middle].End <= index)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}

/// <summary>A stretch of a <see cref="TracedText"/> with one origin.</summary>
/// <param name="Start">Index of its first character (UTF-16).</param>
/// <param name="Length">Number of characters; positive.</param>
/// <param name="Origin">Where they come from.</param>
public readonly record struct OriginRun(int Start, int Length, TextOrigin Origin)
{
    /// <summary>Index after its last character.</summary>
    public int End => Start + Length;
}
