namespace Gleaner.Endpoints.Prompts;

/// <summary>What a model is asked to answer.</summary>
public enum PromptStyle
{
    /// <summary>A thought, then an action (Yao et al. 2023, arXiv 2210.03629).</summary>
    ReAct,

    /// <summary>An action alone.</summary>
    Act,

    /// <summary>
    /// An action alone, asked for by the environment's rules as they stand: the conversation that a student is trained on
    /// (<c>gleaner export</c>), so that a student that was trained elsewhere sees the same where it is served.
    /// </summary>
    Student,
}
