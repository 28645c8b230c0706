using System.Text;

namespace Gleaner.WebShop.Rewards;

/// <summary>
/// How alike two texts are as sets of words, 0..100: thefuzz 0.19's <c>token_set_ratio</c> over Python's difflib. With the shared words
/// t0, and t1 and t2 the shared words followed by either text's own, the greatest ratio of (t0, t1), (t0, t2), (t1, t2).
/// </summary>
internal static class TokenSetRatio
{
    /// <summary>The ratio of two texts; 0 if either holds no word.</summary>
    internal static int Compute(string a, string b) => Compute(TokenSet.Parse(a), TokenSet.Parse(b));

    /// <summary>The ratio of two parsed texts; 0 if either holds no word.</summary>
    internal static int Compute(TokenSet a, TokenSet b)
    {
        if (a.Words.Length == 0 || b.Words.Length == 0)
        {
            return 0;
        }

        var shared = a.Words.Where(b.Words.Contains).ToArray();
        if (shared.Length == a.Words.Length || shared.Length == b.Words.Length)
        {
            return 100;
        }

        var common = CodePoints(shared);
        var first = CodePoints([.. shared, .. a.Words.Except(shared)]);
        var second = CodePoints([.. shared, .. b.Words.Except(shared)]);
        return Math.Max(Percent(first, second), Math.Max(Percent(common, first), Percent(common, second)));
    }

    private static int Percent(int[] a, int[] b) =>
        a.Length == 0 || b.Length == 0 ? 0 : (int)Math.Round(100 * SequenceRatio.Compute(a, b), MidpointRounding.ToEven);

    private static int[] CodePoints(string[] words) => [.. string.Join(' ', words).EnumerateRunes().Select(rune => rune.Value)];
}
