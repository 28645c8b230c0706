using Gleaner.Trajectories;

namespace Gleaner.Students.Views;

/// <summary>
/// How an environment looks to a token student: the one place where observations and actions become token ids, for sampling
/// and for training alike. Pure: the ids depend on the arguments only. Thread-safe.
/// </summary>
public interface IStudentView
{
    /// <summary>Appends the tokens of an observation. They never carry loss.</summary>
    /// <param name="observation">What is seen now.</param>
    /// <param name="turns">The turns before it, so that what was shown already can be said in short.</param>
    /// <param name="ids">Where the ids go.</param>
    void RenderObservation(Observation observation, IReadOnlyList<Turn> turns, List<int> ids);

    /// <summary>Appends the tokens of an action that was not sampled by the student (an expert's), its end included.</summary>
    /// <param name="observation">What was seen.</param>
    /// <param name="turns">The turns before it.</param>
    /// <param name="action">The action.</param>
    /// <param name="ids">Where the ids go.</param>
    void RenderAction(Observation observation, IReadOnlyList<Turn> turns, string action, List<int> ids);

    /// <summary>The actions that can be sampled in a state.</summary>
    IActionGrammar GrammarFor(Observation observation);

    /// <summary>A token as people read it; null where the view cannot say.</summary>
    string? TextOf(int id) => null;
}

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
    /// <exception cref="ArgumentException">The token is not a candidate.</exception>
    bool Take(int id);

    /// <summary>The complete action as the environment takes it.</summary>
    string Action { get; }
}
