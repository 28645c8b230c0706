namespace Gleaner.EnvironmentClients.AgentGym;

/// <summary>What the agent sees first, as the Python client of the environment shows it.</summary>
public enum StartText
{
    /// <summary>The observation in the reply to <c>/reset</c>.</summary>
    OfReset,

    /// <summary>The task's description, a line feed, then the observation of the reset (ScienceWorld).</summary>
    DescriptionThenReset,

    /// <summary>The observation of the reset, then a line with the actions that are possible (ALFWorld).</summary>
    ResetThenActions,

    /// <summary>What <c>/observation</c> replies after the reset, whose own reply is not that text in every environment.</summary>
    Observe,
}
