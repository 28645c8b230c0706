using System.Security.Cryptography;
using System.Text;
using Gleaner.Tasks;

namespace Gleaner.Formats.Imports;

/// <summary>Names the tasks of recorded runs by their content: by a hash of what the agent was told.</summary>
/// <param name="environment">The environment's name, the first part of every id.</param>
public class TaskNames(string environment)
{
    private const int HashCharacters = 16;

    /// <summary>Names a task.</summary>
    /// <param name="opening">What the agent was told or saw first.</param>
    /// <returns>The id, and whether the environment has a task of that id.</returns>
    public virtual (TaskId Task, bool IsKnown) Of(string opening)
    {
        ArgumentNullException.ThrowIfNull(opening);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(opening.Trim())))[..HashCharacters];
        return (new TaskId($"{environment}/told/{hash}"), false);
    }
}
