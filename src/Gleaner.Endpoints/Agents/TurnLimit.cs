using Gleaner.Environments;
using Gleaner.Trajectories;

namespace Gleaner.Endpoints.Agents;

/// <summary>Runs a user's code for as long as a turn may take, whether or not it heeds a cancellation or ever returns.</summary>
/// <param name="duration">How long it may take.</param>
/// <param name="clock">The clock.</param>
internal sealed class TurnLimit(TimeSpan duration, TimeProvider clock)
{
    /// <summary>Runs it on a thread of its own.</summary>
    /// <param name="run">The code.</param>
    /// <param name="what">What it is, for messages.</param>
    /// <param name="cancellationToken">Ends waiting.</param>
    /// <exception cref="EnvironmentFailedException">It did not end in time, or gave up by itself.</exception>
    public async ValueTask<T> RunAsync<T>(Func<CancellationToken, ValueTask<T>> run, string what, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var work = Task.Run(async () => await run(ending.Token).ConfigureAwait(false), CancellationToken.None);
        try
        {
            return await work.WaitAsync(duration, clock, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!work.IsCompleted)
        {
            throw new EnvironmentFailedException(StopReason.EnvironmentTimedOut, $"{what} did not end within {duration.TotalSeconds:0.###} s.");
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new EnvironmentFailedException(StopReason.EnvironmentTimedOut, $"{what} gave up: {exception.Message}", exception);
        }
        finally
        {
            // What is still running is told to end; nobody waits for it, and its failure concerns nobody.
            await ending.CancelAsync().ConfigureAwait(false);
            _ = work.ContinueWith(left => left.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }
}
