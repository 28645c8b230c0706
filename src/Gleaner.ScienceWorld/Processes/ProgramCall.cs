using System.Collections.Immutable;

namespace Gleaner.ScienceWorld.Processes;

/// <summary>A program and its arguments.</summary>
/// <param name="Program">Path of the program.</param>
/// <param name="Arguments">Its arguments, as they are.</param>
internal sealed record ProgramCall(string Program, ImmutableArray<string> Arguments)
{
    /// <summary>As it could be typed, for messages.</summary>
    public override string ToString() => string.Join(' ', (IEnumerable<string>)[Program, .. Arguments]);
}
