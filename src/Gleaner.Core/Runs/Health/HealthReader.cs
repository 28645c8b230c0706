using System.Collections.Immutable;
using Gleaner.Rollouts;
using Gleaner.Trajectories;

namespace Gleaner.Runs.Health;

/// <summary>Reads the records of a run once, a stage at a time, and shows them to every rule.</summary>
internal sealed class HealthReader(RunReader run)
{
    private readonly ImmutableArray<StageEnds>.Builder _ends = ImmutableArray.CreateBuilder<StageEnds>();

    private readonly ImmutableArray<HealthRule> _rules =
    [
        EndRules.ContextLimits(),
        new MalformedReplyRule(),
        EndRules.EnvironmentFailures(),
        EndRules.StartStatesMissed(),
        new ConstantRewardRule(),
        new OneOutcomeRule(),
        new EmptyMaskRule(),
        new TruncationRule(),
        new ExactTokenRule(),
        new DuplicateTaskRule(),
    ];

    public RunHealth Read(RunSummary summary)
    {
        var threshold = summary.Methods.Select(method => method.Description.SuccessThreshold).DefaultIfEmpty(1).First();
        foreach (var expert in summary.Experts)
        {
            See(expert, threshold, summary.Manifest.Display?.Experts.FirstOrDefault(shown => shown.Name == expert.Name)?.IsSimulated == true);
        }

        foreach (var method in summary.Methods)
        {
            var seed = summary.Manifest.Identity.Seeds.Length == 1 ? "" : $" (seed {method.Seed})";
            foreach (var iteration in method.Iterations)
            {
                var name = method.Description.Name + (method.Description.Iterations == 1 ? "" : $", iteration {iteration.Metrics.Number}");
                See(method.Description, iteration, name, seed);
            }
        }

        return new RunHealth { Ends = _ends.ToImmutable(), Checks = [.. _rules.Select(rule => rule.Conclude())] };
    }

    private void See(ExpertSummary expert, double threshold, bool isScripted)
    {
        var folder = RunLayout.Expert(expert.Name);

        // The same view of it as of a rollout: all from s0, one an attempt.
        var played = expert.Trajectories.Select(trajectory => RolloutRecord.Of(
            new Rollout(new RolloutRequest(StartState.Initial(trajectory.Task), trajectory.Run - 1), trajectory), withTexts: false));
        See(new RunStage(folder, StageKind.ExpertCollection, expert.Name), $"{expert.Name}: playing the training tasks", "", threshold, [.. played], isScripted);
        foreach (var evaluation in expert.Evaluations)
        {
            SeeEvaluation(folder, expert.Name, "", evaluation.Split, threshold, isScripted);
        }
    }

    private void See(MethodDescription method, IterationSummary iteration, string name, string seed)
    {
        var explored = run.ReadLines<RolloutRecord>($"{iteration.Folder}/{RunLayout.RolloutsFile}");
        See(new RunStage(iteration.Folder, StageKind.Exploration, method.Name), $"{name}: exploring", seed, method.SuccessThreshold, explored);
        var examples = run.ReadLines<WeightedExample>($"{iteration.Folder}/{RunLayout.DatasetFile}");
        var learning = new StageExamples(iteration.Folder, $"{name}: learning{seed}", iteration.Metrics.Learning, examples);
        foreach (var rule in _rules)
        {
            rule.See(learning);
        }

        foreach (var evaluation in iteration.Metrics.Evaluations)
        {
            SeeEvaluation(iteration.Folder, name, seed, evaluation.Split, method.SuccessThreshold);
        }
    }

    private void SeeEvaluation(string folder, string name, string seed, string split, double threshold, bool isScripted = false)
    {
        // Recorded experts have results on a split, and no rollouts.
        var file = Path.ChangeExtension(RunLayout.Evaluation(folder, split), ".jsonl");
        if (run.Exists(file))
        {
            See(new RunStage(folder, StageKind.Evaluation, split), $"{name}: evaluating on {split}", seed, threshold, run.ReadLines<RolloutRecord>(file), isScripted);
        }
    }

    private void See(RunStage stage, string place, string seed, double threshold, ImmutableArray<RolloutRecord> rollouts, bool isScripted = false)
    {
        if (rollouts.IsEmpty)
        {
            return;
        }

        var stops = rollouts.Select(rollout => rollout.StopReason).Stops() ?? ImmutableSortedDictionary<StopReason, int>.Empty;
        _ends.Add(new StageEnds(stage, place, rollouts.Length, stops));
        var seen = new StageRollouts(stage, place + seed, threshold, rollouts) { IsScripted = isScripted };
        foreach (var rule in _rules)
        {
            rule.See(seen);
        }
    }
}

/// <summary>The rollouts of a stage.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="Place">The stage in words.</param>
/// <param name="SuccessThreshold">The return from which on a rollout is won.</param>
/// <param name="Rollouts">Its rollouts; at least one.</param>
internal sealed record StageRollouts(RunStage Stage, string Place, double SuccessThreshold, ImmutableArray<RolloutRecord> Rollouts)
{
    /// <summary>Whether a script played them, whose ending a rollout without an action is meant.</summary>
    public bool IsScripted { get; init; }

    /// <summary>Those that say something about the policy.</summary>
    public IEnumerable<RolloutRecord> Simulated => Rollouts.Where(rollout => rollout.WasSimulated);

    public bool IsWon(RolloutRecord rollout) => rollout.Return >= SuccessThreshold;
}

/// <summary>What an iteration learnt from.</summary>
/// <param name="Folder">The iteration's folder.</param>
/// <param name="Place">The stage in words.</param>
/// <param name="Learning">What learning came to.</param>
/// <param name="Examples">The examples.</param>
internal sealed record StageExamples(string Folder, string Place, LearningMetrics Learning, ImmutableArray<WeightedExample> Examples);
