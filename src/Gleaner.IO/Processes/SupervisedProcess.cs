using Gleaner.IO.Texts;

namespace Gleaner.IO.Processes;

/// <summary>What came of a process.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="TimedOut">Whether it was stopped for taking too long.</param>
/// <param name="LastLines">The last lines that it printed as errors, or else as output; at most 20, each cut to 400 characters.</param>
public sealed record ProcessResult(int ExitCode, bool TimedOut, string LastLines);

/// <summary>
/// Runs programs to their end. A program is asked to end, then killed, with all that it has started, when it takes too long or we
/// are stopped. Whatever it prints is read.
/// </summary>
/// <param name="launcher">Starts them.</param>
/// <param name="time">The clock of time limits.</param>
public sealed class SupervisedProcess(IProcessLauncher launcher, TimeProvider time)
{
    private static readonly TimeSpan LastWordsPatience = TimeSpan.FromSeconds(2);

    /// <summary>Runs a program until it has ended and nobody prints any more.</summary>
    /// <param name="call">The program.</param>
    /// <param name="timeLimit">How long it may take.</param>
    /// <param name="grace">How long it is given to end by itself when it is stopped, before it is killed.</param>
    /// <param name="progress">Gets each line that it prints, the first 4096 bytes of a longer one; from two threads. Null for nobody.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="GleanerException">The program cannot be started.</exception>
    /// <exception cref="OperationCanceledException">It was stopped, and has ended.</exception>
    public async Task<ProcessResult> RunAsync(
        ProgramCall call, TimeSpan timeLimit, TimeSpan grace, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var errors = new LastLines();
        var output = new LastLines();
        using var process = launcher.Start(call);
        var printed = Task.WhenAll(
            Drain(process.Output, $"output of process {process.Id}", output, progress),
            Drain(process.Error, $"errors of process {process.Id}", errors, progress));
        using var limit = new CancellationTokenSource(timeLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var timedOut = false;
        try
        {
            await process.WaitForExitAsync(either.Token).ConfigureAwait(false);
            await printed.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            timedOut = !cancellationToken.IsCancellationRequested;
            await StopAsync(process, grace).ConfigureAwait(false);
            await Task.WhenAny(printed, Task.Delay(LastWordsPatience, time, CancellationToken.None)).ConfigureAwait(false);
        }

        cancellationToken.ThrowIfCancellationRequested();
        return new ProcessResult(process.ExitCode ?? -1, timedOut, errors.IsBlank ? output.ToString() : errors.ToString());
    }

    private static Task Drain(Stream stream, string name, LastLines tail, IProgress<string>? progress) => OutputDrain.Start(stream, name, line =>
    {
        tail.Add(line);
        progress?.Report(line);
        return true;
    }).Ended;

    private async Task StopAsync(IChildProcess process, TimeSpan grace)
    {
        if (process.AskToEnd())
        {
            await process.EndsWithinAsync(grace, time).ConfigureAwait(false);
        }

        process.Kill();
        await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
    }
}
