using System.ComponentModel;
using Gleaner.Endpoints.Agents;
using Gleaner.Tasks;
using Microsoft.Extensions.AI;

namespace Gleaner.Endpoints.Tests.Agents;

/// <summary>The team's own task, and the one interface that it implements: a thing lies in one of three drawers of a desk.</summary>
internal sealed class Desk : IToolTask
{
    private static readonly string[] Drawers = ["top", "middle", "bottom"];
    private static readonly string[] Things = ["stamp", "ruler", "key", "coin", "card", "knife"];

    private readonly string _thing;
    private readonly string _drawer;
    private string? _open;

    /// <summary>Resets a task.</summary>
    public Desk(TaskId task)
    {
        var number = int.Parse(task.Value.Split('/')[1]);
        (_thing, _drawer) = (Things[number % Things.Length], Drawers[number / Things.Length % Drawers.Length]);
        Tools = [AIFunctionFactory.Create(Open, "open"), AIFunctionFactory.Create(Take, "take")];
    }

    public static TaskId[] Tasks { get; } = [.. Enumerable.Range(0, Things.Length * Drawers.Length).Select(number => new TaskId($"desk/{number}"))];

    public string Instruction => $"Take the {_thing} out of the desk. A note says: {_drawer} drawer.";

    public IReadOnlyList<AIFunction> Tools { get; }

    public bool IsDone { get; private set; }

    public double Score { get; private set; }

    [Description("Opens a drawer and says what is in it.")]
    private string Open(string drawer)
    {
        _open = drawer;
        return drawer == _drawer ? $"The {drawer} drawer is open. There is a {_thing}." : $"The {drawer} drawer is open. It is empty.";
    }

    [Description("Takes a thing out of the open drawer; then the task is over.")]
    private string Take(string thing)
    {
        IsDone = true;
        Score = thing == _thing && _open == _drawer ? 1 : 0;
        return Score == 1 ? $"You have the {thing}." : "You have nothing.";
    }
}
