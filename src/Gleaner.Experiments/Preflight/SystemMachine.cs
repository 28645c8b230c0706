using System.Globalization;
using Gleaner.IO;

namespace Gleaner.Experiments;

/// <summary>This machine.</summary>
internal sealed class SystemMachine : IMachine
{
    private const string LinuxMemory = "/proc/meminfo";
    private const UnixFileMode Execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    public long? FreeDisk(string folder)
    {
        try
        {
            return new DriveInfo(folder).AvailableFreeSpace;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    public string? WhyNotWritable(string folder)
    {
        try
        {
            using var probe = new FileStream(
                Path.Combine(folder, $".gleaner-check-{Guid.NewGuid():N}"), FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return exception.Message;
        }
    }

    public string MakeScratchFolder() => ScratchFolder.CreateKept("gleaner-check-");

    // The runtime's number keeps to a container's limit, the system's to what others use.
    public long? FreeMemory()
    {
        var limit = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        return AvailableOnLinux() is { } available ? Math.Min(limit, available) : limit;
    }

    public string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    public string? FindProgram(string program)
    {
        if (program.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal) || program.Contains(Path.AltDirectorySeparatorChar, StringComparison.Ordinal))
        {
            var path = Path.GetFullPath(program);
            return CanRun(path) ? path : null;
        }

        string[] endings = OperatingSystem.IsWindows() ? ["", ".exe", ".cmd", ".bat"] : [""];
        return (from folder in (Variable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
                from ending in endings
                let path = Path.GetFullPath(Path.Combine(folder, program + ending))
                where CanRun(path)
                select path).FirstOrDefault();
    }

    private static bool CanRun(string path) => File.Exists(path) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & Execute) != UnixFileMode.None);

    private static long? AvailableOnLinux()
    {
        try
        {
            return File.Exists(LinuxMemory)
                && File.ReadLines(LinuxMemory).FirstOrDefault(line => line.StartsWith("MemAvailable:", StringComparison.Ordinal))?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var kibibytes, ..]
                && long.TryParse(kibibytes, CultureInfo.InvariantCulture, out var value)
                    ? value * 1024
                    : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
