using Gleaner.Exploration;
using Gleaner.Rollouts;
using Gleaner.Runs;
using Gleaner.Trajectories;
using Gleaner.Viewer.Index;
using Gleaner.Viewer.Library;

namespace Gleaner.Viewer.Models;

/// <summary>Puts the page of a task together from the lines that are about it.</summary>
internal sealed class TaskModelBuilder(ViewedRun run, Track track, TaskRow task)
{
    /// <summary>Branches that one page shows.</summary>
    public const int MostBranches = 200;

    private const int MostRollouts = 20_000;

    /// <param name="iteration">The iteration to show; null for the last one that judged a trunk or learnt something.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="GleanerException">A record cannot be read.</exception>
    public async Task<TaskModel> BuildAsync(int? iteration, CancellationToken cancellationToken)
    {
        var found = await run.Index.ReadAsync(Find, cancellationToken).ConfigureAwait(false);
        var stages = found.Rollouts
            .GroupBy(row => row.Iteration)
            .Select(group => new StageLine(group.Key, group.Count(row => row.IsWon), group.Count(row => row.WasSimulated)))
            .ToList();
        var experts = await ReadExpertsAsync(found.Experts, cancellationToken).ConfigureAwait(false);
        var shown = stages.Any(stage => stage.Iteration == iteration) ? iteration!.Value : MostTelling(stages, found, experts);
        var ofIteration = found.Rollouts.Where(row => row.Iteration == shown).ToList();
        var examples = await ReadExamplesAsync(found.Lines, shown, cancellationToken).ConfigureAwait(false);
        var judged = await ReadVerdictsAsync(found.Verdicts, shown, cancellationToken).ConfigureAwait(false);
        var accounts = judged.Count > 0 ? judged : Judge(experts, ofIteration);
        var branches = await ReadBranchesAsync([.. ofIteration.Take(MostBranches)], cancellationToken).ConfigureAwait(false);
        var assembly = new TrunkAssembly(ofIteration, branches, examples, run.Id);
        var trunks = Trunks(experts, accounts).Select(trunk => assembly.Assemble(trunk.Name, trunk.Actions, trunk.Account, trunk.Row)).ToList();
        return new TaskModel
        {
            Run = run.Id,
            Track = track,
            Tracks = found.Tracks,
            Task = task,
            Experts = [.. experts.Select(expert => new ExpertLine(Trunk.NameOf(expert.Trajectory), expert.Row, IsSimulated(expert.Trajectory.Policy)))],
            Stages = stages,
            Iteration = shown,
            Trunks = trunks,
            Examples = [.. examples.Select(example => assembly.Explain(example, SolutionOf(example, found.Rollouts, experts), trunks))],
            Evaluations = [.. found.Evaluations.Select(row => RolloutLine.Of(row, found.Tracks, new Dictionary<int, TaskRow>()))],
            Hidden = Math.Max(0, ofIteration.Count - MostBranches),
            Neighbours = found.Neighbours,
        };
    }

    // The last iteration whose verdicts say something, then the last that learnt something, then the last.
    private int MostTelling(IReadOnlyList<StageLine> stages, Found found, IReadOnlyList<ReadExpert> experts)
    {
        var iterations = stages.Select(stage => stage.Iteration).OrderDescending().ToList();
        return iterations
            .Where(number => found.Verdicts.Any(line => line.Iteration == number)
                || Judge(experts, [.. found.Rollouts.Where(row => row.Iteration == number)]).Any(account => TrunkOutcomes.Changes(account.States).Any()))
            .Concat(iterations.Where(number => found.Lines.Any(line => line.Iteration == number)))
            .Concat(iterations)
            .FirstOrDefault();
    }

    private Found Find(IndexDatabase index) => new(
        index.Tracks(),
        index.RolloutsOf(task.Number, 0, RolloutKind.Expert, MostBranches),
        index.RolloutsOf(task.Number, track.Number, RolloutKind.Exploration, MostRollouts),
        index.EvaluationsOf(task.Number, MostBranches),
        index.LinesOf(task.Number, track.Number, LineKind.Examples),
        index.LinesOf(task.Number, track.Number, LineKind.Verdicts),
        (index.TaskAt(task.Place - 1), index.TaskAt(task.Place + 1)));

    private bool? IsSimulated(string policy) => run.Manifest().Display?.Experts.FirstOrDefault(expert => expert.Name == policy)?.IsSimulated;

