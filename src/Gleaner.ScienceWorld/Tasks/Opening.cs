namespace Gleaner.ScienceWorld.Tasks;

/// <summary>What an agent sees first: the task in words, a line feed, and what is to be seen around it.</summary>
public static class Opening
{
    /// <summary>The text of the first observation.</summary>
    /// <param name="description"><c>Your task is to …</c></param>
    /// <param name="look">The simulator's answer to <c>look around</c>.</param>
    public static string TextOf(string description, string look) => $"{description}\n{look}";
}
