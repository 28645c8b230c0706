using Gleaner.Tasks;

namespace Gleaner.Benchmarks.Prefix;

/// <summary>
/// The trees that the sequences of an exploration form, one a task: counted afterwards from the sequences themselves, so that
/// the count does not rest on what the sampler thinks it shared.
/// </summary>
internal sealed class TokenTree
{
    private readonly Dictionary<TaskId, List<int[]>> _sequences = [];
    private readonly Lock _gate = new();

    public void Add(TaskId task, int[] tokens)
    {
        lock (_gate)
        {
            if (!_sequences.TryGetValue(task, out var list))
            {
                _sequences.Add(task, list = []);
            }

            list.Add(tokens);
        }
    }

    /// <summary>Tokens of all sequences.</summary>
    public long Tokens => _sequences.Values.Sum(list => list.Sum(tokens => (long)tokens.Length));

    /// <summary>Nodes of the trees: tokens when every common beginning counts once.</summary>
    public long Nodes => _sequences.Values.Sum(NodesOf);

    private static long NodesOf(List<int[]> list)
    {
        list.Sort((a, b) => a.AsSpan().SequenceCompareTo(b));
        long nodes = 0;
        for (var i = 0; i < list.Count; i++)
        {
            // In sorted order a sequence shares the most with its neighbour.
            nodes += list[i].Length - (i == 0 ? 0 : list[i].AsSpan().CommonPrefixLength(list[i - 1]));
        }

        return nodes;
    }
}
