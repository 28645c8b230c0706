using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Gleaner.ScienceWorld.Tasks;

/// <summary>The 30 kinds of task of simulator versions 1.0.2 to 1.3.0, 7,207 variations in all.</summary>
public static partial class TaskTypes
{
    private const string Matter = "Matter", Measurement = "Measurement", Electricity = "Electricity", Classification = "Classification";
    private const string Biology = "Biology", Chemistry = "Chemistry", Forces = "Forces";

    /// <summary>All of them in the order of their ids, which is the order of AgentGym's numbering.</summary>
    public static ImmutableArray<TaskType> All { get; } =
    [
        Type("1-1", Matter, "boil", 30, 100),
        Type("1-2", Matter, "melt", 30, 80),
        Type("1-3", Matter, "freeze", 30, 80),
        Type("1-4", Matter, "change-the-state-of-matter-of", 30, 80),
        Type("2-1", Measurement, "use-thermometer", 540, 30),
        Type("2-2", Measurement, "measure-melting-point-known-substance", 436, 120),
        Type("2-3", Measurement, "measure-melting-point-unknown-substance", 300),
        Type("3-1", Electricity, "power-component", 20, 20),
        Type("3-2", Electricity, "power-component-renewable-vs-nonrenewable-energy", 20, 30),
        Type("3-3", Electricity, "test-conductivity", 900, 30),
        Type("3-4", Electricity, "test-conductivity-of-unknown-substances", 600, 30),
        Type("4-1", Classification, "find-living-thing", 300, 15),
        Type("4-2", Classification, "find-non-living-thing", 300, 15),
        Type("4-3", Classification, "find-plant", 300, 15),
        Type("4-4", Classification, "find-animal", 300, 15),
        Type("5-1", Biology, "grow-plant", 126, 30),
        Type("5-2", Biology, "grow-fruit", 126, 60),
        Type("6-1", Chemistry, "chemistry-mix", 32, 60),
        Type("6-2", Chemistry, "chemistry-mix-paint-secondary-color", 36, 15),
        Type("6-3", Chemistry, "chemistry-mix-paint-tertiary-color", 36, 30),
        Type("7-1", Biology, "lifespan-longest-lived", 125, 10),
        Type("7-2", Biology, "lifespan-shortest-lived", 125, 10),
        Type("7-3", Biology, "lifespan-longest-lived-then-shortest-lived", 125, 12),
        Type("8-1", Biology, "identify-life-stages-1", 14, 30),
        Type("8-2", Biology, "identify-life-stages-2", 10, 30),
        Type("9-1", Forces, "inclined-plane-determine-angle", 168),
        Type("9-2", Forces, "inclined-plane-friction-named-surfaces", 1386),
        Type("9-3", Forces, "inclined-plane-friction-unnamed-surfaces", 162),
        Type("10-1", Biology, "mendelian-genetics-known-plant", 120),
        Type("10-2", Biology, "mendelian-genetics-unknown-plant", 480),
    ];

    /// <summary>All of them in the order of their names: the place in this list is SwiftSage's and CLIN's task number.</summary>
    public static ImmutableArray<TaskType> Alphabetical { get; } = [.. All.OrderBy(type => type.Name, StringComparer.Ordinal)];

    private static FrozenDictionary<string, TaskType> ByName { get; } = All.ToFrozenDictionary(type => type.Name);

    /// <summary>The kind of a name, which may be one of version 1.0 or a paper: <c>task-10-measure-melting-point-(known-substance)</c>.</summary>
    /// <exception cref="GleanerException">There is no such kind.</exception>
    public static TaskType Get(string name) => TryGet(name, out var type) ? type : throw new GleanerException(
        $"'{name}' is not a kind of ScienceWorld task: the kinds are {string.Join(", ", All.Select(known => known.Name))}.");

    /// <summary>The kind of a name, which may be an old one.</summary>
    public static bool TryGet(string name, [NotNullWhen(true)] out TaskType? type) => ByName.TryGetValue(Normalize(name), out type);

    /// <summary>The name as of today of an older one; a name of today is returned as it is.</summary>
    public static string Normalize(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return OldPrefix().Replace(name, "")
            .Replace("(", "", StringComparison.Ordinal).Replace(")", "", StringComparison.Ordinal)
            .Replace("mendellian", "mendelian", StringComparison.Ordinal);
    }

    private static TaskType Type(string id, string topic, string name, int variations, int? etoTurnLimit = null) =>
        new(id, topic, name, variations) { EtoTurnLimit = etoTurnLimit };

    [GeneratedRegex("^task-[0-9ab]+-", RegexOptions.CultureInvariant)]
    private static partial Regex OldPrefix();
}

/// <summary>One of the 30 kinds of task.</summary>
/// <param name="Id">Topic and number as the simulator's authors print them: <c>1-1</c> … <c>10-2</c>.</param>
/// <param name="Topic">Area of science: <c>Matter</c>, <c>Measurement</c>, …</param>
/// <param name="Name">The simulator's name: <c>boil</c>.</param>
/// <param name="Variations">How many variations there are, numbered from 0.</param>
public sealed record TaskType(string Id, string Topic, string Name, int Variations)
{
    /// <summary>
    /// The most turns that ETO gives an agent, by its published table; null for the six types that it leaves out (2-3, 9-* and
    /// 10-*).
    /// </summary>
    public int? EtoTurnLimit { get; init; }

    /// <summary>
    /// Whether the task is about electricity. The preset <c>easy</c> takes the electrical actions away from all other tasks.
    /// </summary>
    public bool IsElectrical =>
        Name.StartsWith("power-component", StringComparison.Ordinal) || Name.Contains("conductivity", StringComparison.Ordinal);

    /// <summary>What <c>easy</c> stands for in this task. Containers stay closed, although the paper says otherwise.</summary>
    public Simplifications Easy => Simplifications.Parse(
        "teleportAction,openDoors,selfWateringFlowerPots" + (IsElectrical ? "" : ",noElectricalAction"));

    /// <summary>Whether there is a variation of this number.</summary>
    public bool Has(int variation) => variation >= 0 && variation < Variations;
}
