using System.Globalization;
using Gleaner.Randomness;
using Gleaner.Rollouts;
using Gleaner.Selection;
using Gleaner.Students;
using Gleaner.Trajectories;

namespace Gleaner.Experiments;

/// <summary>Whether a student can be made, and learns: one step on two of the experts' trajectories, and a checkpoint that is thrown away.</summary>
/// <param name="prepare">Opens what it is made of.</param>
/// <param name="trains">Whether a step is made; else the student is only made.</param>
public sealed class StudentCheck(Func<World, PreparedStudent> prepare, bool trains = true) : PreflightCheck
{
    private const int Examples = 2;

    /// <inheritdoc/>
    public override string Id => "student";

    /// <inheritdoc/>
    public override string Title => trains ? "student's step" : "student";

    /// <inheritdoc/>
    public override TimeSpan TimeLimit => TimeSpan.FromMinutes(2);

    /// <inheritdoc/>
    public override async Task<PreflightResult> RunAsync(PreflightContext context, CancellationToken cancellationToken)
    {
        List<Trajectory> trajectories = [.. context.Trajectories.Where(trajectory => trajectory.Length > 0).Take(Examples)];
        var prepared = prepare(context.World);
        if (trajectories.Count == 0)
        {
            return PreflightResult.Skipped("no expert has shown a trajectory to learn from");
        }

        var student = prepared.Create(trajectories).Create(new Seed(context.Experiment.Seeds[0]));
        if (!trains)
        {
            return PreflightResult.Ok("it can be made and asked; its training is not tried");
        }

        var plan = new LearningPlan(1, trajectories.Count, context.Experiment.Training.BehaviorCloning.LearningRate, new Seed(context.Experiment.Seeds[0]));
        var learning = await student.LearnAsync([.. trajectories.Select(Demonstration)], plan, null, cancellationToken).ConfigureAwait(false);
        student.Save(Path.Combine(context.Scratch, "checkpoint"));
        var loss = learning.Losses.Count == 0 ? 0 : learning.Losses[^1];
        var what = string.Create(
            CultureInfo.InvariantCulture, $"one step on {trajectories.Count} example{(trajectories.Count == 1 ? "" : "s")}, {learning.TrainedTokens:N0} of {learning.Tokens:N0} tokens trained, loss {loss:0.###}");
        return learning.TrainedTokens == 0 ? PreflightResult.Failed($"{what}: no token of an action is left", "Actions are cut off or masked: raise 'context', or shorten observations.")
            : !double.IsFinite(loss) ? PreflightResult.Failed(what, "The training diverges: lower the learning rate.")
            : PreflightResult.Ok(what);
    }

    /// <summary>What a training is tried with: the longest of the experts' trajectories, which take the most memory, as demonstrations.</summary>
    /// <param name="context">What the checks before have come by.</param>
    /// <returns>At most two; none if no expert has shown any.</returns>
    public static IReadOnlyList<WeightedTrajectory> LongestDemonstrations(PreflightContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return [.. context.Trajectories.Where(trajectory => trajectory.Length > 0).OrderByDescending(trajectory => trajectory.Length).Take(Examples).Select(Demonstration)];
    }

    private static WeightedTrajectory Demonstration(Trajectory trajectory, int order) => LossWeights.Weigh(
        ImportantState.Initial(trajectory.Task), new Solution(trajectory, StartState.Initial(trajectory.Task), 0, order), []);
}
