namespace Gleaner.ScienceWorld.Tasks;

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