    private async Task<List<ReadExpert>> ReadExpertsAsync(IReadOnlyList<RolloutRow> rows, CancellationToken cancellationToken)
    {
        var experts = new List<ReadExpert>();
        foreach (var row in rows)
        {
            if (await run.TryReadTrajectoryAsync(row, cancellationToken).ConfigureAwait(false) is { } trajectory)
            {
                experts.Add(new ReadExpert(row, trajectory));
            }
        }

        return experts;
    }

    private async Task<List<WeightedExample>> ReadExamplesAsync(
        IReadOnlyList<(int Iteration, LineAt Line)> lines, int iteration, CancellationToken cancellationToken)
    {
        var examples = new List<WeightedExample>();
        foreach (var (_, line) in lines.Where(line => line.Iteration == iteration))
        {
            examples.Add(await run.ReadAsync<WeightedExample>(line, cancellationToken).ConfigureAwait(false));
        }

        return examples;
    }

    private async Task<List<TrunkAccount>> ReadVerdictsAsync(
        IReadOnlyList<(int Iteration, LineAt Line)> lines, int iteration, CancellationToken cancellationToken)
    {
        var accounts = new List<TrunkAccount>();
        foreach (var (_, line) in lines.Where(line => line.Iteration == iteration))
        {
            accounts.Add((await run.ReadAsync<TrunkLine>(line, cancellationToken).ConfigureAwait(false)).Trunk);
        }

        return accounts;
    }

    private async Task<Dictionary<RolloutId, RolloutRecord>> ReadBranchesAsync(IReadOnlyList<RolloutRow> rows, CancellationToken cancellationToken)
    {
        var records = new Dictionary<RolloutId, RolloutRecord>();
        foreach (var row in rows)
        {
            records[row.Id] = await run.ReadAsync<RolloutRecord>(row.Line, cancellationToken).ConfigureAwait(false);
        }

        return records;
    }

    // As the accounts of `gleaner show`: failed experts are judged by any success, unless the method wrote verdicts of its own.
    private List<TrunkAccount> Judge(IReadOnlyList<ReadExpert> experts, IReadOnlyList<RolloutRow> rollouts)
    {
        var outcomes = rollouts
            .Where(row => row.WasSimulated)
            .Select(row => new RolloutOutcome(new Tasks.TaskId(task.Id), row.Trunk, row.Step, row.Attempt, row.Return, row.IsWon))
            .ToList();
        return
        [
            .. from expert in experts
               where !expert.Row.IsWon
               select TrunkAccount.Of(TrunkOutcomes.Of(Trunk.Of(expert.Trajectory), outcomes, new AnySuccess())),
        ];
    }

    private static IEnumerable<(string Name, IReadOnlyList<Turn> Actions, TrunkAccount? Account, RolloutRow? Row)> Trunks(
        IReadOnlyList<ReadExpert> experts, IReadOnlyList<TrunkAccount> accounts)
    {
        foreach (var expert in experts)
        {
            var name = Trunk.NameOf(expert.Trajectory);
            yield return (name, expert.Trajectory.Turns, accounts.FirstOrDefault(account => account.Trunk == name), expert.Row);
        }

        // The student's own trunks.
        foreach (var account in accounts.Where(account => experts.All(expert => Trunk.NameOf(expert.Trajectory) != account.Trunk)))
        {
            yield return (account.Trunk, [.. account.Actions.Select(action => new Turn(new Observation(""), action, Author.Student, 0, WasPossible: true))], account, null);
        }
    }

    private RolloutRow? SolutionOf(WeightedExample example, IReadOnlyList<RolloutRow> rollouts, IReadOnlyList<ReadExpert> experts)
    {
        if (example.FoundIn == 0)
        {
            return experts.FirstOrDefault(expert => Trunk.NameOf(expert.Trajectory) == example.SolvedBy)?.Row;
        }

        var id = example.Rollout is { } name
            ? IndexWriter.IdOf($"{RunLayout.Iteration(track.Folder, example.FoundIn)}/rollouts", name[(name.IndexOf('|', StringComparison.Ordinal) + 1)..])
            : default;
        return rollouts.FirstOrDefault(row => row.Id == id);
    }

    private sealed record ReadExpert(RolloutRow Row, Trajectory Trajectory);

    private sealed record Found(
        IReadOnlyList<Track> Tracks,
        IReadOnlyList<RolloutRow> Experts,
        IReadOnlyList<RolloutRow> Rollouts,
        IReadOnlyList<RolloutRow> Evaluations,
        IReadOnlyList<(int Iteration, LineAt Line)> Lines,
        IReadOnlyList<(int Iteration, LineAt Line)> Verdicts,
        (TaskRow? Before, TaskRow? After) Neighbours);
}
