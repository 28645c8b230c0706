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

    /// <summary>Path of a file or folder of the real data.</summary>
    internal static string At(string name) => RealData.ScienceWorld(name);
}
