using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Gleaner.EnvironmentClients.Http;
using Gleaner.Environments;
using Gleaner.Tasks;
using Gleaner.Trajectories;

namespace Gleaner.EnvironmentClients.OpenEnv;

/// <summary>
/// An environment behind an OpenEnv server. Task <c>openenv/NAME/NUMBER</c> is the seed (or another field) of the reset: the same
/// id is the same task only on servers with the same data and settings. Each episode is a WebSocket session of its own.
/// </summary>
public sealed class OpenEnvEnvironment : IEnvironment
{
    private readonly OpenEnvOptions _options;
    private readonly OpenEnvForms _forms;
    private readonly Action<string> _warn;
    private readonly TimeProvider _clock;
    private readonly NumberedTasks _tasks;

    private OpenEnvEnvironment(OpenEnvOptions options, JsonElement? schema, Action<string> warn, TimeProvider clock)
    {
        var forms = OpenEnvForms.Of(schema, options);
        SchemaHash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(schema?.GetRawText() ?? "")));
        _options = options;
        _forms = forms;
        _warn = warn;
        _clock = clock;
        _tasks = new NumberedTasks("openenv", options.Name);
    }

    /// <inheritdoc/>
    public string Name => $"openenv-{_options.Name}";

    /// <inheritdoc/>
    public double SuccessThreshold => _options.SuccessThreshold;

    /// <inheritdoc/>
    public int MaxOpenEpisodes => _options.Sessions;

    /// <inheritdoc/>
    public bool RecordsTexts => true;

    // Its own limits hold, of loading and of steps.
    TimeSpan? IEnvironment.TurnTime => Timeout.InfiniteTimeSpan;

    /// <summary>The field of an action that gets the agent's text; null if an action must be a JSON object or a tool's call.</summary>
    public string? ActionField => _forms.Action.TextField;

    /// <summary>Where an observation's text is; null if it is shown as JSON.</summary>
    public string? ObservationField => _forms.Observation.Field;

    /// <summary>SHA-256 of what the server says of its actions and observations, as 64 lower-case hexadecimal digits.</summary>
    public string SchemaHash { get; }

    /// <summary>Connects to a server and reads its schema.</summary>
    /// <param name="options">Where it is and how it is spoken to.</param>
    /// <param name="warn">Gets a message for the user about what does not stop the run, such as a session that did not end well; null for none.</param>
    /// <param name="clock">Measures time limits; null for the system's.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="GleanerException">The options make no sense, or no such server answers there.</exception>
    public static async Task<OpenEnvEnvironment> ConnectAsync(
        OpenEnvOptions options, Action<string>? warn = null, TimeProvider? clock = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var time = clock ?? TimeProvider.System;
        using var server = new JsonServer(options, time);
        var schema = await SchemaAsync(server, options, cancellationToken).ConfigureAwait(false);
        return new OpenEnvEnvironment(options, schema, warn ?? (_ => { }), time);
    }

    /// <summary>The id of a task.</summary>
    /// <param name="environment">The environment's name.</param>
    /// <param name="number">The seed, at least 0.</param>
    public static TaskId TaskOf(string environment, int number) => new NumberedTasks("openenv", environment).IdOf(number);

    /// <inheritdoc/>
    public async ValueTask<IEpisode> ResetAsync(TaskId task, CancellationToken cancellationToken)
    {
        var number = _tasks.RequireNumber(task);
        var begin = _clock.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            var capacity = default(OpenEnvAnswer);
            try
            {
                var (episode, answer) = await BeginAsync(task, number, cancellationToken).ConfigureAwait(false);
                if (episode is not null)
                {
                    return episode;
                }

                capacity = answer;
            }
            catch (EnvironmentFailedException failure) when (failure.Reason == StopReason.EnvironmentDied && attempt < _options.Attempts)
            {
                // Nothing was played in it yet: another session is as good.
            }

            if (capacity.ErrorCode is not null && _clock.GetElapsedTime(begin) >= _options.CapacityWait)
            {
                throw new EnvironmentFailedException(
                    StopReason.EnvironmentTimedOut,
                    $"{capacity.Data.Call}: the server had no room for a session within {_options.CapacityWait.TotalSeconds:0.###} s: "
                    + $"{capacity.Data.Excerpt()} Allow fewer sessions here, or more on the server.");
            }

            await Retries.PauseAsync(_options.RetryDelay, attempt, _clock, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<(OpenEnvEpisode? Episode, OpenEnvAnswer Answer)> BeginAsync(TaskId task, int number, CancellationToken cancellationToken)
    {
        var socket = await OpenEnvConnection.OpenAsync(_options, _warn, _clock, cancellationToken).ConfigureAwait(false);
        OpenEnvEpisode? episode = null;
        try
        {
            var fields = _options.Reset();
            fields[_options.TaskField] = number;
            // The same for every episode of a task: what a server makes of it must not tell one attempt from another.
            fields.TryAdd("episode_id", task.Value);
            var answer = await socket.AskAsync("reset", fields, _options.StartTimeout, cancellationToken).ConfigureAwait(false);
            if (answer.ErrorCode != OpenEnvAnswer.CapacityReached)
            {
                episode = new OpenEnvEpisode(task, _options, _forms, socket, OpenEnvStep.Read(answer.RequireData()));
            }

            return (episode, answer);
        }
        finally
        {
            if (episode is null)
            {
                await socket.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private static async Task<JsonElement?> SchemaAsync(JsonServer server, OpenEnvOptions options, CancellationToken cancellationToken)
    {
        try
        {
            var reply = await server.GetAsync("/schema", options.StepTimeout, cancellationToken).ConfigureAwait(false);
            return reply.Value.ValueKind == JsonValueKind.Object ? reply.Value : throw ServerFailures.Error(reply.Call, $"the schema should be an object: {reply.Excerpt()}");
        }
        catch (EnvironmentFailedException failure) when (failure.InnerException is HttpRequestException { StatusCode: HttpStatusCode.NotFound })
        {
            return null;
        }
        catch (EnvironmentFailedException failure)
        {
            throw new GleanerException(
                $"No OpenEnv server answers at {options.Url}. {failure.Message} Start the server of '{options.Name}' first "
                + "(its README says how; ./gleaner serve webshop --protocol openenv serves the shop), or correct the address.",
                failure);
        }
    }
}

/// <summary>A task being played in a session of its own.</summary>
internal sealed class OpenEnvEpisode(TaskId task, OpenEnvOptions options, OpenEnvForms forms, OpenEnvConnection socket, OpenEnvStep start) : IEpisode
{
    private bool _isDisposed;

    public TaskId Task => task;

    public Observation Observation { get; private set; } = new(forms.Observation.Read(start.Observation));

    public bool IsDone { get; private set; } = start.IsDone;

    public double Return { get; private set; }

    /// <summary>
    /// Performs an action. A text that is not an action of this server (not the JSON it takes, or refused by its schema) changes
    /// nothing and earns nothing.
    /// </summary>
    public async ValueTask<StepResult> StepAsync(string action, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(action);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (IsDone)
        {
            throw new InvalidOperationException($"{task} has ended; no step can follow.");
        }

        if (forms.Action.Encode(action) is not { } fields)
        {
            return NotPossible();
        }

        var answer = await socket.AskAsync("step", fields, options.StepTimeout, cancellationToken).ConfigureAwait(false);
        if (answer.ErrorCode == OpenEnvAnswer.ValidationError)
        {
            return NotPossible();
        }

        var step = OpenEnvStep.Read(answer.RequireData());
        var before = Return;
        Observation = new Observation(forms.Observation.Read(step.Observation));
        Return = options.Return == ReturnRule.Sum ? before + step.Reward : step.Reward;
        IsDone = step.IsDone;
        return new StepResult(Observation, Return - before, IsDone, WasPossible: true);
    }

    public ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return ValueTask.CompletedTask;
        }

        _isDisposed = true;
        return socket.DisposeAsync();
    }

    private StepResult NotPossible() => new(Observation, 0, IsDone, WasPossible: false);
}
