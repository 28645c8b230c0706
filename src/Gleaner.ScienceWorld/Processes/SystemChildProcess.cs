using System.ComponentModel;
using System.Diagnostics;

namespace Gleaner.ScienceWorld.Processes;

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
