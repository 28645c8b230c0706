using System.Collections.Immutable;

namespace Gleaner.IO.Processes;

/// <summary>A program and its arguments.</summary>
/// <param name="Program">Path of the program.</param>
/// <param name="Arguments">Its arguments, as they are.</param>
public sealed record ProgramCall(string Program, ImmutableArray<string> Arguments)
{
    /// <summary>The folder that it is started in; null for ours.</summary>
    public string? WorkingFolder { get; init; }

    /// <summary>The call that a command line stands for.</summary>
    /// <param name="command">The program, then its arguments.</param>
    public static ProgramCall Of(ImmutableArray<string> command) => new(command[0], command[1..]);

    /// <summary>As it could be typed, for messages.</summary>
    public override string ToString() => string.Join(' ', (IEnumerable<string>)[Program, .. Arguments]);
}
