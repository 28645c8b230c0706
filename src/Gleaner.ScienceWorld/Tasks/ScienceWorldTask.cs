using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Gleaner.Tasks;

namespace Gleaner.ScienceWorld.Tasks;

/// <summary>
/// A variation of one of the 30 task types in a world with or without simplifications. Its id is
/// <c>scienceworld/SIMPLIFICATIONS/NAME/VARIATION</c>, for example <c>scienceworld/easy/boil/3</c>: the pair is what the
/// simulator seeds its world with, whatever list it was taken from.
/// </summary>
/// <param name="Name">The simulator's name of the type: <c>boil</c>, <c>find-living-thing</c>.</param>
/// <param name="Variation">Number of the variation, from 0.</param>
/// <param name="Simplifications">What is made easier.</param>
public sealed record ScienceWorldTask(string Name, int Variation, Simplifications Simplifications)
{
    private const string Prefix = "scienceworld";

    /// <summary>The id.</summary>
    public TaskId Id { get; } = new(string.Create(CultureInfo.InvariantCulture, $"{Prefix}/{Simplifications.Key}/{Named(Name)}/{Numbered(Variation)}"));

    /// <summary>Reads an id.</summary>
    /// <exception cref="GleanerException">It is not a task of ScienceWorld.</exception>
    public static ScienceWorldTask Parse(TaskId id) =>
        TryParse(id, out var task) ? task : throw new GleanerException(
            $"'{id}' is not a task of ScienceWorld: its tasks look like {Prefix}/easy/boil/3 (simplifications, name, variation).");

    /// <summary>Reads an id if it is one of ScienceWorld. Whether the simulator has the task shows when it is loaded.</summary>
    public static bool TryParse(TaskId id, [NotNullWhen(true)] out ScienceWorldTask? task)
    {
        task = null;
        if (id.Value?.Split('/') is not [Prefix, var key, var name, var number]
            || !SafeName.IsSafe(name)
            || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var variation))
        {
            return false;
        }

        try
        {
            task = new ScienceWorldTask(name, variation, Simplifications.FromKey(key));
            return task.Id == id;
        }
        catch (GleanerException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public bool Equals(ScienceWorldTask? other) => other is not null && Id == other.Id;

    /// <inheritdoc/>
    public override int GetHashCode() => Id.GetHashCode();

    /// <summary>The id.</summary>
    public override string ToString() => Id.Value;

    private static string Named(string name) =>
        SafeName.IsSafe(name) ? name : throw new GleanerException($"'{name}' is not the name of a ScienceWorld task: names look like boil or find-living-thing.");

    private static int Numbered(int variation) =>
        variation >= 0 ? variation : throw new GleanerException($"A variation of ScienceWorld is a number from 0, not {variation}.");
}

/// <summary>
/// A variation of a kind of task: what all lists of tasks name in the end. Two are equal iff kind and number are, whatever list
/// and whatever numbering they come from.
/// </summary>
public readonly record struct TaskVariation
{
    /// <summary>Creates the pair.</summary>
    /// <exception cref="GleanerException">The kind has no variation of this number.</exception>
    public TaskVariation(TaskType type, int number)
    {
        ArgumentNullException.ThrowIfNull(type);
        Type = type;
        Number = type.Has(number) ? number : throw new GleanerException(
            $"'{type.Name}' has no variation {number}: its variations are 0..{type.Variations - 1}.");
    }

    /// <summary>The kind of task.</summary>
    public TaskType Type { get; }

    /// <summary>Number of the variation, from 0.</summary>
    public int Number { get; }

    /// <summary>Its task in a world with these simplifications.</summary>
    public ScienceWorldTask With(Simplifications simplifications) => new(Type.Name, Number, simplifications);

    /// <summary><c>boil 3</c>.</summary>
    public override string ToString() => $"{Type.Name} {Number}";
}
