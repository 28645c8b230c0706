using System.Collections.Immutable;
using Gleaner.Evaluation;
using Gleaner.Methods;
using Gleaner.Policies;
using Gleaner.Randomness;
using Gleaner.Rollouts;
using Gleaner.Selection;
using Gleaner.Students;
using Gleaner.Trajectories;

namespace Gleaner.Runs;

/// <summary>One iteration of a method: explore → D⁺ → select → learn → evaluate. Each part is a stage that is resumed by itself.</summary>
/// <param name="context">The run.</param>
/// <param name="run">The method and what it is run with.</param>
/// <param name="number">The iteration, from 1.</param>
/// <param name="memory">What the method knows from the iterations before.</param>
/// <param name="recorded">The rollouts of finished explorations.</param>
internal sealed class IterationRunner(RunContext context, MethodRun run, int number, MethodMemory memory, RecordedRollouts recorded)
{
    private readonly string _folder = RunLayout.Iteration(run.Folder, number);
    private readonly StageFolder _stages = new(context, RunLayout.Iteration(run.Folder, number));
    private readonly Seed _seed = run.SeedOf(number);

    private double SuccessThreshold => context.Environment.SuccessThreshold;

    /// <param name="before">What was spent before this iteration.</param>
    /// <param name="cancellationToken">Stops; the folder can be resumed.</param>
    /// <returns>What was measured, and what the method knows after it.</returns>
    public async Task<(IterationMetrics Metrics, MethodMemory Memory)> RunAsync(CumulativeCosts before, CancellationToken cancellationToken)
    {
        var (exploration, rollouts) = await ExploreAsync(cancellationToken).ConfigureAwait(false);
        var learning = await LearnAsync(rollouts, cancellationToken).ConfigureAwait(false);
        var evaluations = await EvaluateAsync(cancellationToken).ConfigureAwait(false);
        var state = State(rollouts);
        var solved = state.Positives.SolvedTasks.ToHashSet();
        var metrics = new IterationMetrics
        {
            Number = number,
            Exploration = exploration,
            Learning = learning,
            Evaluations = evaluations,
            Cumulative = before.Add(exploration, learning),
            SolvedTasks = solved.Count,
            NewlySolvedTasks = solved.Except(
                run.Experts.Where(expert => expert.IsPositive(SuccessThreshold)).Select(expert => expert.Task)).Count(),
        };
        _stages.Finish(
            RunLayout.MetricsFile,
            metrics,
            [RunLayout.ExplorationFile, RunLayout.LearningFile, .. evaluations.Select(evaluation => Path.GetFileName(RunLayout.Evaluation(_folder, evaluation.Split)))]);
        return (metrics, memory.After(run, new EarlierIteration(number, [.. state.Outcomes]), rollouts, SuccessThreshold));
    }

    private string CurrentStage => number == 1 ? run.StartStage : RunLayout.Iteration(run.Folder, number - 1);

    private async Task<(ExplorationMetrics Metrics, IReadOnlyList<Rollout> Rollouts)> ExploreAsync(CancellationToken cancellationToken)
    {
        var stage = new RunStage(_folder, StageKind.Exploration, run.Method.Name);
        IReadOnlyList<Rollout>? rollouts = null;
        var metrics = await _stages.CompleteAsync(
            stage, RunLayout.ExplorationFile, [RunLayout.RolloutsFile], () => _stages.DeleteJournal(RunLayout.RolloutsFile), found => found.ToProgress(), async () =>
            {
                rollouts = await ExploreInWavesAsync(stage, cancellationToken).ConfigureAwait(false);
                context.Directory.Files.WriteLines(_stages.Locate(RunLayout.RolloutsFile), rollouts.Select(context.Record));
                return RolloutCounts.Count(rollouts, run.Experts, SuccessThreshold);
            }).ConfigureAwait(false);
        return (metrics, rollouts ?? await recorded.ReadAsync(number, _ => true, context.ReplayWorkers, cancellationToken).ConfigureAwait(false));
    }

    private async Task<IReadOnlyList<Rollout>> ExploreInWavesAsync(RunStage stage, CancellationToken cancellationToken)
    {
        List<Rollout> rollouts = [];
        var wave = run.Method.Explore(State(rollouts));
        if (wave.Count == 0)
        {
            return rollouts;
        }

        var student = CheckpointFolder.Load(context, CurrentStage, run.Prototype);
        var options = context.Rollouts with { Decoding = run.Exploration, Author = Author.Student };
        using var journaled = new JournaledRollouts(
            context, stage, _stages.LocateJournal(RunLayout.RolloutsFile), Prompted(student), options, _seed);
        for (; wave.Count > 0; wave = run.Method.Explore(State(rollouts)))
        {
            var finished = await journaled.RunAsync(wave, cancellationToken).ConfigureAwait(false);
            rollouts.AddRange(finished);
        }

        return rollouts;
    }

