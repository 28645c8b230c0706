using Polly;
using Polly.Retry;

namespace Gleaner.Http;

/// <summary>How often and when a call is tried again.</summary>
/// <param name="Retries">Attempts after the first that failed, at least 0.</param>
/// <param name="Delay">The wait before the first repetition; it doubles with each.</param>
/// <param name="Longest">The longest wait of one's own accord; null for no limit. A server's <c>Retry-After</c> is kept to whatever it is.</param>
/// <param name="Random">Draws numbers from [0, 1) for the random part of each wait, so that clients that failed together do not come back together.</param>
public sealed record RetryRule(int Retries, TimeSpan Delay, TimeSpan? Longest, Func<double> Random)
{
    /// <summary>The usual source of the random part: it differs from process to process. Nothing that is recorded depends on it.</summary>
    public static Func<double> Jitter { get; } = System.Random.Shared.NextDouble;

    /// <summary>A pipeline that tries again.</summary>
    /// <param name="clock">The clock of waits.</param>
    /// <param name="mayRepeat">Whether a failure calls for another attempt.</param>
    /// <param name="retryAfter">How long a server asks to wait; null where it does not say.</param>
    /// <param name="onRetry">Told of each failure before the wait; null for nobody.</param>
    public ResiliencePipeline<T> Build<T>(
        TimeProvider clock, Func<Exception, bool> mayRepeat, Func<Exception, TimeSpan?>? retryAfter = null, Action<Exception>? onRetry = null)
    {
        if (Retries == 0)
        {
            return ResiliencePipeline<T>.Empty;
        }

        return new ResiliencePipelineBuilder<T> { TimeProvider = clock }
            .AddRetry(new RetryStrategyOptions<T>
            {
                MaxRetryAttempts = Retries,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Randomizer = Random,
                Delay = Delay,
                MaxDelay = Longest,
                ShouldHandle = arguments => ValueTask.FromResult(
                    !arguments.Context.CancellationToken.IsCancellationRequested && arguments.Outcome.Exception is { } failure && mayRepeat(failure)),
                DelayGenerator = arguments => ValueTask.FromResult(arguments.Outcome.Exception is { } failure ? retryAfter?.Invoke(failure) : null),
                OnRetry = arguments =>
                {
                    onRetry?.Invoke(arguments.Outcome.Exception!);
                    return ValueTask.CompletedTask;
                },
            })
            .Build();
    }
}
