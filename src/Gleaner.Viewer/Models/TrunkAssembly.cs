using Gleaner.Exploration;
using Gleaner.Runs;
using Gleaner.Selection;
using Gleaner.Trajectories;
using Gleaner.Viewer.Index;

namespace Gleaner.Viewer.Models;

/// <summary>Puts a trunk, the branches off it and what was learnt from them together.</summary>
/// <param name="rollouts">The iteration's rollouts of the task.</param>
/// <param name="records">The records of those that are shown.</param>
/// <param name="examples">What was learnt from.</param>
/// <param name="run">The run's id.</param>
internal sealed class TrunkAssembly(
    IReadOnlyList<RolloutRow> rollouts, IReadOnlyDictionary<RolloutId, RolloutRecord> records, IReadOnlyList<WeightedExample> examples, string run)
{
    public string Run { get; } = run;

    public TrunkModel Assemble(string name, IReadOnlyList<Turn> turns, TrunkAccount? account, RolloutRow? row)
    {
        var proofs = account is null ? [] : TrunkOutcomes.Changes(account.States).Select(segment => Prove(name, segment)).ToList();
        var columns = Enumerable.Range(0, turns.Count + 1).Select(step => new TrunkColumn
        {
            Step = step,
            State = account?.States.Cast<ExploredState?>().FirstOrDefault(state => state!.Value.Step == step),
            IsRecovery = account?.RecoverySteps.Contains(step) ?? false,
            Branches = [.. rollouts.Where(branch => StartsAt(branch, name, step)).Select(branch => Branch(branch, turns, step)).OfType<BranchModel>()],
            Action = step < turns.Count ? turns[step].Action : null,
            Thought = step < turns.Count ? turns[step].Thought : null,
            WasPossible = step >= turns.Count || turns[step].WasPossible,
            Verdict = account is not null && step < account.Verdicts.Length ? account.Verdicts[step] : ActionVerdict.Unused,
            Proof = proofs.FirstOrDefault(proof => step >= proof.Segment.Start && step < proof.Segment.End),
            Weights = [.. WeightsOf(name, step)],
        });
        return new TrunkModel(name, row, [.. columns], account is not null);
    }

    /// <summary>An example with the proofs of its reasons.</summary>
    public ExampleModel Explain(WeightedExample example, RolloutRow? solution, IReadOnlyList<TrunkModel> trunks)
    {
        var trunk = trunks.FirstOrDefault(trunk => trunk.Name == example.StartTrunk);
        return new ExampleModel(example, solution, [.. example.Actions.Select((action, step) => new ExampleAction(
            action, trunk is not null && step < example.StartStep && step < trunk.Columns.Count ? trunk.Columns[step].Proof : null))]);
    }

    private static bool StartsAt(RolloutRow branch, string trunk, int step) => branch.Step == step && (step == 0 || branch.Trunk == trunk);

    private VerdictProof Prove(string trunk, TrunkSegment segment)
    {
        var (succeeding, failing) = segment.IsHarmful ? (segment.Start, segment.End) : (segment.End, segment.Start);
        return new VerdictProof(
            segment,
            rollouts.FirstOrDefault(row => StartsAt(row, trunk, succeeding) && row.IsWon),
            rollouts.FirstOrDefault(row => StartsAt(row, trunk, failing) && !row.IsWon && row.WasSimulated));
    }

    private BranchModel? Branch(RolloutRow row, IReadOnlyList<Turn> trunk, int step)
    {
        if (!records.TryGetValue(row.Id, out var record))
        {
            return null;
        }

        var follows = 0;
        while (follows < record.Turns.Length && step + follows < trunk.Count && record.Turns[follows].Action == trunk[step + follows].Action)
        {
            follows++;
        }

        return new BranchModel(row, follows, follows < record.Turns.Length ? record.Turns[follows].Action : null, IsExample(row, record));
    }

    private bool IsExample(RolloutRow row, RolloutRecord record) =>
        examples.Any(example => example.FoundIn == row.Iteration && example.Rollout == WeightedExample.NameOf(row.Iteration, record.Key));

    private IEnumerable<TurnWeight> WeightsOf(string trunk, int step) => examples
        .Where(example => step < example.Actions.Length && (example.FoundIn == 0 ? example.SolvedBy == trunk : example.StartTrunk == trunk && step < example.StartStep))
        .Select(example => new TurnWeight(example.Actions[step].Weight, example.Actions[step].Reason))
        .Distinct();
}
