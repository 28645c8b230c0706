namespace Gleaner.Experiments.Configuration;

/// <summary>Guesses which name was meant.</summary>
public static class NearestName
{
    /// <summary>The candidate with the smallest edit distance, or null if none is near enough to be a slip.</summary>
    public static string? Of(string name, IEnumerable<string> candidates) => candidates
        .Select(candidate => (Name: candidate, Distance: Distance(name, candidate)))
        .Where(found => found.Distance <= Math.Max(2, Math.Max(name.Length, found.Name.Length) / 3))
        .OrderBy(found => found.Distance)
        .ThenBy(found => found.Name, StringComparer.Ordinal)
        .Select(found => found.Name)
        .FirstOrDefault();

    /// <summary>Levenshtein's distance in which two neighbours that changed places are one slip (optimal string alignment).</summary>
    private static int Distance(string a, string b)
    {
        var (before, above, row) = (new int[b.Length + 1], Enumerable.Range(0, b.Length + 1).ToArray(), new int[b.Length + 1]);
        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var substituted = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                row[j] = Math.Min(substituted, 1 + Math.Min(above[j], row[j - 1]));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    row[j] = Math.Min(row[j], before[j - 2] + 1);
                }
            }

            (before, above, row) = (above, row, before);
        }

        return above[^1];
    }
}
