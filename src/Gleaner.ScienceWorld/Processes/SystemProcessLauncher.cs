using System.ComponentModel;
using System.Diagnostics;

namespace Gleaner.ScienceWorld.Processes;

/// <summary>
/// Starts processes of the operating system. Where there is a POSIX shell they ignore the interrupt that Ctrl-C sends to all
/// processes of a terminal: we end them, in our order, and a step that is under way fails for no other reason.
/// </summary>
internal sealed class SystemProcessLauncher : IProcessLauncher
{
    private const string Shell = "/bin/sh";

    // exec: the program takes the shell's place, id and pipes; an ignored signal stays ignored.
    private const string IgnoreInterrupt = "trap '' INT; exec \"$0\" \"$@\"";

    public IChildProcess Start(ProgramCall call)
    {
        var start = OperatingSystem.IsWindows()
            ? new ProcessStartInfo(call.Program, call.Arguments)
            : new ProcessStartInfo(Shell, ["-c", IgnoreInterrupt, call.Program, .. call.Arguments]);
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
