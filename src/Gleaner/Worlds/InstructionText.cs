using Gleaner.Trajectories;

namespace Gleaner.CommandLine.Worlds;

/// <summary>Finds the instruction in what a shop's start page prints.</summary>
internal static class InstructionText
{
    private static readonly string[] Separators = ["[SEP]", "\n"];

    /// <summary>The instruction, or an empty text if the page shows none (as in mode url).</summary>
    public static string Of(Trajectory trajectory)
    {
        var page = trajectory.Turns.IsEmpty ? trajectory.Final : trajectory.Turns[0].Observation;
        var parts = page.Text.Split(Separators, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var heading = Array.FindIndex(parts, part => part.StartsWith("Instruction:", StringComparison.Ordinal));
        return heading >= 0 && heading + 1 < parts.Length ? parts[heading + 1] : "";
    }
}
