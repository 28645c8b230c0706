namespace Gleaner.ScienceWorld.Processes;

/// <summary>Finds the user's Java.</summary>
internal static class JavaFinder
{
    /// <summary>The path of <c>java</c>: what was configured, else JAVA_HOME's, else the first in PATH.</summary>
    /// <param name="configured">A path, or the name of a program in PATH; null to look for it.</param>
    /// <param name="host">The machine.</param>
    /// <exception cref="GleanerException">There is none.</exception>
    public static string Find(string? configured, IHost host)
    {
        if (configured is not null)
        {
            return (Path.GetFileName(configured) == configured ? InPath(configured, host) : Existing(configured, host)) ?? throw new GleanerException(
                $"environment.java: there is no program '{configured}'. Name a java of version 8 or newer, or leave the key out to use the one in JAVA_HOME or PATH.");
        }

        var fromHome = host.Variable("JAVA_HOME") is { } home ? Existing(Path.Combine(home, "bin", Named("java", host)), host) : null;
        return fromHome ?? InPath("java", host) ?? throw new GleanerException(
            "ScienceWorld's simulator needs Java, and there is none in JAVA_HOME or PATH. Install a Java runtime of version 8 or newer "
            + "(Debian and Ubuntu: apt install default-jre-headless; macOS: brew install openjdk; Windows: winget install EclipseAdoptium.Temurin.21.JRE), "
            + "or name one in environment.java.");
    }

    private static string? InPath(string program, IHost host) =>
        SearchPath.Folders(host).Select(folder => Existing(Path.Combine(folder, Named(program, host)), host)).FirstOrDefault(path => path is not null);

    private static string Named(string program, IHost host) =>
        host.IsWindows && !program.EndsWith(".exe", StringComparison.OrdinalIgnoreCase) ? program + ".exe" : program;

    private static string? Existing(string path, IHost host) => host.HasFile(path) ? path : null;
}

/// <summary>The folders in which programs are looked for.</summary>
internal static class SearchPath
{
    public static IEnumerable<string> Folders(IHost host) =>
        (host.Variable("PATH") ?? "").Split(host.IsWindows ? ';' : ':', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
