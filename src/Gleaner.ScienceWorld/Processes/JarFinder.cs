namespace Gleaner.ScienceWorld.Processes;

/// <summary>Finds the user's <c>scienceworld.jar</c>.</summary>
internal static class JarFinder
{
    private static readonly string[] CondaFolders = ["miniconda3", "anaconda3", "miniforge3", "mambaforge"];

    /// <summary>Names the jar where nothing else does.</summary>
    public const string Variable = "SCIENCEWORLD_JAR";

    private static readonly string InPackages = Path.Combine("scienceworld", "scienceworld.jar");

    /// <summary>The path of the jar: what was configured, else SCIENCEWORLD_JAR's, else the one in a Python that is installed in a usual place.</summary>
    /// <param name="configured">A path; null to look for it.</param>
    /// <param name="host">The machine.</param>
    /// <exception cref="GleanerException">There is none.</exception>
    public static string Find(string? configured, IHost host)
    {
        if (configured is not null)
        {
            return host.HasFile(configured) ? configured : throw new GleanerException(
                $"environment.jar: there is no file '{configured}'. 'pip install scienceworld' puts scienceworld.jar into site-packages/scienceworld.");
        }

        if (host.Variable(Variable) is { } named)
        {
            return host.HasFile(named) ? named : throw new GleanerException($"{Variable} names '{named}', but there is no such file.");
        }

        return PackageFolders(host).Select(folder => Path.Combine(folder, InPackages)).FirstOrDefault(host.HasFile) ?? throw new GleanerException(
            "ScienceWorld's simulator, scienceworld.jar, was not found. 'pip install scienceworld' installs it; "
            + $"if it is installed in an unusual place, name it in environment.jar or in {Variable}.");
    }

    // An active environment first, then the project's, then what is installed for the user and for all.
    private static IEnumerable<string> PackageFolders(IHost host) => Prefixes(host).Distinct().SelectMany(prefix => PackageFolders(prefix, host));

    private static IEnumerable<string> Prefixes(IHost host)
    {
        foreach (var variable in (string[])["VIRTUAL_ENV", "CONDA_PREFIX"])
        {
            if (host.Variable(variable) is { } active)
            {
                yield return active;
            }
        }

        yield return Path.Combine(host.CurrentFolder, ".venv");
        yield return Path.Combine(host.CurrentFolder, "venv");
        foreach (var folder in SearchPath.Folders(host).Where(folder => HasPython(folder, host)))
        {
            // Windows keeps python.exe in the prefix itself, others in its bin.
            yield return host.IsWindows ? folder : Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(folder)) ?? folder;
        }

        yield return Path.Combine(host.HomeFolder, ".local");
        foreach (var version in host.Folders(Path.Combine(host.Variable("PYENV_ROOT") ?? Path.Combine(host.HomeFolder, ".pyenv"), "versions"), "*"))
        {
            yield return version;
        }

        string[] condas = [.. CondaFolders.Select(name => Path.Combine(host.HomeFolder, name)), "/opt/conda"];
        foreach (var conda in condas)
        {
            yield return conda;
            foreach (var environment in host.Folders(Path.Combine(conda, "envs"), "*"))
            {
                yield return environment;
            }
        }

        yield return "/usr/local";
        yield return "/usr";
    }

    private static IEnumerable<string> PackageFolders(string prefix, IHost host)
    {
        yield return Path.Combine(prefix, "Lib", "site-packages");
        foreach (var library in (string[])["lib", "lib64"])
        {
            foreach (var python in host.Folders(Path.Combine(prefix, library), "python3*"))
            {
                yield return Path.Combine(python, "site-packages");
                yield return Path.Combine(python, "dist-packages");
            }
        }
    }

    private static bool HasPython(string folder, IHost host) =>
        host.HasFile(Path.Combine(folder, host.IsWindows ? "python.exe" : "python3"));
}
