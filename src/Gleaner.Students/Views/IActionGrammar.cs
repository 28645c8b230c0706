namespace Gleaner.Students.Views;

/// <summary>
/// Walks through the token by token choice of one action, so that only actions that the state offers can be sampled.
/// Belongs to one decision.
/// </summary>
public interface IActionGrammar
{
    /// <summary>The token ids that may come next; never empty before the action is complete.</summary>
    ReadOnlySpan<int> Candidates { get; }

    /// <summary>Takes the chosen token.</summary>
    /// <returns>True if the action is complete.</returns>
    /// <exception cref="ArgumentException">The token is no candidate.</exception>
    bool Take(int id);

    /// <summary>The complete action as the environment takes it.</summary>
    string Action { get; }
}
