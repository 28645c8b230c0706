using System.Globalization;
using Gleaner.Runs;
using Gleaner.Selection;
using Gleaner.Trajectories;
using Gleaner.Viewer.Index;
using Gleaner.Viewer.Library;
using Gleaner.Viewer.Notes;

namespace Gleaner.Viewer.Models;

/// <summary>A rollout as the agent saw it.</summary>
internal sealed record RolloutModel
{
    /// <summary>Characters of an observation or a thought that a page shows of it.</summary>
    public const int ShownCharacters = 2_000;

    public required string Run { get; init; }

    public required RolloutLine Line { get; init; }

    /// <summary>The track whose pages it belongs to: its own, or for an expert's the first that explores failures.</summary>
    public required Track? Home { get; init; }

    public required PlayedRollout Played { get; init; }

    public required IReadOnlyList<StepModel> Steps { get; init; }

    /// <summary>The rollouts before and after it from the same start, and the trunk; null where there is none.</summary>
    public required (RolloutRow? Before, RolloutRow? After, RolloutRow? Trunk) Neighbours { get; init; }

    /// <summary>What was learnt from it, by iteration and important state.</summary>
    public required IReadOnlyList<(string Track, WeightedExample Example)> Examples { get; init; }

    /// <summary>What people noted on it.</summary>
    public required IReadOnlyList<RolloutNote> Notes { get; init; }

    /// <summary>Why the run's notes cannot be read; null if they can.</summary>
    public string? NotesProblem { get; init; }

    /// <summary>Tokens of its own actions, and how many of them are learnt.</summary>
    public (int All, int Learnt) Tokens => (
        Steps.Sum(step => step.Turn.Tokens?.Ids.Length ?? 0),
        Steps.Where(step => step.Weight > 0).Sum(step => step.Turn.Tokens?.Ids.Length ?? 0));

    public static async Task<RolloutModel> BuildAsync(ViewedRun run, RolloutRow row, TimeProvider time, CancellationToken cancellationToken)
    {
        var played = await run.Player.PlayAsync(row, time, cancellationToken).ConfigureAwait(false);
        var (tracks, task, siblings, lines) = await run.Index.ReadAsync(
            index => (index.Tracks(), index.Task(row.Task), index.SiblingsOf(row), index.ExamplesOf(row.Task)), cancellationToken).ConfigureAwait(false);
        var examples = new List<(string Track, WeightedExample Example)>();
        foreach (var (trackNumber, iteration, line) in lines.Where(line => row.Kind != RolloutKind.Evaluation && (row.Track == 0 || row.Track == line.Track)))
        {
            var example = await run.ReadAsync<WeightedExample>(line, cancellationToken).ConfigureAwait(false);
            if (IsOf(example, row, played.Trajectory))
            {
                var track = tracks.First(track => track.Number == trackNumber);
                examples.Add((string.Create(CultureInfo.InvariantCulture, $"{track.Method}, seed {track.Seed}, iteration {iteration}"), example));
            }
        }

        var (notes, problem) = run.Notes.TryRead();
        var place = siblings.ToList().FindIndex(sibling => sibling.Id == row.Id);
        return new RolloutModel
        {
            Run = run.Id,
            Line = new RolloutLine(row, tracks.FirstOrDefault(track => track.Number == row.Track), task),
            Home = tracks.FirstOrDefault(track => track.Number == row.Track) ?? tracks.FirstOrDefault(track => run.IsEef(track.Method)) ?? tracks.FirstOrDefault(),
            Played = played,
            Steps = [.. StepsOf(played, examples.Select(example => example.Example).FirstOrDefault())],
            Neighbours = (
                place > 0 ? siblings[place - 1] : null,
                place >= 0 && place + 1 < siblings.Count ? siblings[place + 1] : null,
                await TrunkOfAsync(run, row, cancellationToken).ConfigureAwait(false)),
            Examples = examples,
            Notes = [.. notes.Where(note => note.Rollout == row.Id.ToString())],
            NotesProblem = problem,
        };
    }

    /// <summary>The expert's run that a rollout starts on; null for s0 and for trunks of the student's own.</summary>
    private static async Task<RolloutRow?> TrunkOfAsync(ViewedRun run, RolloutRow row, CancellationToken cancellationToken)
    {
        if (row.Trunk is null)
        {
            return null;
        }

        var experts = await run.Index.ReadAsync(index => index.RolloutsOf(row.Task, 0, RolloutKind.Expert, TaskModelBuilder.MostBranches), cancellationToken).ConfigureAwait(false);
        foreach (var expert in experts)
        {
            if (await run.TryReadTrajectoryAsync(expert, cancellationToken).ConfigureAwait(false) is { } trajectory && Rollouts.Trunk.NameOf(trajectory) == row.Trunk)
            {
                return expert;
            }
        }

        return null;
    }

    private static bool IsOf(WeightedExample example, RolloutRow row, Trajectory trajectory) => row.Kind == RolloutKind.Expert
        ? example.FoundIn == 0 && example.SolvedBy == Rollouts.Trunk.NameOf(trajectory)
        : example.FoundIn == row.Iteration
            && example.Rollout == WeightedExample.NameOf(row.Iteration, Rollouts.RolloutRequest.KeyOf(example.Task, Rollouts.StartState.LabelOf(row.Trunk, row.Step), row.Attempt));

    private static IEnumerable<StepModel> StepsOf(PlayedRollout played, WeightedExample? example)
    {
        var hasObservations = played.Observations is ObservationSource.Recorded or ObservationSource.Replayed;
        // Without observations the prefix is not at hand either, so the example's actions end with the rollout's.
        var ahead = example is null ? 0 : example.Actions.Length - played.Trajectory.Length;
        for (var i = 0; i < played.Trajectory.Length; i++)
        {
            var weight = example is not null && ahead >= 0 && i + ahead < example.Actions.Length ? example.Actions[i + ahead] : null;
            var turn = played.Trajectory.Turns[i];
            yield return new StepModel(
                i, turn, i < played.PrefixLength,
                hasObservations ? CutText.Of(turn.Observation.Text, ShownCharacters) : null,
                CutText.Of(turn.Thought ?? "", ShownCharacters),
                weight?.Weight, weight?.Reason);
        }
    }
}

/// <summary>A step of a rollout.</summary>
/// <param name="Number">Its number, from 0.</param>
/// <param name="Turn">What was done.</param>
/// <param name="IsPrefix">Whether it is the trunk's.</param>
/// <param name="Observation">What was seen before; null if it is not known.</param>
/// <param name="Thought">What was written before the action; empty if nothing.</param>
/// <param name="Weight">Its loss weight; null if nothing was learnt from the rollout.</param>
/// <param name="Reason">Why it has this weight.</param>
internal sealed record StepModel(int Number, Turn Turn, bool IsPrefix, CutText? Observation, CutText Thought, float? Weight, WeightReason? Reason);
