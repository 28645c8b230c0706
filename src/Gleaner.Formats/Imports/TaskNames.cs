using System.Security.Cryptography;
using System.Text;
using Gleaner.Tasks;

namespace Gleaner.Formats.Imports;

/// <summary>Names the tasks of recorded runs by their content: by a hash of what the agent was told.</summary>
/// <param name="environment">The environment's name, the first part of every id.</param>
public class TaskNames(string environment)
{
    private const int HashCharacters = 16;

    /// <summary>Names a run's task.</summary>
    /// <param name="run">The run.</param>
    /// <param name="opening">What the agent was told or saw first.</param>
    /// <returns>The id, and whether it is the environment's own.</returns>
    /// <exception cref="RunRefusedException">The run does not tell its task.</exception>
    public virtual (TaskId Task, bool IsKnown) Of(ImportedRun run, string opening) => Of(opening);

    /// <summary>Names a task by what is told of it.</summary>
    /// <param name="opening">What the agent was told or saw first.</param>
    /// <returns>The id, and whether the environment has a task of that id.</returns>
    /// <exception cref="RunRefusedException">Nothing is told.</exception>
    public virtual (TaskId Task, bool IsKnown) Of(string opening)
    {
        ArgumentNullException.ThrowIfNull(opening);
        return string.IsNullOrWhiteSpace(opening)
            ? throw new RunRefusedException("nothing tells the task", "what the agent was told is not recorded; name tasks by --task-id or --tasks")
            : (new TaskId($"{environment}/told/{Hash(opening)}"), false);
    }

    /// <summary>A hash of what the agent was told.</summary>
    protected internal static string Hash(string opening)
    {
        ArgumentNullException.ThrowIfNull(opening);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(opening.Trim())))[..HashCharacters];
    }

    /// <summary>An id of a text, if it may be one.</summary>
    /// <exception cref="RunRefusedException">It is blank or has blanks in it.</exception>
    protected static TaskId Id(string text) => string.IsNullOrWhiteSpace(text) || text.Any(char.IsWhiteSpace)
        ? throw new RunRefusedException("the task's id is not one", $"'{text}' is empty or has blanks")
        : new TaskId(text);
}
