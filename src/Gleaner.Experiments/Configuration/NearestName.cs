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

    /// <summary>Levenshtein's distance, one row at a time.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[^1];
    }
}
