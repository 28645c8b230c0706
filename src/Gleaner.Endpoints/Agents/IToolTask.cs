using Microsoft.Extensions.AI;

namespace Gleaner.Endpoints.Agents;

/// <summary>
/// One attempt at a task that an agent does by calling tools. A new object is a reset: it must start in the same state and
/// answer the same calls in the same way, because experts' states are reached again by calling the same tools.
/// </summary>
public interface IToolTask
{
    /// <summary>What the agent is asked to do, and what it sees at the start.</summary>
    string Instruction { get; }

    /// <summary>The tools, bound to this attempt; what a tool returns is what the agent sees next.</summary>
    IReadOnlyList<AIFunction> Tools { get; }

    /// <summary>Whether the attempt is over.</summary>
    bool IsDone { get; }

    /// <summary>The return so far, in 0..1; 1 is a success.</summary>
    double Score { get; }
}
