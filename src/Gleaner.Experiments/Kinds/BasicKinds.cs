
namespace Gleaner.Experiments;

/// <summary>The kinds that need nothing but this library.</summary>
internal static class BasicKinds
{
    public static IReadOnlyList<IKind> All { get; } =
    [
        new RecordedKind(),
        new LongerCloningKind(), new RejectionSamplingKind(), new ExploringFailuresKind(),
        .. BuiltInRules.All,
    ];
}
