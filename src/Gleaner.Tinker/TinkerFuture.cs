using System.Collections.Immutable;
using System.Text.Json;

namespace Gleaner.Tinker;

/// <summary>
/// The result of an operation that a server has accepted. Operations of a model are carried out in the order in which they were sent,
/// so the next one can be sent before this one's result is there.
/// </summary>
/// <typeparam name="T">What the result is.</typeparam>
public sealed class TinkerFuture<T>
{
    private readonly TinkerTransport? _transport;
    private readonly TinkerOptions? _options;
    private readonly TimeProvider _clock;
    private readonly Func<IReadOnlyList<JsonElement>, T> _read;

    internal TinkerFuture(TinkerTransport transport, TinkerOptions options, TimeProvider clock, ImmutableArray<string> requestIds, Func<IReadOnlyList<JsonElement>, T> read)
    {
        _transport = transport;
        _options = options;
        _clock = clock;
        _read = read;
        RequestIds = requestIds;
    }

    /// <summary>A result that is known already.</summary>
    internal TinkerFuture(T result)
    {
        _clock = TimeProvider.System;
        _read = _ => result;
        RequestIds = [];
    }

    /// <summary>The server's names of the requests; more than one where a batch was sent in parts.</summary>
    public ImmutableArray<string> RequestIds { get; }

    /// <summary>Waits for the result; can be called again.</summary>
    /// <param name="cancellationToken">Ends waiting; the server goes on.</param>
    /// <exception cref="TinkerException">The operation failed, its result is not there any more, or the server cannot be reached.</exception>
    /// <exception cref="TimeoutException">It took longer than <see cref="TinkerOptions.ResultTimeout"/>.</exception>
    public async Task<T> ResultAsync(CancellationToken cancellationToken = default)
    {
        var results = new List<JsonElement>(RequestIds.Length);
        foreach (var id in RequestIds)
        {
            results.Add(await WaitAsync(id, cancellationToken).ConfigureAwait(false));
        }

        return _read(results);
    }

    private async Task<JsonElement> WaitAsync(string id, CancellationToken cancellationToken)
    {
        var started = _clock.GetTimestamp();
        while (true)
        {
            var looked = _clock.GetTimestamp();
            if (await _transport!.LookAsync(id, cancellationToken).ConfigureAwait(false) is { } result)
            {
                return result;
            }

            if (_options!.ResultTimeout is { } limit && _clock.GetElapsedTime(started) > limit)
            {
                throw new TimeoutException($"The training server has not finished request {id} in {limit.TotalMinutes:0.#} minutes.");
            }

            // A server that answers at once that there is nothing yet is not asked without a pause.
            if (_clock.GetElapsedTime(looked) < ShortestLook)
            {
                await Task.Delay(ShortestLook, _clock, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static readonly TimeSpan ShortestLook = TimeSpan.FromMilliseconds(200);
}
