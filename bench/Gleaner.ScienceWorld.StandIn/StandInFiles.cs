using System.Runtime.InteropServices;

namespace Gleaner.ScienceWorld.StandIn;

/// <summary>
/// The files by which the stand-in is started in place of the real simulator: a program for <c>environment.java</c> and a file
/// for <c>environment.jar</c>. Needs a POSIX shell.
/// </summary>
/// <param name="Java">Path of the program.</param>
/// <param name="Jar">Path of the settings.</param>
public sealed record StandInFiles(string Java, string Jar)
{
    /// <summary>Writes them into a folder.</summary>
    public static StandInFiles Write(string folder, StandInSettings? settings = null)
    {
        var files = new StandInFiles(Path.Combine(folder, "stand-in-java"), Path.Combine(folder, "stand-in.jar"));
        var runtime = RuntimeEnvironment.GetRuntimeDirectory();
        var dotnet = Path.GetFullPath(Path.Combine(runtime, "..", "..", "..", "dotnet"));
        var program = Path.Combine(AppContext.BaseDirectory, "Gleaner.ScienceWorld.StandIn.dll");
        File.WriteAllText(files.Java, $"#!/bin/sh\nexec '{dotnet}' '{program}' \"$@\"\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(files.Java, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        (settings ?? new StandInSettings()).Write(files.Jar);
        return files;
    }
}
