namespace Gleaner.Trajectories;

/// <summary>
/// What an agent sees in one state. Two observations are the same iff their texts are: an environment may derive a type
/// that carries the same content in structured form, which must hold nothing but what the text shows or the agent's own
/// actions tell, and that prints the text only when asked.
/// </summary>
public class Observation : IEquatable<Observation>
{
    private readonly string? _text;

    /// <summary>Creates an observation.</summary>
    /// <param name="text">The observation as the environment prints it.</param>
    public Observation(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        _text = text;
    }

    /// <summary>For types that override <see cref="Text"/>.</summary>
    protected Observation()
    {
    }

    /// <summary>The observation as the environment prints it.</summary>
    public virtual string Text => _text ?? "";

    /// <summary>Whether the texts are equal.</summary>
    public static bool operator ==(Observation? left, Observation? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Whether the texts differ.</summary>
    public static bool operator !=(Observation? left, Observation? right) => !(left == right);

    /// <inheritdoc/>
    public bool Equals(Observation? other) => ReferenceEquals(this, other) || (other is not null && Text == other.Text);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Observation);

    /// <inheritdoc/>
    public override int GetHashCode() => string.GetHashCode(Text, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Text;
}
