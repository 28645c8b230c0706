using System.Collections.Immutable;
using System.Globalization;

namespace Gleaner.Formats.Imports;

/// <summary>What came of an import: every run read is counted as kept or refused.</summary>
/// <param name="Read">Runs read.</param>
/// <param name="Kept">Runs kept.</param>
/// <param name="Turns">Turns kept.</param>
/// <param name="Thoughts">Turns kept with a thought.</param>
/// <param name="KnownTasks">Kept runs whose task the environment has.</param>
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
    /// <summary>Nothing read yet.</summary>
    public static ImportCounts None { get; } = new(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ImmutableSortedDictionary<string, int>.Empty.WithComparers(StringComparer.Ordinal));

    /// <summary>With one more run.</summary>
    public ImportCounts Add(ImportEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (entry.Trajectory is not { } trajectory)
        {
            var reason = entry.Refusal!.Reason;
            return this with { Read = Read + 1, Refused = Refused.SetItem(reason, Refused.GetValueOrDefault(reason) + 1) };
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
        };
    }

    /// <summary>The counts in words, a line each.</summary>
    public IEnumerable<string> ToLines()
    {
        yield return Format($"{Read:N0} runs read, {Kept:N0} kept, {Read - Kept:N0} refused");
        foreach (var (reason, count) in Refused)
        {
            yield return Format($"  refused: {count:N0} because {reason}");
        }

        yield return Format($"{FullReturns:N0} of those kept have a return of 1 or more; {Turns:N0} turns, {Thoughts:N0} of them with a thought");
        yield return Format($"{KnownTasks:N0} are on tasks of the environment, {Kept - KnownTasks:N0} are named by a hash of what the agent was told");
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
    }

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
