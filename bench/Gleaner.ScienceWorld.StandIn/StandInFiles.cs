using System.Globalization;
using System.Runtime.InteropServices;

namespace Gleaner.ScienceWorld.StandIn;

/// <summary>
/// The files by which the stand-in is started in place of the real simulator: a program for <c>environment.java</c> and a file
/// for <c>environment.jar</c>. Needs a POSIX shell.
/// </summary>
/// <param name="Folder">The folder that they are in.</param>
/// <param name="Java">Path of the program.</param>
/// <param name="Jar">Path of the settings.</param>
public sealed record StandInFiles(string Folder, string Java, string Jar)
{
    private const string ProcessFile = "stand-in.processes";

    /// <summary>The ids of all processes that were started, in order.</summary>
    public IReadOnlyList<int> Processes => Path.Combine(Folder, ProcessFile) is var file && File.Exists(file)
        ? [.. File.ReadAllLines(file).Select(line => int.Parse(line, CultureInfo.InvariantCulture))] : [];

    /// <summary>Writes them into a folder.</summary>
    public static StandInFiles Write(string folder, StandInSettings? settings = null)
    {
        var files = new StandInFiles(folder, Path.Combine(folder, "stand-in-java"), Path.Combine(folder, "stand-in.jar"));
        var runtime = RuntimeEnvironment.GetRuntimeDirectory();
        var dotnet = Path.GetFullPath(Path.Combine(runtime, "..", "..", "..", "dotnet"));
        var program = Path.Combine(AppContext.BaseDirectory, "Gleaner.ScienceWorld.StandIn.dll");
        File.WriteAllText(files.Java, $"#!/bin/sh\necho $$ >> '{Path.Combine(folder, ProcessFile)}'\nexec '{dotnet}' '{program}' \"$@\"\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(files.Java, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        (settings ?? new StandInSettings()).Write(files.Jar);
        return files;
    }
}
