namespace Gleaner.ScienceWorld.Processes;

/// <summary>The folders in which programs are looked for.</summary>
internal static class SearchPath
{
    public static IEnumerable<string> Folders(IHost host) =>
        (host.Variable("PATH") ?? "").Split(host.IsWindows ? ';' : ':', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
