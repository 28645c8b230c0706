namespace Gleaner.Architecture.Tests;

/// <summary>Finds what uses itself by way of others.</summary>
internal static class Cycles
{
    /// <summary>The nodes that lie on a cycle, in ordinal order.</summary>
    public static IReadOnlyList<string> In(IEnumerable<(string From, string To)> uses)
    {
        var next = uses.ToLookup(use => use.From, use => use.To);
        return [.. next.Select(group => group.Key).Where(node => Reaches(node, node)).Order(StringComparer.Ordinal)];

        bool Reaches(string from, string to)
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            var waiting = new Stack<string>([from]);
            while (waiting.TryPop(out var node))
            {
                foreach (var target in next[node])
                {
                    if (target == to)
                    {
                        return true;
                    }

                    if (seen.Add(target))
                    {
                        waiting.Push(target);
                    }
                }
            }

            return false;
        }
    }
}
