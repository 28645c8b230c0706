namespace Gleaner.IO.Processes;

/// <summary>Starts processes.</summary>
public interface IProcessLauncher
{
    /// <summary>Starts a program with its input, output and errors in our hands.</summary>
    /// <exception cref="GleanerException">The system cannot start it.</exception>
    IChildProcess Start(ProgramCall call);
}

/// <summary>A process that we have started. Its standard input stays open until it is disposed.</summary>
public interface IChildProcess : IDisposable
{
    /// <summary>Its id.</summary>
    int Id { get; }

    /// <summary>What it prints.</summary>
    Stream Output { get; }

    /// <summary>What it prints as errors.</summary>
    Stream Error { get; }

    /// <summary>The exit code once it has ended; null before.</summary>
    int? ExitCode { get; }

    /// <summary>Memory that it occupies, in bytes; 0 once it has ended.</summary>
    long ResidentBytes { get; }

    /// <summary>Asks it and all that it has started to end, if that can be done here.</summary>
    /// <returns>Whether they were asked.</returns>
    bool AskToEnd();

    /// <summary>Ends it and all that it has started, at once. Nothing happens if all have ended.</summary>
    void Kill();

    /// <summary>Waits for its end.</summary>
    Task WaitForExitAsync(CancellationToken cancellationToken);
}

/// <summary>Waits for processes.</summary>
public static class ChildProcessExtensions
{
    /// <summary>Waits for a process' end, but not for long.</summary>
    /// <returns>Whether it has ended in time.</returns>
    public static async Task<bool> EndsWithinAsync(this IChildProcess process, TimeSpan patience, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(process);
        using var limit = new CancellationTokenSource(patience, time);
        try
        {
            await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
