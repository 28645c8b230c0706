using Gleaner.CommandLine.Configuration;
using Gleaner.Methods;
using Gleaner.Trajectories;

namespace Gleaner.CommandLine.Experiments;

/// <summary>Makes the methods that a configuration names, and chooses what each learns from.</summary>
internal static class ExperimentMethods
{
    public static IMethod Create(MethodConfig config, string firstExpert) => config switch
    {
        LongerCloningConfig => new BehaviorCloning(config.Name),
        RejectionSamplingConfig rft => new RejectionSampling(rft.Name, rft.Rollouts, rft.Choice),
        ExploringFailuresConfig eef => new ExploringExpertFailures(eef.Name, eef.Experts.IsEmpty ? [firstExpert] : eef.Experts, eef.Options),
        _ => throw new ArgumentOutOfRangeException(nameof(config), config, "Unknown kind of method."),
    };

    /// <summary>
    /// The first expert's trajectories, and the failed ones of the further experts: as in the paper, a second expert adds failures
    /// to explore and no demonstrations.
    /// </summary>
    public static IReadOnlyList<Trajectory> TrajectoriesFor(
        MethodConfig config, string firstExpert, IEnumerable<Trajectory> all, double successThreshold) =>
        [.. all.Where(trajectory => trajectory.Policy == firstExpert
            || (config.FurtherExperts.Contains(trajectory.Policy) && !trajectory.IsPositive(successThreshold)))];
}
