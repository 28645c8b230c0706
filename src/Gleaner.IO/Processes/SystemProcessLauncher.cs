using System.ComponentModel;
using System.Diagnostics;

namespace Gleaner.IO.Processes;

/// <summary>What keeps a process apart from the signals that a terminal, a job scheduler or a service manager sends to all processes of a job.</summary>
public enum ProcessIsolation
{
    /// <summary>
    /// It ignores SIGINT, SIGHUP and SIGTERM where there is a POSIX shell: we end it, in our order. It ends with us because its input
    /// closes. For programs that read their input.
    /// </summary>
    IgnoresStopSignals,

    /// <summary>
    /// It is the head of a session of its own where there are util-linux' <c>setsid</c> and <c>setpriv</c>: all that it has started is
    /// found and ended with it, and it is asked to end (SIGTERM) also when we die in a way that leaves us no time.
    /// </summary>
    OwnSession,
}

/// <summary>Starts processes of the operating system.</summary>
/// <param name="isolation">How they are kept apart.</param>
public sealed class SystemProcessLauncher(ProcessIsolation isolation) : IProcessLauncher
{
    private const string Shell = "/bin/sh";
    private const string SetPriv = "/usr/bin/setpriv";
    private const string SetSid = "/usr/bin/setsid";

    // exec: the program takes the shell's place, id and pipes; an ignored signal stays ignored.
    private const string IgnoreSignals = "trap '' INT HUP TERM; exec \"$0\" \"$@\"";

    private static bool HasSessions => OperatingSystem.IsLinux() && File.Exists(SetPriv) && File.Exists(SetSid);

    private static bool HasShell => !OperatingSystem.IsWindows() && File.Exists(Shell);

    /// <inheritdoc/>
    public IChildProcess Start(ProgramCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        var hasSession = isolation == ProcessIsolation.OwnSession && HasSessions;

        // Both wrappers take the program's place in the end: the process keeps its id, which is the session's.
        var start = hasSession ? new ProcessStartInfo(SetPriv, ["--pdeathsig", "TERM", "--", SetSid, "--", call.Program, .. call.Arguments])
            : isolation == ProcessIsolation.IgnoresStopSignals && HasShell ? new ProcessStartInfo(Shell, ["-c", IgnoreSignals, call.Program, .. call.Arguments])
            : new ProcessStartInfo(call.Program, call.Arguments);
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.UseShellExecute = false;
        start.CreateNoWindow = true;
        start.WorkingDirectory = call.WorkingFolder ?? "";
        try
        {
            return new SystemChildProcess(hasSession ? StartOnItsOwnThread(start) : Process.Start(start)!, hasSession);
        }
        catch (Exception exception) when (exception is Win32Exception or IOException)
        {
            throw new GleanerException($"'{call.Program}' cannot be started: {exception.Message}", exception);
        }
    }

    // Linux takes the death of the thread that forked for the death of the parent, so that thread lives as long as the process.
    private static Process StartOnItsOwnThread(ProcessStartInfo start)
    {
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(Run) { IsBackground = true, Name = "parent of a process" }.Start();
        return started.Task.GetAwaiter().GetResult();

        void Run()
        {
            Process? waited = null;
            try
            {
                var process = Process.Start(start)!;
                waited = TryGet(process.Id);
                started.SetResult(process);
            }
            catch (Exception exception)
            {
                started.SetException(exception);
            }

            // The caller disposes of its own.
            using (waited)
            {
                waited?.WaitForExit();
            }
        }
    }

    private static Process? TryGet(int id)
    {
        try
        {
            return Process.GetProcessById(id);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            // It ended before it could be looked at.
            return null;
        }
    }
}
