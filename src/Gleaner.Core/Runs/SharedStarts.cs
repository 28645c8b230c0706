using System.Collections.Immutable;
using System.Globalization;
using Gleaner.Tasks;

namespace Gleaner.Runs;

/// <summary>
/// Tasks of different splits that begin with the same observation. Splits are disjoint by task ids, and an environment may give one task several ids: then
/// the student is tested on what it was trained on. Whether two tasks that begin alike are one, only who knows the environment can tell.
/// </summary>
/// <param name="Pairs">How many pairs of tasks there are, by the names of their splits, in the order of the splits.</param>
/// <param name="Examples">The first pairs, at most <see cref="MostExamples"/>.</param>
public sealed record SharedStarts(ImmutableArray<(string First, string Second, long Pairs)> Pairs, ImmutableArray<SharedStart> Examples)
{
    /// <summary>Most pairs that are named.</summary>
    public const int MostExamples = 3;

    /// <summary>Whether there are any.</summary>
    public bool Any => !Pairs.IsEmpty;

    /// <summary>Compares first observations.</summary>
    /// <param name="splits">The splits, each with a name for the first observation of those of its tasks for which it is known.</param>
    public static SharedStarts Of(IReadOnlyList<(string Split, IReadOnlyList<(TaskId Task, string Start)> Starts)> splits)
    {
        ArgumentNullException.ThrowIfNull(splits);
        var pairs = ImmutableArray.CreateBuilder<(string First, string Second, long Pairs)>();
        var examples = ImmutableArray.CreateBuilder<SharedStart>();
        for (var i = 0; i < splits.Count; i++)
        {
            var known = new TasksByStart(splits[i].Starts);
            foreach (var (name, starts) in splits.Skip(i + 1))
            {
                long count = 0;
                foreach (var (task, start) in starts)
                {
                    var same = known.Like(task, start).ToList();
                    count += same.Count;
                    examples.AddRange(same.Take(MostExamples - examples.Count).Select(other => new SharedStart(splits[i].Split, other, name, task)));
                }

                if (count > 0)
                {
                    pairs.Add((splits[i].Split, name, count));
                }
            }
        }

        return new SharedStarts(pairs.ToImmutable(), examples.ToImmutable());
    }

    /// <summary>Compares the first observations that a run has kept so far: those of the experts, of evaluations and of explorations from s0. Costs no reset.</summary>
    /// <param name="path">The run's folder.</param>
    /// <param name="files">How its files are reached.</param>
    /// <exception cref="GleanerException">The folder holds no run, or a file of it is damaged.</exception>
    public static SharedStarts Read(string path, IRunFiles files) => Of(new StartReader(path, files).Read());

    /// <summary>What to make of it.</summary>
    public const string Advice = "If an observation shows all there is to a task, the same task has two ids, and results are too good: take one of each pair out of 'tasks'.";

    /// <summary>What there is, as half a sentence; empty if there is nothing.</summary>
    public string Found => !Any ? "" : string.Create(
        CultureInfo.InvariantCulture,
        $"{string.Join(", ", Pairs.Select(Count))} begin with the same observation: {string.Join("; ", Examples)}{(Examples.Length < Pairs.Sum(item => item.Pairs) ? "; …" : "")}");

    /// <summary>What there is and what to make of it, in sentences for people; empty if there is nothing.</summary>
    public override string ToString() => Any ? $"{Found}. {Advice}" : "";

    private static string Count((string First, string Second, long Pairs) item) => string.Create(
        CultureInfo.InvariantCulture, $"{item.Pairs:N0} pair{(item.Pairs == 1 ? "" : "s")} of tasks in {item.First} and {item.Second}");
}

/// <summary>Two tasks that begin with the same observation.</summary>
/// <param name="First">The split of the first one.</param>
/// <param name="FirstTask">The first one.</param>
/// <param name="Second">The split of the other one.</param>
/// <param name="SecondTask">The other one.</param>
public sealed record SharedStart(string First, TaskId FirstTask, string Second, TaskId SecondTask)
{
    /// <inheritdoc/>
    public override string ToString() => $"{FirstTask} ({First}) and {SecondTask} ({Second})";
}
