namespace Gleaner.ScienceWorld.Tests;

/// <summary>Where real catalogue, splits and trajectories lie; tests skip where they do not.</summary>
internal static class TestData
{
    internal static string Catalogue => At("catalogue-1.1.3-openDoors.jsonl");

    internal static string TaskTable => At("tasks.json");

    internal static string Eto => At("splits/eto");

    internal static string AgentTraj => At("trajectories/agenttraj_l_scored.jsonl");

    internal static string SimulatorRuns => At("trajectories/simulator-1.3.0-trajectories.jsonl");

    internal static string OracleRuns => At("trajectories/swiftsage_oracle");

    internal static string AgentGym(string file) => At($"splits/agentgym/{file}");

    /// <summary>Path of a file or folder of the real data; skips the test where it is missing.</summary>
    internal static string At(string name)
    {
        var root = Environment.GetEnvironmentVariable("SCIENCEWORLD_DATA") ?? FindRoot();
        Assert.SkipWhen(root is null, "no real data: set SCIENCEWORLD_DATA to its folder");
        var path = Path.Combine(root, name);
        Assert.SkipUnless(Path.Exists(path), $"there is no {path}");
        return path;
    }

    private static string? FindRoot()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var candidate = Path.Combine(at.FullName, "shared", "sciworld");
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}
