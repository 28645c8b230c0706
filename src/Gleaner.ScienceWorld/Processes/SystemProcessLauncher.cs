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
