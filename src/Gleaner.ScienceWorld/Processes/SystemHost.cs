namespace Gleaner.ScienceWorld.Processes;

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
