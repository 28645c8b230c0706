using System.ComponentModel;
using System.Diagnostics;

namespace Gleaner.ScienceWorld.Processes;

/// <summary>
/// Starts processes of the operating system. Where there is a POSIX shell they ignore what a terminal, a job scheduler or a
/// service manager sends to all processes of a job at once (SIGINT, SIGHUP, SIGTERM): we end them, in our order. Otherwise the
/// last thing that a run that is being stopped would see, and record, is that all its simulators have died.
/// </summary>
internal sealed class SystemProcessLauncher : IProcessLauncher
{
    private const string Shell = "/bin/sh";

    // exec: the program takes the shell's place, id and pipes; an ignored signal stays ignored.
    private const string IgnoreSignals = "trap '' INT HUP TERM; exec \"$0\" \"$@\"";

    public IChildProcess Start(ProgramCall call)
    {
        var start = OperatingSystem.IsWindows() || !File.Exists(Shell)
            ? new ProcessStartInfo(call.Program, call.Arguments)
            : new ProcessStartInfo(Shell, ["-c", IgnoreSignals, call.Program, .. call.Arguments]);
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.UseShellExecute = false;
        start.CreateNoWindow = true;
        try
        {
            return new SystemChildProcess(Process.Start(start)!);
        }
        catch (Exception exception) when (exception is Win32Exception or IOException)
        {
            throw new GleanerException($"'{call.Program}' cannot be started: {exception.Message}", exception);
        }
    }
}

/// <summary>A process of the operating system.</summary>
internal sealed class SystemChildProcess(Process process) : IChildProcess
{
    public int Id { get; } = process.Id;

    public Stream Output => process.StandardOutput.BaseStream;

    public Stream Error => process.StandardError.BaseStream;

    public int? ExitCode => process.HasExited ? process.ExitCode : null;

    public long ResidentBytes
    {
        get
        {
            try
            {
                process.Refresh();
                return process.HasExited ? 0 : process.WorkingSet64;
            }
            catch (Exception exception) when (exception is InvalidOperationException or Win32Exception)
            {
                // It ended while we looked.
                return 0;
            }
        }
    }

    public void Kill()
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It, or one that it started, ended before we came to it; whether it has is asked for next.
        }
    }

    public async Task<bool> WaitForExitAsync(TimeSpan timeout)
    {
        using var patience = new CancellationTokenSource(timeout);
        try
        {
            await process.WaitForExitAsync(patience.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    public void Dispose() => process.Dispose();
}
