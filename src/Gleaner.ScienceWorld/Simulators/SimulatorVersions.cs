using Gleaner.ScienceWorld.Tasks;

namespace Gleaner.ScienceWorld.Simulators;

/// <summary>Which versions of the simulator can be played. A jar does not tell its version; the names of its tasks do.</summary>
internal static class SimulatorVersions
{
    /// <summary>The oldest that is played. Before it, <c>load</c> does not answer whether the task was loaded.</summary>
    public const string Oldest = "1.1.3";

    /// <summary>The one to install: the same actions lead to the same texts, which is not so up to 1.2.3.</summary>
    public const string Recommended = "1.3.0";

    /// <summary>Why a jar cannot be played; null if it can.</summary>
    /// <param name="jar">Its path.</param>
    /// <param name="names">The names of its tasks.</param>
    public static string? RefusalOf(string jar, IReadOnlyCollection<string> names)
    {
        if (names.Any(name => TaskTypes.All.Any(type => type.Name == name)))
        {
            return null;
        }

        return names.FirstOrDefault(name => TaskTypes.TryGet(name, out _)) is { } old
            ? $"'{jar}' is of an old version of ScienceWorld, whose tasks have names such as '{old}'. Gleaner plays versions from {Oldest} on: pip install scienceworld=={Recommended}"
            : $"'{jar}' has none of ScienceWorld's tasks: pip install scienceworld=={Recommended}";
    }
}
