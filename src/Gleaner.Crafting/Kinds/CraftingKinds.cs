using Gleaner.Experiments;

namespace Gleaner.Crafting.Kinds;

/// <summary>What crafting brings to experiments.</summary>
public static class CraftingKinds
{
    /// <summary>The environment and its simulated expert.</summary>
    public static IReadOnlyList<IKind> All { get; } = [new CraftingKind(), new CrafterKind()];
}
