using Gleaner.Http;
using Microsoft.Extensions.AI;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Gleaner.Endpoints.Calls;

/// <summary>
/// Sends a request until it is answered: repeats what may succeed later, paces attempts, gives each a time-out and leaves an
/// endpoint alone for a while that does nothing but fail.
/// </summary>
internal sealed class CallPipeline
{
    private readonly IChatClient _client;
    private readonly TimeProvider _clock;
    private readonly Action _onRetry;
    private readonly CallPacer _pacer;
    private readonly ResiliencePipeline<ChatResponse> _retry;
    private readonly ResiliencePipeline<ChatResponse> _attempt;

    /// <param name="client">The client.</param>
    /// <param name="options">How.</param>
    /// <param name="clock">The clock of all waiting.</param>
    /// <param name="onRetry">Told of every repetition.</param>
    public CallPipeline(IChatClient client, CallOptions options, TimeProvider clock, Action onRetry)
    {
        _client = client;
        _clock = clock;
        _onRetry = onRetry;
        _pacer = new CallPacer(options.PerMinute, clock);
        _retry = Retry(options);
        _attempt = Attempt(options);
    }

    /// <summary>
    /// Sends a request. Cancelling ends waiting only: an attempt that is in the air will be paid for, so its answer is waited for.
    /// </summary>
    public async ValueTask<ChatResponse> SendAsync(IReadOnlyList<ChatMessage> messages, ChatOptions options, CancellationToken cancellationToken) =>
        await _retry.ExecuteAsync(
            async token =>
            {
                await _pacer.WaitAsync(token).ConfigureAwait(false);
                return await _attempt.ExecuteAsync(
                    async attempt => await _client.GetResponseAsync(messages, options, attempt).ConfigureAwait(false),
                    CancellationToken.None).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);

    private ResiliencePipeline<ChatResponse> Retry(CallOptions options) =>
        new RetryRule(options.Retries, options.RetryDelay, options.LongestRetryDelay, options.Random).Build<ChatResponse>(
            _clock,
            failure => FailureOf(failure)?.Kind is CallFailureKind.Transient or CallFailureKind.RateLimited,
            failure => FailureOf(failure)?.RetryAfter,
            failure =>
            {
                if (FailureOf(failure) is { Kind: CallFailureKind.RateLimited, RetryAfter: { } wait })
                {
                    _pacer.HoldFor(wait);
                }

                _onRetry();
            });

    private ResiliencePipeline<ChatResponse> Attempt(CallOptions options) => new ResiliencePipelineBuilder<ChatResponse> { TimeProvider = _clock }
        .AddCircuitBreaker(new CircuitBreakerStrategyOptions<ChatResponse>
        {
            FailureRatio = 0.9,
            MinimumThroughput = options.BreakerThroughput,
            SamplingDuration = TimeSpan.FromSeconds(30),
            BreakDuration = options.BreakDuration,
            ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Exception is { } failure && FailureOf(failure)?.Kind is CallFailureKind.Transient),
        })
        .AddTimeout(new TimeoutStrategyOptions { Timeout = options.Timeout })
        .Build();

    private CallFailure? FailureOf(Exception exception) => CallFailure.Of(exception, _clock);
}

/// <summary>Spaces attempts evenly, and holds all of them back when the server asks for it. Thread-safe.</summary>
internal sealed class CallPacer(double? perMinute, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly TimeSpan _interval = perMinute is { } rate ? TimeSpan.FromMinutes(1 / rate) : TimeSpan.Zero;
    private DateTimeOffset _next = DateTimeOffset.MinValue;

    /// <summary>Waits until the next attempt may be sent.</summary>
    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        TimeSpan wait;
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            var at = _next > now ? _next : now;
            _next = at + _interval;
            wait = at - now;
        }

        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, clock, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Sends nothing for a while.</summary>
    public void HoldFor(TimeSpan time)
    {
        lock (_gate)
        {
            var until = clock.GetUtcNow() + time;
            _next = until > _next ? until : _next;
        }
    }
}
