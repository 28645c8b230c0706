using System.Diagnostics;

namespace Gleaner.ScienceWorld.Tests.Processes;

/// <summary>Which processes there are.</summary>
internal static class RunningProcesses
{
    /// <summary>Whether a process runs; one that has ended and is only remembered by its parent does not.</summary>
    public static bool Has(int id)
    {
        var status = $"/proc/{id}/stat";
        if (Directory.Exists("/proc/self"))
        {
            try
            {
                // The name stands in brackets and may hold anything; the state comes after it.
                return File.ReadAllText(status) is var text && text[(text.LastIndexOf(')') + 2)..][0] is not ('Z' or 'X');
            }
            catch (IOException)
            {
                return false;
            }
        }

        try
        {
            using var process = Process.GetProcessById(id);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