    private Task<LearningMetrics> LearnAsync(IReadOnlyList<Rollout> rollouts, CancellationToken cancellationToken)
    {
        var stage = new RunStage(_folder, StageKind.Learning, run.Method.Name);
        string[] results = [RunLayout.DatasetFile, RunLayout.PairsFile, RunLayout.SamplesFile, RunLayout.VerdictsFile, RunLayout.CheckpointFolderName];
        return _stages.CompleteAsync(stage, RunLayout.LearningFile, results, _stages.DeleteTraining, metrics => metrics.ToProgress(), () =>
        {
            var state = State(rollouts);
            var set = run.Method.Select(state);
            if (run.Method.Judge(state) is { } trunks)
            {
                context.Directory.Files.WriteLines(
                    _stages.Locate(RunLayout.VerdictsFile), trunks.Select(trunk => new TrunkLine(trunk.Trunk.Task, TrunkAccount.Of(trunk))));
            }

            context.Directory.Files.WriteLines(_stages.Locate(RunLayout.DatasetFile), set.Examples.Select(WeightedExample.Of));
            if (!set.Pairs.IsEmpty)
            {
                context.Directory.Files.WriteLines(_stages.Locate(RunLayout.PairsFile), set.Pairs.Select(pair => WeightedPair.Of(pair, set.Beta)));
            }

            if (!set.Samples.IsEmpty)
            {
                context.Directory.Files.WriteLines(_stages.Locate(RunLayout.SamplesFile), set.Samples.Select(WeightedSample.Of));
            }

            return LearnAsync(stage, set, rollouts, cancellationToken);
        });
    }

    private async Task<LearningMetrics> LearnAsync(
        RunStage stage, LearningSet set, IReadOnlyList<Rollout> rollouts, CancellationToken cancellationToken)
    {
        if (set.IsEmpty && rollouts.Count == 0 && run.Method.Learns)
        {
            throw new GleanerException(
                $"{run.Method.Name} has nothing to learn from: none of the {run.Experts.Count} expert trajectories on the "
                + $"{run.Training.Tasks.Length} training tasks is positive. Take more tasks or another expert.");
        }

        // Where exploration found nothing to learn from, the student stays as it is and the next iteration tries again.
        if (set is { IsEmpty: true, Groups: { } groups })
        {
            context.Warn(
                $"{run.Method.Name}, iteration {number}: nothing is learnt, because in each of the {groups.Count} groups all rollouts earned the same. More rollouts a task or a higher 'exploration.temperature' tell them apart.");
        }

        var student = CheckpointFolder.Load(context, set.IsEmpty ? CurrentStage : run.RestartStage ?? CurrentStage, run.Prototype);
        var summary = set.IsEmpty
            ? LearningSummary.None
            : await student.LearnAsync(
                set, run.Learning with { Seed = _seed.Derive("learning") }, _stages.LearningContext(stage), cancellationToken)
                .ConfigureAwait(false);
        CheckpointFolder.Save(context, _folder, student);
        return LearningMetrics.Of(summary, set);
    }

    private async Task<ImmutableArray<SplitEvaluation>> EvaluateAsync(CancellationToken cancellationToken)
    {
        var student = CheckpointFolder.Load(context, _folder, run.Prototype);
        var splits = run.Dev is { } dev ? [dev, .. run.Tests] : run.Tests;
        var evaluation = new EvaluationStage(context);
        var results = await evaluation.RunAsync(_folder, Prompted(student), Author.Student, splits, cancellationToken).ConfigureAwait(false);
        return run.Repeats is not { } repeats
            ? results
            : await evaluation.RepeatAsync(_folder, Prompted(student), Author.Student, run.Tests, repeats, _seed.Derive("evaluation"), results, cancellationToken).ConfigureAwait(false);
    }

    private IPolicy Prompted(IStudent student) => run.Method.Prompt is { } prompt
        ? new DecoratedPolicy(student, seen => seen.Step == 0 ? TaskPrompt.Put(prompt, seen.Observation) : seen.Observation)
        : student;

    private IterationState State(IReadOnlyList<Rollout> rollouts) => memory.StateOf(run, number, rollouts, SuccessThreshold);
}
