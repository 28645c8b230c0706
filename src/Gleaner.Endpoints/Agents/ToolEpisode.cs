using Gleaner.Endpoints.Parsing;
using Gleaner.Environments;
using Gleaner.Tasks;
using Gleaner.Trajectories;
using Microsoft.Extensions.AI;

namespace Gleaner.Endpoints.Agents;

/// <summary>An attempt at a task, stepped by the texts of calls.</summary>
internal sealed class ToolEpisode(TaskId task, IToolTask attempt, string instruction, ToolState state, TurnLimit limit) : IEpisode
{
    private ToolState _state = state;

    public TaskId Task => task;

    public Observation Observation { get; private set; } = new(instruction);

    public bool IsDone => _state.IsDone;

    public double Return => _state.Score;

    public async ValueTask<StepResult> StepAsync(string action, CancellationToken cancellationToken)
    {
        if (ToolCall.Parse(action, "") is not { } call || _state.Tools.FirstOrDefault(tool => tool.Name == call.Name) is not { } tool)
        {
            Observation = new Observation($"There is no such tool. The tools are {string.Join(", ", _state.Tools.Select(known => known.Name))}.");
            return new StepResult(Observation, 0, IsDone, WasPossible: false);
        }

        var before = Return;
        try
        {
            // What the attempt says of itself is a user's code, too: it is asked where time is limited, and a call that was given up changes nothing here.
            (var (seen, wasPossible), _state) = await limit.RunAsync(
                async token => (await CallAsync(tool, call, token).ConfigureAwait(false), ToolState.Of(attempt)), $"The tool {tool.Name} on {task}", cancellationToken).ConfigureAwait(false);
            Observation = new Observation(seen);
            return new StepResult(Observation, Return - before, IsDone, wasPossible);
        }
        catch (Exception exception) when (exception is not OperationCanceledException and not EnvironmentFailedException)
        {
            throw new EnvironmentFailedException(StopReason.EnvironmentError, $"The tool {tool.Name} failed on {task}: {exception.Message}", exception);
        }
    }

    private static async ValueTask<(string Seen, bool WasPossible)> CallAsync(AIFunction tool, FunctionCallContent call, CancellationToken cancellationToken)
    {
        try
        {
            return ((await tool.InvokeAsync(new AIFunctionArguments(call.Arguments), cancellationToken).ConfigureAwait(false))?.ToString() ?? "", true);
        }
        catch (Exception exception) when (exception is ArgumentException or System.Text.Json.JsonException)
        {
            // Wrong arguments are the agent's mistake, and it is told so.
            return ($"The call of {tool.Name} was not understood: {exception.Message}", false);
        }
    }
}

/// <summary>What an attempt says of itself between two calls.</summary>
/// <param name="Tools">Its tools.</param>
/// <param name="IsDone">Whether it is over.</param>
/// <param name="Score">The return so far.</param>
internal readonly record struct ToolState(IReadOnlyList<AIFunction> Tools, bool IsDone, double Score)
{
    public static ToolState Of(IToolTask attempt) => new(attempt.Tools, attempt.IsDone, attempt.Score);
}
