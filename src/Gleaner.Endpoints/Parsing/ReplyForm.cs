namespace Gleaner.Endpoints.Parsing;

/// <summary>How well a reply keeps to the form that was asked for.</summary>
public enum ReplyForm
{
    /// <summary>One thought and one action, and nothing else.</summary>
    Clean,

    /// <summary>Not the form, but there is no doubt which action is meant.</summary>
    Tolerated,

    /// <summary>No action can be made out.</summary>
    Malformed,
}
