namespace Gleaner.ScienceWorld.Processes;

/// <summary>Starts processes.</summary>
internal interface IProcessLauncher
{
    /// <summary>Starts a program with its input, output and errors in our hands.</summary>
    /// <exception cref="GleanerException">The system cannot start it.</exception>
    IChildProcess Start(ProgramCall call);
}
