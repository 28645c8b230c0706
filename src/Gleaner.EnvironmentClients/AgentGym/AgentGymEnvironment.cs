using Gleaner.EnvironmentClients.Http;
using Gleaner.Environments;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.EnvironmentClients.AgentGym;

/// <summary>
/// One of AgentGym's environments behind its HTTP server. Task <c>agentgym/NAME/INDEX</c> is the server's own task number: the
/// same id is the same task only on servers with the same data. Disposing it closes every session.
/// </summary>
public sealed class AgentGymEnvironment : IEnvironment, IAsyncDisposable
{
    private readonly AgentGymOptions _options;
    private readonly JsonServer _server;
    private readonly SessionPool _pool;
    private readonly NumberedTasks _tasks;

    private AgentGymEnvironment(AgentGymOptions options, Action<string> warn, TimeProvider clock)
    {
        _options = options;
        _server = new JsonServer(options, clock);
        _pool = new SessionPool(_server, options, warn, clock);
        _tasks = new NumberedTasks("agentgym", options.Protocol.Name);
    }

    /// <inheritdoc/>
    public string Name => $"agentgym-{_options.Protocol.Name}";

    /// <inheritdoc/>
    public double SuccessThreshold => _options.Protocol.SuccessThreshold;

    /// <inheritdoc/>
    public int MaxOpenEpisodes => _options.Sessions;

    /// <inheritdoc/>
    public bool RecordsTexts => true;

    // Its own limits hold, of loading and of steps.
    TimeSpan? IEnvironment.TurnTime => Timeout.InfiniteTimeSpan;

    /// <summary>Connects to a server. Sessions are made when tasks are played.</summary>
    /// <param name="options">Where it is and how it is spoken to.</param>
    /// <param name="warn">Gets a message for the user about what does not stop the run, such as a session that could not be closed; null for none.</param>
    /// <param name="clock">Measures time limits; null for the system's.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="GleanerException">The options make no sense, or no server answers there.</exception>
    public static async Task<AgentGymEnvironment> ConnectAsync(
        AgentGymOptions options, Action<string>? warn = null, TimeProvider? clock = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var environment = new AgentGymEnvironment(options, warn ?? (_ => { }), clock ?? TimeProvider.System);
        try
        {
            await environment._server.KnockAsync(HttpMethod.Get, "/", null, options.StepTimeout, cancellationToken).ConfigureAwait(false);
            return environment;
        }
        catch (Exception exception)
        {
            await environment.DisposeAsync().ConfigureAwait(false);
            throw exception is EnvironmentFailedException
                ? new GleanerException(
                    $"No server answers at {options.Url}. {exception.Message} Start the server of '{options.Protocol.Name}' first "
                    + $"(Python package {options.Protocol.Package}{(options.Protocol.Name == "webshop" ? ", or ./gleaner serve webshop --protocol agentgym" : "")}), or correct the address.",
                    exception)
                : exception;
        }
    }

    /// <summary>The id of a task.</summary>
    /// <param name="environment">The environment's name: <c>sciworld</c>.</param>
    /// <param name="index">The server's number of the task, at least 0.</param>
    public static TaskId TaskOf(string environment, int index) => new NumberedTasks("agentgym", environment).IdOf(index);

    /// <summary>The id of one of this server's tasks.</summary>
    /// <param name="index">The server's number of the task, at least 0.</param>
    public TaskId TaskOf(int index) => _tasks.IdOf(index);

    /// <inheritdoc/>
    public async ValueTask<IEpisode> ResetAsync(TaskId task, CancellationToken cancellationToken)
    {
        var index = _tasks.RequireNumber(task);
        var session = await _pool.TakeAsync(isNew: false, cancellationToken).ConfigureAwait(false);
        if (session.IsUsed)
        {
            try
            {
                return await BeginAsync(session).ConfigureAwait(false);
            }
            catch (EnvironmentFailedException)
            {
                // A session that was idle for long may have expired, or the server was restarted: a new one tells.
                session = await _pool.TakeAsync(isNew: true, cancellationToken).ConfigureAwait(false);
            }
        }

        return await BeginAsync(session).ConfigureAwait(false);

        async Task<AgentGymEpisode> BeginAsync(AgentGymSession chosen)
        {
            try
            {
                return new AgentGymEpisode(task, _pool, chosen, await chosen.ResetAsync(index, cancellationToken).ConfigureAwait(false));
            }
            catch
            {
                await _pool.ReturnAsync(chosen).ConfigureAwait(false);
                throw;
            }
        }
    }

    /// <summary>Closes all sessions and the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await _pool.DisposeAsync().ConfigureAwait(false);
        _server.Dispose();
    }
}

/// <summary>A server of AgentGym.</summary>
public sealed record AgentGymOptions : ServerConnectionOptions
{
    /// <summary>Which environment it serves.</summary>
    public required AgentGymProtocol Protocol { get; init; }

    /// <inheritdoc/>
    internal override void Validate()
    {
        base.Validate();
        Require(
            Sessions <= Protocol.MaxSessions,
            $"{Sessions} sessions are too many: a server of '{Protocol.Name}' can tell only {Protocol.MaxSessions} apart.");
    }
}

/// <summary>A task being played in a session, which goes back to the pool at the end.</summary>
internal sealed class AgentGymEpisode(TaskId task, SessionPool pool, AgentGymSession session, string start) : IEpisode
{
    private bool _isDisposed;

    public TaskId Task => task;

    public Observation Observation { get; private set; } = new(start);

    public bool IsDone { get; private set; }

    public double Return { get; private set; }

    /// <summary>
    /// Performs an action. The reward is the change of the return. The protocol does not say whether an action was understood,
    /// so every action counts as possible.
    /// </summary>
    public async ValueTask<StepResult> StepAsync(string action, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(action);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (IsDone)
        {
            throw new InvalidOperationException($"{task} has ended; no step can follow.");
        }

        var step = await session.StepAsync(action, cancellationToken).ConfigureAwait(false);
        var reward = step.Return - Return;
        (Observation, IsDone, Return) = (new Observation(step.Observation), step.IsDone, step.Return);
        return new StepResult(Observation, reward, IsDone, WasPossible: true);
    }

    public ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return ValueTask.CompletedTask;
        }

        _isDisposed = true;
        return pool.ReturnAsync(session);
    }
}
