using System.Collections.Immutable;

namespace Gleaner.ScienceWorld.Processes;

/// <summary>Starts processes.</summary>
internal interface IProcessLauncher
{
    /// <summary>Starts a program with its input, output and errors in our hands.</summary>
    /// <exception cref="GleanerException">The system cannot start it.</exception>
    IChildProcess Start(ProgramCall call);
}

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

/// <summary>A program and its arguments.</summary>
/// <param name="Program">Path of the program.</param>
/// <param name="Arguments">Its arguments, as they are.</param>
internal sealed record ProgramCall(string Program, ImmutableArray<string> Arguments)
{
    /// <summary>As it could be typed, for messages.</summary>
    public override string ToString() => string.Join(' ', (IEnumerable<string>)[Program, .. Arguments]);
}
