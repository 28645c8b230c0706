namespace Gleaner.EnvironmentClients.AgentGym;

/// <summary>Where the action stands in what a chat model answered, by the Python client of the environment.</summary>
public enum AnswerForm
{
    /// <summary>After <c>Action:</c>, thoughts before it; all of it where that is missing.</summary>
    AfterAction,

    /// <summary>All of it: the server takes thoughts and action apart.</summary>
    Whole,

    /// <summary>Between <c>```sql</c> and <c>```</c>.</summary>
    SqlBlock,
}
