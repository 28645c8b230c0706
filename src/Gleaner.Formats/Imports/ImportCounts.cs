using System.Collections.Immutable;
using System.Globalization;
using Gleaner.Chat.Replies;

namespace Gleaner.Formats.Imports;

/// <summary>What came of an import: every run read is counted as kept or refused.</summary>
/// <param name="Read">Runs read.</param>
/// <param name="Kept">Runs kept.</param>
/// <param name="Turns">Turns kept.</param>
/// <param name="Thoughts">Turns kept with a thought.</param>
/// <param name="KnownTasks">Kept runs whose task has an id of the environment's.</param>
/// <param name="FullReturns">Kept runs with a return of 1 or more.</param>
/// <param name="Replayed">Kept runs that the environment was seen to play as recorded.</param>
/// <param name="Instructions">Messages left out because they are instructions and no turns.</param>
/// <param name="LooseThoughts">Thoughts left out because no action followed.</param>
/// <param name="MissingLast">Kept runs whose last observation is not known.</param>
/// <param name="Refused">Runs refused, by reason.</param>
public sealed record ImportCounts(
    int Read, int Kept, int Turns, int Thoughts, int KnownTasks, int FullReturns, int Replayed, int Instructions, int LooseThoughts, int MissingLast,
    ImmutableSortedDictionary<string, int> Refused)
{
    private const int ExamplesKept = 3;

    private static readonly (ReplyCut Cut, string Words)[] CutWords =
    [
        (ReplyCut.LaterCycles, "went on with thoughts and actions after the first action, which is the one that was played"),
        (ReplyCut.MadeUpObservation, "went on with an observation that the model made up"),
        (ReplyCut.Remark, "had words behind the action"),
        (ReplyCut.EndMarker, "had a mark of a turn's end in the text"),
    ];

    /// <summary>Nothing read yet.</summary>
    public static ImportCounts None { get; } = new(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ImmutableSortedDictionary<string, int>.Empty.WithComparers(StringComparer.Ordinal));

    /// <summary>The first runs that were refused for each reason.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<ImportRefusal>> Examples { get; init; } =
        ImmutableSortedDictionary<string, ImmutableArray<ImportRefusal>>.Empty.WithComparers(StringComparer.Ordinal);

    /// <summary>Tasks of the kept runs that have more than one of them.</summary>
    public int RepeatedTasks => RunsByTask.Count(task => task.Value > 1);

    /// <summary>Words after the last action, which are not an action.</summary>
    public int ClosingWords { get; init; }

    /// <summary>Replies of which something was cut off, by what.</summary>
    public ImmutableSortedDictionary<ReplyCut, int> Cuts { get; init; } = ImmutableSortedDictionary<ReplyCut, int>.Empty;

    /// <summary>Replies without an action that are kept as they were said, by reason.</summary>
    public ImmutableSortedDictionary<string, int> Malformed { get; init; } = ImmutableSortedDictionary<string, int>.Empty.WithComparers(StringComparer.Ordinal);

    /// <summary>Kept runs that have such replies.</summary>
    public int MalformedRuns { get; init; }

    /// <summary>Runs refused for a reply that <see cref="MalformedReplies.Keep"/> would have kept.</summary>
    public int RefusedForReplies { get; init; }

    private ImmutableDictionary<Tasks.TaskId, int> RunsByTask { get; init; } = ImmutableDictionary<Tasks.TaskId, int>.Empty;

    /// <summary>With one more run.</summary>
    public ImportCounts Add(ImportEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (entry.Trajectory is not { } trajectory)
        {
            var refusal = entry.Refusal!;
            var examples = Examples.GetValueOrDefault(refusal.Reason, []);
            return this with
            {
                Read = Read + 1,
                Refused = Refused.SetItem(refusal.Reason, Refused.GetValueOrDefault(refusal.Reason) + 1),
                RefusedForReplies = RefusedForReplies + (refusal.IsForMalformedReply ? 1 : 0),
                Examples = examples.Length < ExamplesKept ? Examples.SetItem(refusal.Reason, examples.Add(refusal)) : Examples,
            };
        }

        return this with
        {
            Read = Read + 1,
            Kept = Kept + 1,
            Turns = Turns + trajectory.Length,
            Thoughts = Thoughts + trajectory.Turns.Count(turn => turn.Thought is not null),
            KnownTasks = KnownTasks + (entry.IsTaskKnown ? 1 : 0),
            FullReturns = FullReturns + (trajectory.Return >= 1 ? 1 : 0),
            Replayed = Replayed + (entry.IsReplayed ? 1 : 0),
            Instructions = Instructions + entry.Instructions,
            LooseThoughts = LooseThoughts + entry.LooseThoughts,
            MissingLast = MissingLast + (entry.IsLastMissing ? 1 : 0),
            ClosingWords = ClosingWords + entry.ClosingWords,
            Cuts = CutWords.Aggregate(Cuts, (cuts, cut) => entry.Cuts.Count(one => one.HasFlag(cut.Cut)) is > 0 and var count
                ? cuts.SetItem(cut.Cut, cuts.GetValueOrDefault(cut.Cut) + count)
                : cuts),
            Malformed = entry.Malformed.Aggregate(Malformed, (all, reason) => all.SetItem(reason, all.GetValueOrDefault(reason) + 1)),
            MalformedRuns = MalformedRuns + (entry.Malformed.IsEmpty ? 0 : 1),
            RunsByTask = RunsByTask.SetItem(trajectory.Task, RunsByTask.GetValueOrDefault(trajectory.Task) + 1),
        };
    }

    /// <summary>The counts in words, a line each.</summary>
    public IEnumerable<string> ToLines()
    {
        yield return Format($"{Read:N0} run{(Read == 1 ? "" : "s")} read, {Kept:N0} kept, {Read - Kept:N0} refused");
        foreach (var (reason, count) in Refused)
        {
            yield return Format($"  refused: {count:N0} because {reason}");
            foreach (var example in Examples.GetValueOrDefault(reason, []))
            {
                yield return Format($"    {example.Place}: {example.Detail}");
            }
        }

        yield return Format($"{FullReturns:N0} of those kept have a return of 1 or more; {Turns:N0} turns, {Thoughts:N0} of them with a thought");
        yield return Format($"{KnownTasks:N0} are on tasks with an id of the environment's, {Kept - KnownTasks:N0} are named by a hash of what the agent was told");
        foreach (var line in Remarks())
        {
            yield return line;
        }
    }

    private IEnumerable<string> Remarks()
    {
        if (RefusedForReplies > 0)
        {
            yield return Format($"{RefusedForReplies:N0} were refused for a reply in which no action can be made out; --malformed keep keeps such replies as they were said, and nothing is learnt from them");
        }

        if (MalformedRuns > 0)
        {
            yield return Format($"{Malformed.Values.Sum():N0} replies without an action are kept as they were said, in {MalformedRuns:N0} runs; nothing is learnt from them");
            foreach (var (reason, count) in Malformed)
            {
                yield return Format($"  kept: {count:N0} because {reason}");
            }
        }

        if (RepeatedTasks > 0)
        {
            yield return Format($"{RepeatedTasks:N0} tasks have several runs, all of which are kept; --max-runs-per-task limits them");
        }

        if (Replayed > 0)
        {
            yield return Format($"{Replayed:N0} were played again in the environment, which showed every page as recorded; what was not recorded was taken from it");
        }

        if (MissingLast > 0)
        {
            yield return Format($"{MissingLast:N0} end without their last observation, which is left empty");
        }

        if (Instructions > 0)
        {
            yield return Format($"{Instructions:N0} messages of instruction were left out: they are not turns");
        }

        if (LooseThoughts > 0)
        {
            yield return Format($"{LooseThoughts:N0} thoughts at the end of runs were left out: no action followed");
        }

        if (ClosingWords > 0)
        {
            yield return Format($"{ClosingWords:N0} closing words of the agent were left out: they are not an action");
        }

        foreach (var (cut, words) in CutWords)
        {
            if (Cuts.TryGetValue(cut, out var count))
            {
                yield return Format($"{count:N0} replies {words}; that was cut off");
            }
        }
    }

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
