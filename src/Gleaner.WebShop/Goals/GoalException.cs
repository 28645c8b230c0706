namespace Gleaner.WebShop.Goals;

/// <summary>A goal that does not exist or cannot be made.</summary>
public sealed class GoalException : GleanerException
{
    /// <summary>Creates the exception.</summary>
    public GoalException(string message) : base(message)
    {
    }
}
