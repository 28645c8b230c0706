using System.Text.Json.Serialization;

namespace Gleaner.Tasks;

/// <summary>
/// Names one task (one goal with one initial state) by content, not by position: for example
/// <c>webshop/3fa9c1d2/7b0e44c19a52</c>, environment / catalogue hash / goal hash.
/// The same id is the same task on every machine and in every run.
/// </summary>
[JsonConverter(typeof(TaskIdConverter))]
public readonly record struct TaskId : IComparable<TaskId>
{
    /// <summary>Creates an id.</summary>
    /// <param name="value">The text of the id; not empty, without white space.</param>
    /// <exception cref="ArgumentException"><paramref name="value"/> is empty or has white space.</exception>
    public TaskId(string value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(value);
        if (value.Any(char.IsWhiteSpace))
        {
            throw new ArgumentException($"A task id has no white space: '{value}'.", nameof(value));
        }

        Value = value;
    }

    /// <summary>The text of the id.</summary>
    public string Value { get; }

    /// <summary>Ordinal comparison of the texts.</summary>
    public int CompareTo(TaskId other) => string.CompareOrdinal(Value, other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
