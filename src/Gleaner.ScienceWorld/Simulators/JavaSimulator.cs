using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Gleaner.Environments;
using Gleaner.ScienceWorld.Processes;
using Gleaner.ScienceWorld.Py4J;
using Gleaner.ScienceWorld.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.ScienceWorld.Simulators;

/// <summary>
/// A simulator in a Java virtual machine. A step is three calls, one after the other: the step, the score, the moves. A fourth,
/// whether the task is completed, is made only where the score is full, because a task with an ordered sub-goal left has less.
/// </summary>
/// <param name="process">The virtual machine; null where somebody else looks after it.</param>
/// <param name="connection">To its gateway.</param>
/// <param name="world">The id of the simulator's object.</param>
/// <param name="options">How long to wait.</param>
internal sealed class JavaSimulator(GatewayProcess? process, Py4JConnection connection, string world, SimulatorOptions options) : ISimulatorInstance
{
    private const string TextClass = "z:java.lang.String";
    private const string Separator = "\n";
    private const string ErrorPrefix = "ERROR: ";
    private const double FullScore = 1;

    private bool _hasFailed;
    private string? _description;

    public bool IsUsable => !_hasFailed && connection.IsUsable && process is not { HasEnded: true };

    public long ResidentBytes => process?.ResidentBytes ?? 0;

    public async ValueTask<SimulatorStep> LoadAsync(ScienceWorldTask task, bool withGoldPath, CancellationToken cancellationToken)
    {
        _description = null;
        var requests = connection.Begin();
        requests.Call(world, "load").Add(task.Name).Add(task.Variation).Add(task.Simplifications.Argument).Add(withGoldPath).End(Py4JType.Text);
        await SendAsync(options.LoadTimeout, cancellationToken).ConfigureAwait(false);
        if (Text(0) is { Length: > 0 } error)
        {
            throw new GleanerException($"ScienceWorld's simulator cannot load {task}: {error}");
        }

        var description = await AskAsync("getTaskDescription", cancellationToken).ConfigureAwait(false);

        // Until there is a step, the score and the end are those of the earlier task.
        var first = await StepAsync("look around", cancellationToken).ConfigureAwait(false);
        if (first.Observation.StartsWith(ErrorPrefix, StringComparison.Ordinal))
        {
            throw new GleanerException($"ScienceWorld's simulator cannot play {task}: {first.Observation}");
        }

        _description = description;
        return first;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<SimulatorStep> StepAsync(string input, CancellationToken cancellationToken)
    {
        connection.Begin()
            .Call(world, "step").Add(input).End(Py4JType.Text)
            .Call(world, "getScore").End(Py4JType.Double)
            .Call(world, "getNumMoves").End(Py4JType.Integer);
        await SendAsync(options.StepTimeout, cancellationToken).ConfigureAwait(false);
        var step = new SimulatorStep(Text(0), connection.Answer(1).Number, IsCompleted: false, (int)connection.Answer(2).Number);
        if (step.RawScore < FullScore)
        {
            return step;
        }

        connection.Begin().Call(world, "getCompleted").End(Py4JType.Boolean);
        await SendAsync(options.StepTimeout, cancellationToken).ConfigureAwait(false);
        return step with { IsCompleted = connection.Answer(0).Number != 0 };
    }

    public ValueTask<string> DescribeTaskAsync(CancellationToken cancellationToken) =>
        _description is not null ? ValueTask.FromResult(_description) : AskAsync("getTaskDescription", cancellationToken);

    public ValueTask<string> LookAsync(CancellationToken cancellationToken) => AskAsync("freeActionLook", cancellationToken);

    public ValueTask<string> ListInventoryAsync(CancellationToken cancellationToken) => AskAsync("freeActionInventory", cancellationToken);

    public ValueTask<string> DescribeProgressAsync(CancellationToken cancellationToken) => AskAsync("getGoalProgressStr", cancellationToken);

    public ValueTask<ImmutableArray<string>> ListValidActionsAsync(CancellationToken cancellationToken) =>
        ListAsync("getValidActionObjectCombinations", cancellationToken);

    public ValueTask<ImmutableArray<string>> ListGoldActionsAsync(CancellationToken cancellationToken) =>
        ListAsync("getGoldActionSequence", cancellationToken);

    public ValueTask<ImmutableArray<string>> ListTaskNamesAsync(CancellationToken cancellationToken) => ListAsync("getTaskNames", cancellationToken);

    public async ValueTask<int> CountVariationsAsync(string taskName, CancellationToken cancellationToken)
    {
        connection.Begin().Call(world, "getTaskMaxVariations").Add(taskName).End(Py4JType.Integer);
        await SendAsync(options.StepTimeout, cancellationToken).ConfigureAwait(false);
        return (int)connection.Answer(0).Number;
    }

    public async ValueTask DisposeAsync()
    {
        _hasFailed = true;
        await connection.DisposeAsync().ConfigureAwait(false);
        if (process is not null)
        {
            await process.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async ValueTask<string> AskAsync(string method, CancellationToken cancellationToken)
    {
        connection.Begin().Call(world, method).End(Py4JType.Text);
        await SendAsync(options.StepTimeout, cancellationToken).ConfigureAwait(false);
        return Text(0);
    }

    /// <summary>A list of texts in three calls, however long it is: Java joins it, where py4j asks for each element.</summary>
    private async ValueTask<ImmutableArray<string>> ListAsync(string method, CancellationToken cancellationToken)
    {
        connection.Begin().Call(world, method).End(Py4JType.Reference);
        await SendAsync(options.StepTimeout, cancellationToken).ConfigureAwait(false);
        var list = Text(0);
        connection.Begin().Call(TextClass, "join").Add(Separator).AddReference(list).End(Py4JType.Text).Free(list);
        await SendAsync(options.StepTimeout, cancellationToken).ConfigureAwait(false);
        return Text(0) is { Length: > 0 } joined ? [.. joined.Split(Separator)] : [];
    }

    private string Text(int index) => connection.Answer(index).Text!;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SendAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            await connection.SendAsync(timeout, cancellationToken).ConfigureAwait(false);
        }
        catch (Py4JException failure)
        {
            _hasFailed = true;
            throw await FailedAsync(failure).ConfigureAwait(false);
        }
    }

    private async Task<EnvironmentFailedException> FailedAsync(Py4JException failure)
    {
        var reason = failure.Failure switch
        {
            Py4JFailure.TimedOut => StopReason.EnvironmentTimedOut,
            Py4JFailure.Closed => StopReason.EnvironmentDied,
            _ => StopReason.EnvironmentError,
        };
        var state = failure.Failure == Py4JFailure.Closed && process is not null ? $" The {await process.DescribeAsync().ConfigureAwait(false)}" : "";
        return new EnvironmentFailedException(reason, $"ScienceWorld's simulator failed. {failure.Message}{state}", failure);
    }
}
