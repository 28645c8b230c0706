namespace Gleaner.ScienceWorld.Episodes;

/// <summary>Raw scores and the official ones.</summary>
public static class ScienceWorldScore
{
    /// <summary>Python's <c>round(100 * raw)</c>: to the nearest, halves to even.</summary>
    /// <param name="raw">The simulator's score, −1..1.</param>
    /// <returns>−100..100.</returns>
    public static int Official(double raw) => (int)Math.Round(100 * raw, MidpointRounding.ToEven);
}
