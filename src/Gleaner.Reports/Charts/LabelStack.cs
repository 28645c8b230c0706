namespace Gleaner.Reports.Charts;

/// <summary>Keeps labels in one column from overlapping while each stays as near to its own place as the others allow.</summary>
internal static class LabelStack
{
    /// <summary>Returns positions in the order given, at least <paramref name="gap"/> apart and, where they fit, within the bounds.</summary>
    public static IReadOnlyList<double> Spread(IReadOnlyList<double> wanted, double gap, double low, double high)
    {
        var order = Enumerable.Range(0, wanted.Count).OrderBy(i => wanted[i]).ToArray();
        var clusters = new List<(double Centre, int Count)>();
        foreach (var i in order)
        {
            // A label that would touch the cluster above joins it; the cluster then centres on the mean of its members.
            var cluster = (Centre: wanted[i], Count: 1);
            while (clusters.Count > 0 && Bottom(clusters[^1]) + gap > Top(cluster))
            {
                var above = clusters[^1];
                clusters.RemoveAt(clusters.Count - 1);
                var count = above.Count + cluster.Count;
                cluster = Clamp(((above.Centre * above.Count + cluster.Centre * cluster.Count) / count, count));
            }

            clusters.Add(Clamp(cluster));
        }

        var result = new double[wanted.Count];
        var next = 0;
        foreach (var cluster in clusters)
        {
            for (var k = 0; k < cluster.Count; k++)
            {
                result[order[next++]] = Top(cluster) + k * gap;
            }
        }

        return result;

        double Top((double Centre, int Count) c) => c.Centre - (c.Count - 1) * gap / 2;
        double Bottom((double Centre, int Count) c) => c.Centre + (c.Count - 1) * gap / 2;
        (double Centre, int Count) Clamp((double Centre, int Count) c)
        {
            var half = (c.Count - 1) * gap / 2;
            return (Math.Max(low + half, Math.Min(high - half, c.Centre)), c.Count);
        }
    }
}
