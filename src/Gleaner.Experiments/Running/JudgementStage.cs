using System.Collections.Immutable;
using Gleaner.Runs;
using Gleaner.Selection;
using Gleaner.Trajectories;

namespace Gleaner.Experiments;

/// <summary>Has the successes of experts judged for a method that goes by it: once for a run, whatever its seeds.</summary>
internal static class JudgementStage
{
    /// <param name="method">The method.</param>
    /// <param name="experts">The expert trajectories that it learns from.</param>
    /// <param name="run">The run, which keeps the judgements.</param>
    /// <param name="cancellationToken">Stops; what the judge has kept by then is not asked for again.</param>
    /// <returns>The judgements; none for a method without a judge.</returns>
    /// <exception cref="GleanerException">The judge fails, or has marked nothing at all.</exception>
    public static async Task<ImmutableArray<StepJudgement>> RunAsync(
        ExperimentMethod method, IReadOnlyList<Trajectory> experts, RunContext run, CancellationToken cancellationToken)
    {
        if (method.Judging is not { } judging)
        {
            return [];
        }

        if (run.Directory.ReadJudgements(method.Name) is { } kept)
        {
            return kept;
        }

        List<Trajectory> successes = [.. experts.Where(expert => expert.IsPositive(run.Environment.SuccessThreshold))];
        var judgements = await judging.Judge
            .JudgeAsync(successes, judging.Share, new JudgingPlace(run, RunLayout.Judgements(method.Name)), cancellationToken).ConfigureAwait(false);
        var marked = judgements.Count(judgement => !judgement.Steps.IsEmpty);
        if (successes.Count > 0 && marked == 0)
        {
            throw new GleanerException(
                $"{method.Name}: the judge has marked no step in any of the {successes.Count} successful expert trajectories, so there is nothing to learn from. Check 'judge' of this method.");
        }

        if (marked < successes.Count)
        {
            run.Warn($"{method.Name}: {successes.Count - marked} of {successes.Count} successful expert trajectories were not judged, and are left out.");
        }

        run.Directory.StoreJudgements(method.Name, judgements);
        return [.. judgements];
    }
}
