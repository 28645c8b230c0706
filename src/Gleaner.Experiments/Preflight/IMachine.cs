namespace Gleaner.Experiments;

/// <summary>What a run finds around it; replaced in tests.</summary>
public interface IMachine
{
    /// <summary>Bytes that can still be written below a folder; null if that is not known.</summary>
    /// <param name="folder">The folder, absolute; it exists.</param>
    long? FreeDisk(string folder);

    /// <summary>Why a file cannot be made in a folder, tried with one that is gone again; null if it can.</summary>
    /// <param name="folder">The folder, absolute; it exists.</param>
    string? WhyNotWritable(string folder);

    /// <summary>Makes a folder in which things can be tried; whoever asks for it deletes it.</summary>
    /// <returns>The folder, absolute.</returns>
    string MakeScratchFolder();

    /// <summary>Bytes of memory that this process could still take; null if that is not known.</summary>
    long? FreeMemory();

    /// <summary>The value of an environment variable; null if it is not set or empty.</summary>
    string? Variable(string name);

    /// <summary>The file of a program, absolute, looked for as the system does when it is started; null if there is none that can be run.</summary>
    /// <param name="program">A name, which is looked for in <c>PATH</c>, or a path.</param>
    string? FindProgram(string program);
}
