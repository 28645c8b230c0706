using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Gleaner.Tasks;

/// <summary>
/// A named list of tasks, for example <c>train</c> or <c>test</c>. Two splits are equal iff their names and tasks are, order
/// included.
/// </summary>
public sealed record TaskSplit
{
    /// <summary>Creates a split.</summary>
    /// <param name="name">Its name; file names are made from it, so letters, digits, <c>-</c>, <c>_</c> and <c>.</c> only.</param>
    /// <param name="tasks">The tasks, each once.</param>
    /// <exception cref="GleanerException">The name has another character, or a task occurs twice.</exception>
    public TaskSplit(string name, ImmutableArray<TaskId> tasks)
    {
        if (!SafeName.IsSafe(name))
        {
            throw new GleanerException($"'{name}' is not a valid name for a split: use letters, digits, '-', '_' and '.', beginning with a letter or digit.");
        }

        var seen = new HashSet<TaskId>();
        foreach (var task in tasks)
        {
            if (!seen.Add(task))
            {
                throw new GleanerException($"Split '{name}' holds task {task} twice.");
            }
        }

        Name = name;
        Tasks = tasks;
        Hash = HashOf(tasks);
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>The tasks in order, each once.</summary>
    public ImmutableArray<TaskId> Tasks { get; }

    /// <summary>SHA-256 over the task ids in order, as 64 lower-case hexadecimal digits. The name is not part of it.</summary>
    public string Hash { get; }

    /// <inheritdoc/>
    public bool Equals(TaskSplit? other) => other is not null && Name == other.Name && Hash == other.Hash;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Hash);

    private static string HashOf(ImmutableArray<TaskId> tasks)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var task in tasks)
        {
            // An id has no white space, so the line feed separates without doubt.
            hash.AppendData(Encoding.UTF8.GetBytes(task.Value + "\n"));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
