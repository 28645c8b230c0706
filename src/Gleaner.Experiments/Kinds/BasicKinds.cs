
namespace Gleaner.Experiments;

/// <summary>The kinds that need nothing but this library.</summary>
internal static class BasicKinds
{
    public static IReadOnlyList<IKind> All { get; } =
    [
        new RecordedKind(),
        new LongerCloningKind(), new RejectionSamplingKind(), new ExploringFailuresKind(),
        new PretrainedOnlyKind(), new SupervisedOnAllKind(), new NegativeAwareKind(),
        new TrajectoryOptimizationKind(), new MultiTurnPreferenceKind(), new StepProcessRefinementKind(), new BackplayKind(), new GroupRelativePolicyKind(), new CriticalStepKind(), new RecordedJudgeKind(),
        .. BuiltInRules.All,
    ];
}
