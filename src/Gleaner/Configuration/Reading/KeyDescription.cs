namespace Gleaner.CommandLine.Configuration.Reading;

/// <summary>A key as docs/configuration.md lists it.</summary>
/// <param name="Path">Full name: <c>methods[].rollouts</c>.</param>
/// <param name="Kinds">The kinds it applies to, or null for all.</param>
/// <param name="Values">What may be written: <c>whole number, 1 to 64</c>.</param>
/// <param name="Default">What holds where it is left out, or null if it must be given.</param>
/// <param name="Meaning">One sentence.</param>
internal sealed record KeyDescription(string Path, string? Kinds, string Values, string? Default, string Meaning);
