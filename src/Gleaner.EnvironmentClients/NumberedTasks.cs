using System.Globalization;
using Gleaner.Tasks;

namespace Gleaner.EnvironmentClients;

/// <summary>Tasks that a server knows by number: <c>PROTOCOL/NAME/NUMBER</c>.</summary>
/// <param name="Protocol">The protocol: <c>agentgym</c>.</param>
/// <param name="Name">The environment: <c>sciworld</c>.</param>
internal sealed record NumberedTasks(string Protocol, string Name)
{
    public TaskId IdOf(int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        return new TaskId(string.Create(CultureInfo.InvariantCulture, $"{Protocol}/{Name}/{number}"));
    }

    /// <exception cref="GleanerException">The task is none of these.</exception>
    public int RequireNumber(TaskId task)
    {
        var text = task.Value[(task.Value.LastIndexOf('/') + 1)..];
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && IdOf(number) == task
            ? number
            : throw new GleanerException($"There is no task {task} here: the tasks of this server are {IdOf(0)}, {IdOf(1)} and so on.");
    }
}
