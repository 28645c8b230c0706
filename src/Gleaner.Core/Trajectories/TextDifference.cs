namespace Gleaner.Trajectories;

/// <summary>The first place where two texts part.</summary>
/// <param name="Position">Index of the first differing character.</param>
/// <param name="Expected">The recorded text around it.</param>
/// <param name="Actual">The text here around it.</param>
public sealed record TextDifference(int Position, string Expected, string Actual)
{
    private const int Before = 40;
    private const int After = 60;

    /// <summary>The first difference, or null if the texts are equal.</summary>
    public static TextDifference? Find(string expected, string actual)
    {
        ArgumentNullException.ThrowIfNull(expected);
        ArgumentNullException.ThrowIfNull(actual);
        int position = expected.AsSpan().CommonPrefixLength(actual);
        return position == expected.Length && position == actual.Length
            ? null
            : new TextDifference(position, Excerpt(expected, position), Excerpt(actual, position));
    }

    /// <inheritdoc/>
    public override string ToString() => $"at character {Position}: recorded “{Expected}”, here “{Actual}”";

    private static string Excerpt(string text, int position)
    {
        int start = Math.Max(0, position - Before);
        int end = Math.Min(text.Length, position + After);
        return (start > 0 ? "…" : "") + text[start..end].Replace("\n", "\\n", StringComparison.Ordinal) + (end < text.Length ? "…" : "");
    }
}
