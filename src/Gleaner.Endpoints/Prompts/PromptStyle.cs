namespace Gleaner.Endpoints.Prompts;

/// <summary>What a model is asked to answer.</summary>
public enum PromptStyle
{
    /// <summary>A thought, then an action (Yao et al. 2023, arXiv 2210.03629).</summary>
    ReAct,

    /// <summary>An action alone.</summary>
    Act,
}
