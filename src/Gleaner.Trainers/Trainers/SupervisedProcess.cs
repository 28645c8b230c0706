using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics;

namespace Gleaner.Trainers.Trainers;

/// <summary>What came of a process.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="TimedOut">Whether it was stopped for taking too long.</param>
/// <param name="LastLines">The last lines that it printed as errors, or else as output.</param>
internal sealed record ProcessResult(int ExitCode, bool TimedOut, string LastLines);

/// <summary>
/// Runs a program to its end. It is asked to end, then killed, with all that it has started, when it takes too long or we are
/// stopped. On Linux (with <c>setsid</c> and <c>setpriv</c> of util-linux) it is the head of a session of its own, so that all it
/// started is found, and it is asked to end also when we die in a way that leaves us no time.
/// </summary>
internal static class SupervisedProcess
{
    private const string SetPriv = "/usr/bin/setpriv";
    private const string SetSid = "/usr/bin/setsid";
    private const int Kept = 20;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <exception cref="GleanerException">The program cannot be started.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static async Task<ProcessResult> RunAsync(
        ImmutableArray<string> command, TimeSpan timeLimit, TimeSpan grace, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var errors = new TailOfLines(Kept);
        var output = new TailOfLines(Kept);
        using var process = new Process { StartInfo = StartInfo(command) };
        process.ErrorDataReceived += (_, line) => Take(line.Data, errors, progress);
        process.OutputDataReceived += (_, line) => Take(line.Data, output, progress);
        using var limit = new CancellationTokenSource(timeLimit);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var parent = new ParentThread(process, command[0]);
        await parent.Started.ConfigureAwait(false);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var timedOut = false;
        try
        {
            await process.WaitForExitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            timedOut = !cancellationToken.IsCancellationRequested;
            await StopAsync(process, grace).ConfigureAwait(false);
        }

        cancellationToken.ThrowIfCancellationRequested();
        return new ProcessResult(process.ExitCode, timedOut, errors.IsEmpty ? output.ToString() : errors.ToString());
    }

    private static bool HasSession => OperatingSystem.IsLinux() && File.Exists(SetPriv) && File.Exists(SetSid);

    private static ProcessStartInfo StartInfo(ImmutableArray<string> command)
    {
        // Both take the program's place in the end: the process keeps its id, which is the session's.
        var start = HasSession
            ? new ProcessStartInfo(SetPriv, ["--pdeathsig", "TERM", "--", SetSid, "--", .. command])
            : new ProcessStartInfo(command[0], command.Skip(1));
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.UseShellExecute = false;
        return start;
    }

    private static void Take(string? line, TailOfLines tail, IProgress<string>? progress)
    {
        if (line is not null)
        {
            tail.Add(line);
            progress?.Report(line);
        }
    }

    private static async Task StopAsync(Process process, TimeSpan grace)
    {
        if (HasSession)
        {
            await SignalAsync(process, "-TERM").ConfigureAwait(false);
            for (var waited = TimeSpan.Zero; waited < grace && !process.HasExited; waited += Pause)
            {
                await Task.Delay(Pause, CancellationToken.None).ConfigureAwait(false);
            }

            // What it started may outlive it.
            await SignalAsync(process, "-KILL").ConfigureAwait(false);
        }

        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It, or one that it started, ended before we came to it.
        }

        await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Sends a signal to the session; the runtime has no way to do that.</summary>
    private static async Task SignalAsync(Process process, string signal)
    {
        using var kill = Process.Start(new ProcessStartInfo("kill", [signal, "--", $"-{process.Id}"]) { RedirectStandardError = true })!;
        await kill.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>
    /// Starts the process from a thread that lives as long as the process: Linux takes the death of the thread that forked for the
    /// death of the parent.
    /// </summary>
    private sealed class ParentThread
    {
        private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ParentThread(Process process, string program)
        {
            new Thread(() => Run(process, program)) { IsBackground = true, Name = "trainer" }.Start();
        }

        public Task Started => _started.Task;

        private void Run(Process process, string program)
        {
            Process waited;
            try
            {
                process.Start();
                waited = Process.GetProcessById(process.Id);
            }
            catch (Exception exception) when (exception is Win32Exception or IOException or ArgumentException or InvalidOperationException)
            {
                if (exception is Win32Exception or IOException)
                {
                    _started.SetException(new GleanerException($"The trainer '{program}' cannot be started: {exception.Message}", exception));
                }
                else
                {
                    // It ended before it could be looked at.
                    _started.SetResult();
                }

                return;
            }

            _started.SetResult();
            using (waited)
            {
                waited.WaitForExit();
            }
        }
    }
}
