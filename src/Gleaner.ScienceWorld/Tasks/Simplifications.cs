using System.Collections.Immutable;

namespace Gleaner.ScienceWorld.Tasks;

/// <summary>
/// Which parts of the world are made easier. Two are equal iff their labels are: order and repetition do not count, so that
/// the same setting gives the same task ids however it was written.
/// </summary>
public sealed class Simplifications : IEquatable<Simplifications>
{
    private const string NoneKey = "none";

    private Simplifications(ImmutableArray<string> labels)
    {
        Labels = labels;
        Key = labels.IsEmpty ? NoneKey : string.Join('+', labels);
        Argument = string.Join(',', labels);
    }

    /// <summary>
    /// What the simulator knows (1.0.2 to 1.3.0). <c>easy</c> stands for teleportAction, openDoors, selfWateringFlowerPots and,
    /// unless the task is about electricity, noElectricalAction.
    /// </summary>
    public static ImmutableArray<string> KnownLabels { get; } =
        ["easy", "noElectricalAction", "openContainers", "openDoors", "selfWateringFlowerPots", "teleportAction"];

    /// <summary>The world as it is.</summary>
    public static Simplifications None { get; } = new([]);

    /// <summary>The preset that ETO, SwiftSage and EEF use.</summary>
    public static Simplifications Easy { get; } = new(["easy"]);

    /// <summary>The labels, each once, in ordinal order.</summary>
    public ImmutableArray<string> Labels { get; }

    /// <summary>The part of a task id: <c>none</c>, <c>easy</c>, <c>openContainers+openDoors</c>.</summary>
    public string Key { get; }

    /// <summary>What the simulator's <c>load</c> takes: the labels with commas between, empty for none.</summary>
    public string Argument { get; }

    /// <summary>Reads labels with commas between, as the simulator and the papers write them.</summary>
    /// <param name="labels">For example <c>easy</c> or <c>openDoors, openContainers</c>; empty or <c>none</c> for the world as it is.</param>
    /// <exception cref="GleanerException">The simulator knows no such label. It would take it silently and fail with the first action.</exception>
    public static Simplifications Parse(string labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        return From(labels, ',');
    }

    /// <summary>Reads the part of a task id.</summary>
    /// <exception cref="GleanerException">It is no such part.</exception>
    internal static Simplifications FromKey(string key)
    {
        var read = From(key, '+');
        return read.Key == key ? read : throw new GleanerException($"'{key}' names no simplifications: write '{read.Key}'.");
    }

    /// <inheritdoc/>
    public bool Equals(Simplifications? other) => other is not null && Key == other.Key;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Simplifications);

    /// <inheritdoc/>
    public override int GetHashCode() => Key.GetHashCode(StringComparison.Ordinal);

    /// <summary><see cref="Key"/>.</summary>
    public override string ToString() => Key;

    private static Simplifications From(string text, char separator)
    {
        var labels = text.Split(separator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (labels is [NoneKey])
        {
            return None;
        }

        foreach (var label in labels)
        {
            if (!KnownLabels.Contains(label))
            {
                throw new GleanerException(
                    $"'{label}' is not a simplification of ScienceWorld: use {string.Join(", ", KnownLabels)}, several separated by commas, or none.");
            }
        }

        return labels.Length == 0 ? None : new Simplifications([.. labels.Distinct().Order(StringComparer.Ordinal)]);
    }
}
