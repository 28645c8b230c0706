namespace Gleaner.ScienceWorld.Processes;

/// <summary>A process that we have started. Its standard input stays open until it is disposed.</summary>
internal interface IChildProcess : IDisposable
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

    /// <summary>Ends it and all that it has started, at once. Nothing happens if it has ended.</summary>
    void Kill();

    /// <summary>Waits for its end.</summary>
    /// <returns>False if it has not ended in time.</returns>
    Task<bool> WaitForExitAsync(TimeSpan timeout);
}
