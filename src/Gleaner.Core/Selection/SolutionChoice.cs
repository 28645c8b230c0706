namespace Gleaner.Selection;

/// <summary>Which of the solutions of an important state are trained on. The paper's criterion is not known.</summary>
public enum SolutionChoice
{
    /// <summary>One: fewest expert actions trained, then fewest turns, then first found. The default.</summary>
    FewestExpertActions,

    /// <summary>One, drawn at random.</summary>
    Random,

    /// <summary>All of them.</summary>
    All,
}
