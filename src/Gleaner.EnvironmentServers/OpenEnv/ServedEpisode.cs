using Gleaner.EnvironmentServers.Messages;
using Gleaner.Environments;
using Gleaner.Web.Protocols;

namespace Gleaner.EnvironmentServers.OpenEnv;

/// <summary>
/// What one OpenEnv session plays. Before the first reset it is the first drawn task, as a WebShop that was just made; after an
/// end it continues if the environment does. Not thread-safe.
/// </summary>
internal sealed class ServedEpisode(IServedEnvironment environment) : IAsyncDisposable
{
    private IEpisode? _episode;
    private int _draws;
    private int _resets;

    public IServedEnvironment Environment => environment;

    /// <summary>The episode; null before the first reset or step.</summary>
    public IEpisode? Episode => _episode;

    /// <summary>Its name; null before the first reset.</summary>
    public string? Id { get; private set; }

    /// <summary>Steps since the reset.</summary>
    public int Steps { get; private set; }

    /// <summary>Reward of the last step; null after a reset.</summary>
    public double? Reward { get; private set; }

    /// <summary>Whether the last step ended the task.</summary>
    public bool IsDone { get; private set; }

    /// <exception cref="RequestException">There is no such task.</exception>
    /// <exception cref="GleanerException">The environment failed.</exception>
    public async ValueTask ResetAsync(ResetRequest request, CancellationToken cancellationToken)
    {
        var number = Number(request);
        await CloseAsync().ConfigureAwait(false);
        _episode = number is { } wanted
            ? await environment.StartAsync(wanted, cancellationToken).ConfigureAwait(false)
            : await environment.StartDrawnAsync(_draws++, cancellationToken).ConfigureAwait(false);
        _resets++;
        Id = request.EpisodeId ?? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"episode-{_resets}");
        (Steps, Reward, IsDone) = (0, null, _episode.IsDone);
    }

    /// <exception cref="GleanerException">The environment failed.</exception>
    public async ValueTask StepAsync(string action, CancellationToken cancellationToken)
    {
        _episode ??= await environment.StartDrawnAsync(_draws++, cancellationToken).ConfigureAwait(false);
        try
        {
            var result = await _episode.StepAsync(action, cancellationToken).ConfigureAwait(false);
            Steps++;
            (Reward, IsDone) = (result.Reward, result.IsDone);
        }
        catch (EnvironmentFailedException)
        {
            await CloseAsync().ConfigureAwait(false);
            throw;
        }
    }

    public ValueTask DisposeAsync() => CloseAsync();

    private async ValueTask CloseAsync()
    {
        var episode = _episode;
        _episode = null;
        if (episode is not null)
        {
            await episode.DisposeAsync().ConfigureAwait(false);
        }
    }

    private int? Number(ResetRequest request)
    {
        if (request.Task is { } task)
        {
            var number = environment.NumberOf(task);
            return number >= 0 ? number : throw NoTask("task_id", $"There is no task {task} here.");
        }

        if (request.TaskNumber is { } wanted)
        {
            return wanted >= 0 && wanted < environment.TaskCount
                ? (int)wanted
                : throw NoTask("task_number", $"There is no task number {wanted}: there are 0..{environment.TaskCount - 1}.");
        }

        return request.Seed is { } seed ? (int)(seed % environment.TaskCount) : null;
    }

    private static RequestException NoTask(string field, string message) => RequestException.Field("value_error", message, field);
}
