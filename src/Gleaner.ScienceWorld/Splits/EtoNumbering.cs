using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Gleaner.ScienceWorld.Tasks;

namespace Gleaner.ScienceWorld.Splits;

/// <summary>
/// The ids of ETO's conversations and results, such as <c>0_21</c>: the kind of task by its place among the kinds' old names in ordinal
/// order (its <c>taskname2id.json</c>), then the variation.
/// </summary>
internal static class EtoNumbering
{
    /// <summary>The kinds in that order.</summary>
    public static ImmutableArray<TaskType> Kinds { get; } =
    [
        .. new[]
        {
            "boil", "change-the-state-of-matter-of", "freeze", "melt",
            "measure-melting-point-known-substance", "measure-melting-point-unknown-substance", "use-thermometer",
            "power-component", "power-component-renewable-vs-nonrenewable-energy", "test-conductivity", "test-conductivity-of-unknown-substances",
            "find-animal", "find-living-thing", "find-non-living-thing", "find-plant",
            "grow-fruit", "grow-plant",
            "chemistry-mix", "chemistry-mix-paint-secondary-color", "chemistry-mix-paint-tertiary-color",
            "lifespan-longest-lived", "lifespan-longest-lived-then-shortest-lived", "lifespan-shortest-lived",
            "identify-life-stages-1", "identify-life-stages-2",
            "inclined-plane-determine-angle", "inclined-plane-friction-named-surfaces", "inclined-plane-friction-unnamed-surfaces",
            "mendelian-genetics-known-plant", "mendelian-genetics-unknown-plant",
        }.Select(TaskTypes.Get),
    ];

    /// <summary>The task of an id.</summary>
    /// <returns>False if there is none.</returns>
    public static bool TryRead(string id, [NotNullWhen(true)] out TaskVariation? task)
    {
        task = id.Split('_') is [var kind, var variation]
            && int.TryParse(kind, NumberStyles.None, CultureInfo.InvariantCulture, out var place) && place < Kinds.Length
            && int.TryParse(variation, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && Kinds[place].Has(number)
            ? new TaskVariation(Kinds[place], number) : null;
        return task is not null;
    }
}
