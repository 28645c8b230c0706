using Gleaner.Experiments;

namespace Gleaner.ScienceWorld.Kinds;

/// <summary>What ScienceWorld brings to experiments.</summary>
public static class ScienceWorldKinds
{
    /// <summary>The environment and its simulated expert.</summary>
    public static IReadOnlyList<IKind> All { get; } = [new ScienceWorldKind(), new ScientistKind()];
}
