using Gleaner.Endpoints.Parsing;
using Gleaner.Environments;
using Gleaner.Tasks;
using Gleaner.Trajectories;
using Microsoft.Extensions.AI;

namespace Gleaner.Endpoints.Agents;

/// <summary>An attempt at a task, stepped by the texts of calls.</summary>
internal sealed class ToolEpisode(TaskId task, IToolTask attempt, string instruction, TurnLimit limit) : IEpisode
{
    public TaskId Task => task;

    public Observation Observation { get; private set; } = new(instruction);

    public bool IsDone => attempt.IsDone;

    public double Return => attempt.Score;

    public async ValueTask<StepResult> StepAsync(string action, CancellationToken cancellationToken)
    {
        var before = attempt.Score;
        if (ToolCall.Parse(action, "") is not { } call || attempt.Tools.FirstOrDefault(tool => tool.Name == call.Name) is not { } tool)
        {
            Observation = new Observation($"There is no such tool. The tools are {string.Join(", ", attempt.Tools.Select(known => known.Name))}.");
            return new StepResult(Observation, 0, attempt.IsDone, WasPossible: false);
        }

        try
        {
            var result = await limit.RunAsync(
                token => tool.InvokeAsync(new AIFunctionArguments(call.Arguments), token), $"The tool {tool.Name} on {task}", cancellationToken).ConfigureAwait(false);
            Observation = new Observation(result?.ToString() ?? "");
            return new StepResult(Observation, attempt.Score - before, attempt.IsDone, WasPossible: true);
        }
        catch (Exception exception) when (exception is ArgumentException or System.Text.Json.JsonException)
        {
            // Wrong arguments are the agent's mistake, and it is told so.
            Observation = new Observation($"The call of {tool.Name} was not understood: {exception.Message}");
            return new StepResult(Observation, 0, attempt.IsDone, WasPossible: false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException and not EnvironmentFailedException)
        {
            throw new EnvironmentFailedException(StopReason.EnvironmentError, $"The tool {tool.Name} failed on {task}: {exception.Message}", exception);
        }
    }
}
