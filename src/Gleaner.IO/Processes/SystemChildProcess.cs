using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Gleaner.IO.Processes;

/// <summary>A process of the operating system.</summary>
/// <param name="process">The process, just started.</param>
/// <param name="hasSession">Whether it is the head of a session of its own, all of which gets what is sent to it.</param>
internal sealed class SystemChildProcess(Process process, bool hasSession) : IChildProcess
{
    private const int SigKill = 9;
    private const int SigTerm = 15;

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

    public bool AskToEnd()
    {
        if (hasSession)
        {
            SendToSession(SigTerm);
        }

        return hasSession;
    }

    public void Kill()
    {
        if (hasSession)
        {
            // What it started may have outlived it, and is then nobody's child.
            SendToSession(SigKill);
        }

        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It, or one that it started, ended before we came to it; whether it has is asked for next.
        }
    }

    public Task WaitForExitAsync(CancellationToken cancellationToken) => process.WaitForExitAsync(cancellationToken);

    public void Dispose() => process.Dispose();

    // Fails if nobody of the session is left, which is what we want. The runtime itself has no way to signal a group.
    private void SendToSession(int signal) => _ = SendSignal(-Id, signal);

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int process, int signal);
}
