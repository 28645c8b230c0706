namespace Gleaner.ScienceWorld.Processes;

/// <summary>What is installed on this machine, as far as it is asked for.</summary>
internal interface IHost
{
    /// <summary>Whether programs end in <c>.exe</c>.</summary>
    bool IsWindows { get; }

    /// <summary>The user's folder; empty if there is none.</summary>
    string HomeFolder { get; }

    /// <summary>The folder we work in.</summary>
    string CurrentFolder { get; }

    /// <summary>A variable of the process' environment; null if it is not set or empty.</summary>
    string? Variable(string name);

    /// <summary>Whether there is such a file.</summary>
    bool HasFile(string path);

    /// <summary>The folders in a folder that match a pattern, in ordinal order; none if it cannot be read.</summary>
    IReadOnlyList<string> Folders(string parent, string pattern);
}

/// <summary>The machine we run on.</summary>
internal sealed class SystemHost : IHost
{
    public bool IsWindows => OperatingSystem.IsWindows();

    public string HomeFolder => Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    public string CurrentFolder => Environment.CurrentDirectory;

    public string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    public bool HasFile(string path) => File.Exists(path);

    public IReadOnlyList<string> Folders(string parent, string pattern)
    {
        try
        {
            return Directory.Exists(parent) ? [.. Directory.EnumerateDirectories(parent, pattern).Order(StringComparer.Ordinal)] : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
